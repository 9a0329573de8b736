"""The process that does the jobs: a thread for each lane, one that keeps the leases, one that looks ahead."""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import signal
import socket
import threading
import time
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import FrameType

from django.db import Error as DatabaseError
from django.db import close_old_connections, connections

from baigong.foundation.freshness.keeping import hear
from baigong.foundation.ids import uuid7
from baigong.foundation.jobs import leases, registry, schedules
from baigong.foundation.jobs.context import JobContext
from baigong.foundation.jobs.errors import JobCancelled, JobError, LeaseLostError, describe
from baigong.foundation.jobs.leases import Lease
from baigong.foundation.jobs.models import Job, Lane
from baigong.foundation.jobs.supervisor import PARENT_VARIABLE

logger = logging.getLogger("baigong.jobs")

HUNG_EXIT = 75


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds: how long a lease lasts, how often an idle lane looks, first wait after a failure, drain."""

    lease: float = leases.LEASE_SECONDS
    poll: float = 1.0
    backoff: float = leases.BACKOFF_SECONDS
    plan: float = 20.0
    stop: float = 25.0


@dataclass(slots=True)
class _Running:
    lease: Lease
    context: JobContext
    deadline: float


class Worker:
    """Does the jobs of some lanes until it is told to stop, or until there is nothing due.

    In one process all lanes share one fate: a job that kills the process interrupts the others too, and
    costs each of them a try. Where that matters, run one process for each group of lanes.
    """

    def __init__(
        self, lanes: Sequence[str] = tuple(Lane), *, name: str = "", timing: Timing | None = None
    ) -> None:
        self.lanes = tuple(Lane(lane) for lane in lanes)
        self.name = (name or f"{socket.gethostname()}:{os.getpid()}:{uuid7().hex[-8:]}")[-120:]
        self.timing = timing or Timing()
        self._running: dict[str, _Running] = {}
        self._stop = threading.Event()
        self._is_asked_to_stop = False
        self._may_exit = False

    def run(self, until_idle: bool = False) -> int:
        """Work; return how many attempts were made.

        With `until_idle` everything happens in the calling thread and ends when nothing is due (jobs due
        later are left alone). Otherwise it goes on until `stop()`, which lets running jobs end for up to
        `timing.stop` seconds and then gives them back uncounted.
        """
        with self._keeping_leases():
            return self._run_until_idle() if until_idle else self._run_until_stopped()

    def stop(self) -> None:
        """Take no further job; safe to call from a signal handler or another thread.

        A plain word, because setting an event from a signal handler can lock up its own waiter.
        """
        self._is_asked_to_stop = True

    # --- the two ways to run -----------------------------------------------------------------------
    def _run_until_idle(self) -> int:
        attempts = 0
        while not self._is_asked_to_stop:
            done = sum(self._do_next(lane) for lane in self.lanes)
            attempts += done
            if not done:
                break
        return attempts

    def _run_until_stopped(self) -> int:
        self._may_exit = True
        counts = dict.fromkeys(self.lanes, 0)

        def serve(lane: Lane) -> None:
            while not self._stop.is_set():
                counts[lane] += self._serve_once(lane)
            connections.close_all()

        threads = [
            threading.Thread(target=serve, args=(lane,), name=f"lane-{lane}", daemon=True)
            for lane in self.lanes
        ]
        for thread in threads:
            thread.start()
        self._plan_until_stopped()
        self._stop.set()
        deadline = time.monotonic() + self.timing.stop
        for thread in threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        self._release_all()
        return sum(counts.values())

    def _serve_once(self, lane: Lane) -> int:
        """Do one job or wait a little; a database that is away for a while must not end the lane."""
        try:
            close_old_connections()
            done = self._do_next(lane)
        except DatabaseError as error:
            logger.warning("lane %s: database trouble %s", lane, describe(error))
            connections.close_all()
            done = False
        if not done:
            self._stop.wait(self.timing.poll)
        return int(done)

    def _plan_until_stopped(self) -> None:
        due = time.monotonic()
        while not self._is_asked_to_stop:
            if time.monotonic() >= due:
                self._plan()
                due = time.monotonic() + self.timing.plan
            time.sleep(0.1)

    def _plan(self) -> None:
        try:
            close_old_connections()
            schedules.plan_due()
        except (DatabaseError, JobError) as error:
            logger.warning("planning: %s", describe(error))

    # --- one job -----------------------------------------------------------------------------------
    def _do_next(self, lane: Lane) -> bool:
        job = leases.claim(lane, self.name, lease_seconds=self.timing.lease)
        if job is None:
            return False
        self._perform(job)
        return True

    def _perform(self, job: Job) -> None:
        lease, context = Lease.of(job), JobContext(job)
        try:
            entry = registry.find(job.kind)
            key = f"{job.pk}:{job.attempts}"
            hear()
            self._running[key] = _Running(lease, context, time.monotonic() + entry.limit_seconds)
            try:
                result = entry.function(context, **job.args)
            finally:
                self._running.pop(key, None)
            if not context.is_finished and not leases.complete(lease, result):
                raise LeaseLostError
        except LeaseLostError:
            logger.info("job %s %s: taken over by another worker", job.kind, job.pk)
        except JobCancelled:
            leases.complete(lease, {"cancelled": True})
        except (Exception, SystemExit) as error:
            self._record_failure(job, lease, error)

    def _record_failure(self, job: Job, lease: Lease, error: BaseException) -> None:
        # Frames only: the message of an error may quote somebody's data, and logs are not encrypted.
        frames = "".join(traceback.format_tb(error.__traceback__))
        logger.warning("job %s %s try %s: %s\n%s", job.kind, job.pk, job.attempts, describe(error), frames)
        leases.fail(lease, error, backoff_seconds=self.timing.backoff)

    # --- leases ------------------------------------------------------------------------------------
    @contextlib.contextmanager
    def _keeping_leases(self) -> Iterator[None]:
        ended = threading.Event()

        def keep() -> None:
            while not ended.wait(self.timing.lease / 3):
                self._beat()
            connections.close_all()

        keeper = threading.Thread(target=keep, name="leases", daemon=True)
        keeper.start()
        try:
            yield
        finally:
            ended.set()
            keeper.join(5)

    def _beat(self) -> None:
        for running in list(self._running.values()):
            if time.monotonic() > running.deadline:
                self._give_up_on(running)
                continue
            try:
                job = leases.renew(running.lease, lease_seconds=self.timing.lease)
            except DatabaseError as error:  # tried again at the next beat; two may fail before the lease ends
                logger.warning("lease not renewed: %s", describe(error))
                connections.close_all()
                continue
            if job is None:
                running.context.mark_lost()
            elif job.cancel_requested_at is not None:
                running.context.mark_cancelled()

    def _give_up_on(self, hung: _Running) -> None:
        """A thread cannot be ended from outside: book the failure, give the rest back, end the process."""
        hung.context.mark_lost()
        leases.fail(hung.lease, "JobHung", backoff_seconds=self.timing.backoff)
        if self._may_exit:
            logger.error("job %s does not end; this worker ends and is started anew", hung.lease.job_id)
            self._release_all()
            os._exit(HUNG_EXIT)

    def _release_all(self) -> None:
        for running in list(self._running.values()):
            running.context.mark_lost()
            leases.release(running.lease)


def collect_seldom() -> None:
    """Look for cycles seldom, and never again among what the start has loaded.

    A job makes rows by the hundred thousand and none refers to itself; looking through all of them time and
    again took a fifth of an import.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def run_worker(lanes: Sequence[str] = tuple(Lane), *, timing: Timing | None = None) -> int:
    """Run a worker as this process's whole task, until SIGTERM or SIGINT or the supervisor's death.

    Django must be set up. Returns the process's exit code.
    """
    collect_seldom()
    worker = Worker(lanes, timing=timing)

    def leave(_: int, __: FrameType | None) -> None:
        worker.stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, leave)
    _follow_supervisor(worker)
    worker.run()
    return 0


def _follow_supervisor(worker: Worker) -> None:
    """Stop when the supervisor that started us is gone, so that no orphan works on beside its successor."""
    if not os.environ.get(PARENT_VARIABLE):
        return
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        worker.stop()

    threading.Thread(target=watch, name="supervisor-watch", daemon=True).start()
