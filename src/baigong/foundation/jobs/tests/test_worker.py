"""Doing work: once in effect, whoever dies meanwhile; the poisonous set aside; each job to one claimer."""

from __future__ import annotations

import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection, connections

from baigong.foundation.jobs import errors, leases, queue, registry
from baigong.foundation.jobs import worker as working
from baigong.foundation.jobs.context import JobContext
from baigong.foundation.jobs.leases import TRIES, Lease, backoff
from baigong.foundation.jobs.models import Job, Lane
from baigong.foundation.jobs.tests import sample_handlers  # noqa: F401 (registers the kinds)
from baigong.foundation.jobs.worker import Timing, Worker

pytestmark = pytest.mark.django_db(transaction=True)

FAST = Timing(lease=30, poll=0.02, backoff=0.0, stop=1.0)


def expire(job: Job) -> None:
    """Deliver the job again while its worker still believes it holds it."""
    Job.objects.filter(pk=job.pk).update(lease_until=job.created_at)


# --- 81: duplicate delivery ------------------------------------------------------------------------
def deliver_twice(kind: str) -> Job:
    """Two workers run the same job side by side."""
    job = queue.enqueue(kind, {"seconds_tenth": 5}, key="twice")
    first = threading.Thread(target=lambda: (Worker(["short"]).run(until_idle=True), connections.close_all()))
    first.start()
    while not Job.objects.filter(pk=job.pk, attempts=1).exists():
        time.sleep(0.01)
    expire(job)
    Worker(["short"]).run(until_idle=True)
    first.join()
    job.refresh_from_db()
    return job


def test_two_deliveries_have_one_effect(effects: Any) -> None:
    job = deliver_twice("test.slow-once")
    assert job.attempts == 2
    assert effects() == [str(job.pk)]
    assert job.done_at is not None


def test_twin_a_careless_handler_has_two_effects(effects: Any) -> None:
    job = deliver_twice("test.slow-careless")
    assert effects() == [str(job.pk)] * 2


def test_many_jobs_some_delivered_again_have_one_effect_each(effects: Any) -> None:
    jobs = [queue.enqueue("test.once", {}, key=f"many-{number}") for number in range(60)]
    dead = [leases.claim("short", f"dead-{number}") for number in range(12)]
    for job in dead:  # taken by workers that died before they began
        assert job is not None
        expire(job)
    workers = [Worker(["short"]) for _ in range(3)]
    threads = [
        threading.Thread(target=lambda w=w: (w.run(until_idle=True), connections.close_all()))
        for w in workers
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert effects() == sorted(str(job.pk) for job in jobs)


def test_a_worker_that_lost_its_lease_writes_nothing() -> None:
    queue.enqueue("test.once", {}, key="k")
    old = leases.claim("short", "old", lease_seconds=0)
    assert old is not None
    new = leases.claim("short", "new")
    assert new is not None
    assert new.last_error == "WorkerLost"
    assert not leases.complete(Lease.of(old), {"who": "old"})
    assert not leases.fail(Lease.of(old), "late")
    assert not leases.release(Lease.of(old))
    assert leases.renew(Lease.of(old)) is None
    with pytest.raises(errors.LeaseLostError):
        JobContext(old).progress(1, 2)
    assert leases.complete(Lease.of(new), {"who": "new"})


# --- 82: kill -9 -----------------------------------------------------------------------------------
def test_after_kill_9_another_worker_goes_on_where_it_stood(
    effects: Any, start_process: Any, wait_until: Any
) -> None:
    job = queue.enqueue("test.long", {"steps": 20}, key="long")
    first = start_process("worker", "1", "import")
    wait_until(lambda: Job.objects.get(pk=job.pk).progress_done >= 5)
    first.send_signal(signal.SIGKILL)
    first.wait()
    reached = Job.objects.get(pk=job.pk).progress_done
    killed_at = time.monotonic()
    start_process("worker", "1", "import")
    wait_until(lambda: Job.objects.get(pk=job.pk).done_at is not None)
    job.refresh_from_db()
    assert effects() == [str(job.pk)]
    assert (job.attempts, job.last_error) == (2, "WorkerLost")
    assert job.result == {"resumed_from": reached}
    assert time.monotonic() - killed_at < 15


def test_a_heartbeat_keeps_a_job_longer_than_its_lease(
    effects: Any, start_process: Any, wait_until: Any
) -> None:
    job = queue.enqueue("test.long", {"steps": 25}, key="long")
    start_process("worker", "0.6", "import")
    start_process("worker", "0.6", "import")
    wait_until(lambda: Job.objects.get(pk=job.pk).done_at is not None)
    assert Job.objects.get(pk=job.pk).attempts == 1
    assert effects() == [str(job.pk)]


def test_sigterm_gives_the_job_back_uncounted(start_process: Any, wait_until: Any) -> None:
    job = queue.enqueue("test.long", {"steps": 600}, key="long")
    process = start_process("worker", "30", "import")
    wait_until(lambda: Job.objects.get(pk=job.pk).progress_done >= 1)
    process.terminate()
    assert process.wait(15) == 0
    job.refresh_from_db()
    assert (job.attempts, job.leased_by, job.lease_until, job.last_error) == (0, "", None, "")


def test_a_running_job_stops_when_asked(start_process: Any, wait_until: Any) -> None:
    job = queue.enqueue("test.long", {"steps": 600}, key="long")
    start_process("worker", "30", "import")
    wait_until(lambda: Job.objects.get(pk=job.pk).progress_done >= 1)
    assert queue.cancel(job).state == "正在做"
    wait_until(lambda: Job.objects.get(pk=job.pk).state == "已停下")


# --- 84: poison ------------------------------------------------------------------------------------
def test_a_failing_job_is_quarantined_after_five_tries_and_others_go_on(effects: Any) -> None:
    poison = queue.enqueue("test.fails", {}, key="poison")
    good = [queue.enqueue("test.once", {}, key=f"good-{number}") for number in range(10)]
    assert Worker(timing=FAST).run(until_idle=True) == TRIES + len(good)
    poison.refresh_from_db()
    assert (poison.state, poison.attempts) == ("已隔离", TRIES)
    assert poison.last_error == "ValueError"  # class and code, none of the message
    assert len(effects()) == len(good)
    freed = queue.retry(poison)
    assert (freed.state, freed.attempts) == ("等候", 0)
    with pytest.raises(errors.JobStateError):
        queue.retry(good[0])


def test_waiting_grows_between_tries() -> None:
    waits = [backoff(attempt).total_seconds() for attempt in range(1, 8)]
    assert waits == [10, 40, 160, 640, 2560, 3600, 3600]
    job = queue.enqueue("test.fails", {}, key="poison")
    assert Worker().run(until_idle=True) == 1
    job.refresh_from_db()
    assert job.state == "等候"
    assert 8 < (job.run_after - job.created_at).total_seconds() < 15


def test_a_job_that_kills_its_worker_is_quarantined_too(
    effects: Any, start_process: Any, wait_until: Any
) -> None:
    poison = queue.enqueue("test.crashes", {}, key="poison")
    for _ in range(TRIES):
        process = start_process("worker", "0.3", "money")
        assert process.wait(20) == 139
    good = queue.enqueue("test.once", {}, key="good")
    start_process("worker", "0.3", "money", "short")
    wait_until(
        lambda: Job.objects.get(pk=poison.pk).quarantined_at is not None and effects() == [str(good.pk)]
    )
    poison.refresh_from_db()
    assert (poison.attempts, poison.last_error) == (TRIES, "WorkerLost")


def test_a_hanging_job_ends_its_worker_and_gives_the_others_back(start_process: Any, wait_until: Any) -> None:
    hung = queue.enqueue("test.hangs", {}, key="hung")
    innocent = queue.enqueue("test.long", {"steps": 600}, key="innocent")
    process = start_process("worker", "1", "money", "import")
    assert process.wait(20) == 75
    hung.refresh_from_db()
    innocent.refresh_from_db()
    assert (hung.attempts, hung.last_error, hung.state) == (1, "JobHung", "等候")
    assert (innocent.attempts, innocent.leased_by) == (0, "")


def test_a_hopeless_job_is_quarantined_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def hopeless(context: JobContext) -> None:
        raise errors.GiveUpError("文件已经删除。", code="file-gone")

    monkeypatch.setattr(registry, "_handlers", {})
    registry.handler("test.hopeless", lane="short")(hopeless)
    job = queue.enqueue("test.hopeless", {}, key="k")
    assert Worker().run(until_idle=True) == 1
    job.refresh_from_db()
    assert (job.state, job.last_error) == ("已隔离", "GiveUpError:file-gone")


# --- claiming --------------------------------------------------------------------------------------
def claim_in_three_processes(start_process: Any, role: str, jobs: int) -> Counter[str]:
    for number in range(jobs):
        queue.enqueue("test.once", {}, key=f"claim-{number}")
    processes = [start_process(role) for _ in range(3)]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    taken: Counter[str] = Counter()
    for process in processes:
        taken.update(process.communicate(timeout=60)[0].split())
        assert process.returncode == 0
    return taken


def test_no_job_goes_to_two_claimers(start_process: Any) -> None:
    taken = claim_in_three_processes(start_process, "claim", 150)
    assert len(taken) == 150
    assert set(taken.values()) == {1}


def test_twin_look_then_write_gives_jobs_away_twice(start_process: Any) -> None:
    taken = claim_in_three_processes(start_process, "naive-claim", 60)
    assert len(taken) == 60
    assert max(taken.values()) == 3  # the job all three had seen before the first of them wrote


def test_an_idle_look_takes_no_write_lock() -> None:
    with connection.execute_wrapper(_refuse_writes):
        assert leases.claim("short", "idle") is None


def _refuse_writes(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    assert not sql.lstrip().upper().startswith(("UPDATE", "INSERT", "DELETE")), sql
    return execute(sql, params, many, context)


def test_progress_and_finishing_refuse_to_run_inside_a_transaction() -> None:
    from django.db import transaction

    queue.enqueue("test.once", {}, key="k")
    job = leases.claim("short", "me")
    assert job is not None
    with pytest.raises(errors.InsideTransactionError), transaction.atomic():
        JobContext(job).progress(1, 2)
    with pytest.raises(errors.InsideTransactionError), transaction.atomic(), JobContext(job).finishing():
        pass


# --- 90: the database is away for a while ----------------------------------------------------------
@pytest.fixture
def lane(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """One look of a lane; the first two find no database."""
    asked, real, worker = [0], leases.claim, Worker(["short"], timing=FAST)

    def claim(*arguments: Any, **options: Any) -> Job | None:
        asked[0] += 1
        if asked[0] < 3:
            raise OperationalError("the server went away")
        return real(*arguments, **options)

    monkeypatch.setattr(leases, "claim", claim)
    queue.enqueue("test.once", {}, key="after it")
    return lambda: worker._serve_once(Lane.SHORT)


def test_a_lane_outlives_a_database_that_is_away(lane: Callable[[], int], effects: Any) -> None:
    assert [lane(), lane(), lane()] == [0, 0, 1]
    assert len(effects()) == 1


def test_twin_without_the_patience_the_lane_ends(
    lane: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "DatabaseError", ())
    with pytest.raises(OperationalError):
        lane()
