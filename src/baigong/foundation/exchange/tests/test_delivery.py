"""Jobs of an import come twice, late, and in the middle of other things; workers are killed. Nothing shows."""

from __future__ import annotations

import io
import json
import os
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from sample_list import CHUNK, ROWS, SAMPLE

from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.exchange import jobs, pipeline, services, states
from baigong.foundation.exchange.models import BatchState, ImportBatch, ImportRow
from baigong.foundation.exchange.runs import job_of, stopped_job
from baigong.foundation.exchange.states import ImportStateError, MovedOnError
from baigong.foundation.jobs.models import Job
from baigong.foundation.jobs.worker import Timing, Worker
from baigong.foundation.sheets.writer import SheetOut, write_workbook

pytestmark = pytest.mark.django_db(transaction=True)
PROCESS = Path(__file__).with_name("worker_process.py")
SOURCE = Path(__file__).resolve().parents[4]
ONCE = Counter(range(2, ROWS + 2))
HANDLERS = {"read": jobs.read, "check": jobs.check, "commit": jobs.commit, "undo": jobs.undo}
CHOSEN = {0: ["name", None]}


def work() -> None:
    Worker(["import"]).run(until_idle=True)


def deliver(step: str, batch: ImportBatch, by: str = "officer", progress: Any = None) -> Any:
    context: Any = SimpleNamespace(created_by=by, progress=progress or (lambda *_: None))
    return HANDLERS[step](context, str(batch.id))


def fresh(batch: ImportBatch) -> ImportBatch:
    found: ImportBatch = ImportBatch.objects.get(id=batch.id)
    return found


def advance(batch: ImportBatch, until: str) -> ImportBatch:
    """Take an uploaded file up to a state, by its own jobs."""
    work()
    for state, step in (
        (
            BatchState.CHECKED,
            lambda: services.choose_columns(by="officer", batch=fresh(batch), chosen=CHOSEN),
        ),
        (BatchState.DONE, lambda: services.start_commit(by="officer", batch=fresh(batch))),
        (BatchState.UNDONE, lambda: services.start_undo(by="officer", batch=fresh(batch))),
    ):
        if fresh(batch).state == until:
            break
        step()
        work()
        assert fresh(batch).state == state
    return fresh(batch)


def look(batch: ImportBatch) -> tuple[Any, ...]:
    found = fresh(batch)
    rows = ImportRow.objects.filter(batch=batch).order_by("sheet", "number")
    kept = list(rows.values_list("number", "outcome", "committed_at", "taken_back_at"))
    return found.state, found.columns, found.counts, kept


@pytest.mark.parametrize("state", ["mapping", "checked", "done", "undone", "cancelled"])
@pytest.mark.parametrize("step", sorted(HANDLERS))
def test_a_job_that_comes_twice_or_late_changes_nothing(
    upload: Any, effects: Any, step: str, state: str
) -> None:
    batch = upload()
    advance(batch, "checked" if state == "cancelled" else state)
    if state == "cancelled":
        services.cancel_import(by="officer", batch=fresh(batch))
    before, written = look(batch), (effects("in"), effects("out"))
    assert before[0] == state
    for _ in range(2):
        assert deliver(step, batch) == {"moved_on": True}
    assert look(batch) == before and (effects("in"), effects("out")) == written


def test_without_the_guard_a_late_reading_forgets_what_was_chosen(upload: Any, monkeypatch: Any) -> None:
    """The twin: begin without asking for the state."""
    batch = advance(upload(), "done")
    assert batch.columns[0]["columns"][1]["certainty"] == "chosen"
    monkeypatch.setattr(states, "begin", lambda batch, state: None)
    deliver("read", batch)
    assert fresh(batch).state == BatchState.MAPPING
    assert fresh(batch).columns[0]["columns"][1]["certainty"] != "chosen"


def cancelled_in_the_middle(batch: ImportBatch) -> ImportBatch:
    def cancel(done: int, *_: Any) -> None:
        if 0 < done <= CHUNK:
            services.cancel_import(by="officer", batch=fresh(batch))

    deliver("check", batch, progress=cancel)
    return fresh(batch)


@pytest.fixture
def small_chunks(monkeypatch: Any) -> None:
    monkeypatch.setattr(pipeline, "CHUNK", CHUNK)
    monkeypatch.setattr(pipeline, "CHECKED_AT_ONCE", CHUNK)


def test_an_import_cancelled_while_it_is_checked_stays_cancelled(upload: Any, small_chunks: None) -> None:
    batch = advance(upload(), "mapping")
    services.choose_columns(by="officer", batch=batch, chosen={})
    found = cancelled_in_the_middle(batch)
    assert found.state == BatchState.CANCELLED and found.counts == {}


def test_without_the_guard_a_cancelled_import_comes_back(
    upload: Any, small_chunks: None, monkeypatch: Any
) -> None:
    """The twin: write without holding the import."""
    batch = advance(upload(), "mapping")
    services.choose_columns(by="officer", batch=batch, chosen={})
    monkeypatch.setattr(states, "hold", lambda batch: None)
    assert cancelled_in_the_middle(batch).state == BatchState.CHECKED


@pytest.mark.parametrize("step", ["check", "commit", "undo"])
def test_a_second_run_takes_over_and_the_first_stops(
    upload: Any, effects: Any, small_chunks: None, step: str
) -> None:
    batch = advance(upload(), {"check": "mapping", "commit": "checked", "undo": "done"}[step])
    {
        "check": lambda: services.choose_columns(by="officer", batch=batch, chosen={}),
        "commit": lambda: services.start_commit(by="officer", batch=batch),
        "undo": lambda: services.start_undo(by="officer", batch=batch),
    }[step]()
    answers = []

    def second(done: int, *_: Any) -> None:
        if 0 < done <= CHUNK:
            answers.append(deliver(step, batch))

    assert deliver(step, batch, progress=second) == {"moved_on": True}
    assert answers[0]["state"] == fresh(batch).state
    assert fresh(batch).counts == {"blank": 0, "new": ROWS}
    assert ImportRow.objects.filter(batch=batch).count() == ROWS
    assert effects("in") == (Counter() if step == "check" else ONCE)
    assert effects("out") == (ONCE if step == "undo" else Counter())


def test_a_run_that_was_overtaken_cannot_write(upload: Any) -> None:
    old = advance(upload(), "checked")
    services.start_commit(by="officer", batch=fresh(old))
    old.state = BatchState.COMMITTING
    with pytest.raises(MovedOnError):
        states.hold(old)
    states.hold(fresh(old))


def killed(role: str, die_at: int) -> int:
    names = ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")
    database = json.dumps({name: connection.settings_dict[name] for name in names})
    environment = {
        **os.environ,
        "EXCHANGE_TEST_DATABASE": database,
        "EXCHANGE_TEST_DIE_AT": str(die_at),
        "PYTHONPATH": str(SOURCE),
    }
    return subprocess.run([sys.executable, str(PROCESS), role], env=environment, check=False).returncode


def free_the_lease() -> None:
    Job.objects.filter(done_at__isnull=True).update(lease_until=clock.now())


@pytest.mark.parametrize("step", ["commit", "undo"])
@pytest.mark.parametrize("seed", [1, 2])
def test_workers_killed_in_the_middle_leave_every_row_written_once(
    upload: Any, effects: Any, step: str, seed: int
) -> None:
    batch = advance(upload(), "checked" if step == "commit" else "done")
    start = services.start_commit if step == "commit" else services.start_undo
    start(by="officer", batch=batch)
    chance = random.Random(seed)
    for _ in range(2):
        assert killed("careful", chance.randrange(2)) == -9
        free_the_lease()
    assert killed("careful", -1) == 0
    found = fresh(batch)
    assert found.state == (BatchState.DONE if step == "commit" else BatchState.UNDONE)
    assert found.counts == {"blank": 0, "new": ROWS}
    assert effects("in") == ONCE
    assert effects("out") == (ONCE if step == "undo" else Counter())


@pytest.mark.parametrize("step", ["commit", "undo"])
def test_without_one_transaction_for_a_chunk_rows_are_lost_or_doubled(
    upload: Any, effects: Any, step: str
) -> None:
    """The twin: the marks of a chunk commit apart from what its rows wrote."""
    batch = advance(upload(), "checked" if step == "commit" else "done")
    start = services.start_commit if step == "commit" else services.start_undo
    start(by="officer", batch=batch)
    assert killed("careless", 1) == -9
    free_the_lease()
    assert killed("careless", -1) == 0
    assert effects("in" if step == "commit" else "out") != ONCE


def stop_half_way(batch: ImportBatch, monkeypatch: Any, what: str) -> Job:
    """Let a step fail at its second chunk until nobody tries it any more."""
    real, calls = getattr(SAMPLE, what), [0]

    def fail(*arguments: Any) -> Any:
        calls[0] += 1
        if calls[0] > 1:
            raise MemoryError
        return real(*arguments)

    monkeypatch.setattr(SAMPLE, what, fail)
    worker = Worker(["import"], timing=Timing(backoff=0.0))
    for _ in range(6):
        worker.run(until_idle=True)
        Job.objects.filter(done_at__isnull=True).update(run_after=clock.now())
    monkeypatch.setattr(SAMPLE, what, real)
    job = stopped_job(fresh(batch))
    assert job is not None
    return job


def test_a_commit_that_stopped_goes_on_for_whoever_lets_it(
    upload: Any, effects: Any, small_chunks: None, monkeypatch: Any
) -> None:
    batch = advance(upload(), "checked")
    services.start_commit(by="officer", batch=batch)
    stop_half_way(batch, monkeypatch, "apply")
    assert 0 < effects("in").total() < ROWS
    services.start_commit(by="second", batch=fresh(batch))
    assert stopped_job(fresh(batch)) is None
    work()
    assert fresh(batch).state == BatchState.DONE and effects("in") == ONCE
    assert fresh(batch).counts == {"blank": 0, "new": ROWS}
    assert SAMPLE.by[0] == "officer" and SAMPLE.by[-1] == "second"
    entry = AuditEntry.objects.get(act="exchange.continue")
    assert entry.by == "second" and entry.detail["stopped_by"] == "MemoryError"


def test_a_commit_that_stopped_can_be_taken_back_instead(
    upload: Any, effects: Any, small_chunks: None, monkeypatch: Any
) -> None:
    batch = advance(upload(), "checked")
    services.start_commit(by="officer", batch=batch)
    with pytest.raises(ImportStateError):
        services.start_undo(by="officer", batch=fresh(batch))
    stop_half_way(batch, monkeypatch, "apply")
    services.start_undo(by="second", batch=fresh(batch))
    work()
    assert fresh(batch).state == BatchState.UNDONE
    assert effects("out") == effects("in") and effects("in").total() == CHUNK
    assert not Job.objects.filter(quarantined_at__isnull=False).exists()


def test_an_undo_that_stopped_goes_on(
    upload: Any, effects: Any, small_chunks: None, monkeypatch: Any
) -> None:
    batch = advance(upload(), "done")
    services.start_undo(by="officer", batch=batch)
    stop_half_way(batch, monkeypatch, "undo")
    assert fresh(batch).state == BatchState.UNDOING
    services.start_undo(by="officer", batch=fresh(batch))
    work()
    assert fresh(batch).state == BatchState.UNDONE and effects("out") == ONCE


def test_every_sheet_is_let_in_and_taken_back_whole(upload: Any, effects: Any, small_chunks: None) -> None:
    stream = io.BytesIO()
    sheets = [
        SheetOut(f"第{place}片", ["姓名", "镇村"], [[f"甲{place}{n}", "柳塘镇"] for n in range(rows)])
        for place, rows in enumerate((CHUNK * 2, 3, CHUNK + 1))
    ]
    write_workbook(stream, sheets)
    batch = upload(stream.getvalue())
    work()
    services.choose_columns(by="officer", batch=fresh(batch), chosen={})
    work()
    services.start_commit(by="officer", batch=fresh(batch))
    work()
    expected = Counter(n + 2 for rows in (CHUNK * 2, 3, CHUNK + 1) for n in range(rows))
    assert effects("in") == expected
    services.start_undo(by="officer", batch=fresh(batch))
    work()
    assert effects("out") == expected and fresh(batch).state == BatchState.UNDONE


def test_nothing_stopped_is_a_sentence(upload: Any) -> None:
    batch = advance(upload(), "checked")
    with pytest.raises(ImportStateError):
        services.continue_import(by="officer", batch=batch)
    assert job_of(batch) is None


def test_every_request_to_undo_and_its_outcome_is_written_down(upload: Any, effects: Any) -> None:
    batch = advance(upload(), "undone")
    services.start_undo(by="second", batch=batch)
    work()
    asked = AuditEntry.objects.filter(act="exchange.undo_asked").order_by("at")
    assert [entry.by for entry in asked] == ["officer", "second"]
    ends = AuditEntry.objects.filter(act="exchange.undone").order_by("at")
    assert [(entry.by, entry.detail["nothing_left"]) for entry in ends] == [
        ("officer", False),
        ("second", True),
    ]
    assert effects("out") == ONCE


def test_pressing_twice_asks_for_one_run_and_is_written_down_twice(upload: Any, effects: Any) -> None:
    batch = advance(upload(), "done")
    for by in ("officer", "second"):
        services.start_undo(by=by, batch=fresh(batch))
    assert Job.objects.filter(kind="exchange.undo").count() == 1
    assert AuditEntry.objects.filter(act="exchange.undo_asked").count() == 2
    work()
    assert effects("out") == ONCE


def test_what_a_second_officer_lets_in_and_takes_back_bears_that_name(upload: Any) -> None:
    batch = advance(upload(), "checked")
    services.start_commit(by="second", batch=batch)
    work()
    services.start_undo(by="third", batch=fresh(batch))
    work()
    assert SAMPLE.by == ["second", "third"]
    assert AuditEntry.objects.get(act="exchange.rows").by == "second"
    assert AuditEntry.objects.get(act="exchange.undo").by == "third"
