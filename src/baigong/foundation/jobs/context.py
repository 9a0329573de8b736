"""What a handler is given: its job's id, a place to report progress, and a way to end in one stroke."""

from __future__ import annotations

import contextlib
import threading
import time
import uuid
from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction

from baigong.foundation import clock
from baigong.foundation.jobs.errors import InsideTransactionError, LeaseLostError
from baigong.foundation.jobs.leases import Lease
from baigong.foundation.jobs.models import Job

WRITE_EVERY_SECONDS = 0.5


def refuse_inside_transaction() -> None:
    """Stop a call to the outside world that would keep a transaction, and so its locks, open.

    :raises InsideTransactionError: when a transaction of the caller's is open.
    """
    blocks = connection.atomic_blocks
    if blocks and not getattr(blocks[-1], "_from_testcase", False):
        raise InsideTransactionError


class JobContext:
    """The running job as its handler sees it.

    `job_id` is the idempotency key for the outside world; `attempt` counts from 1; `resume_from` is how far
    an earlier, interrupted attempt had reported (`progress_done`).
    """

    def __init__(self, job: Job) -> None:
        self.job_id: uuid.UUID = job.pk
        self.attempt: int = job.attempts
        self.created_by: str = job.created_by
        self.place_path: str = job.place_path
        self.resume_from: int = job.progress_done
        self._lease = Lease.of(job)
        self._cancelled = threading.Event()
        self._lost = threading.Event()
        self._looked_at = 0.0
        self._written_at = 0.0
        self.is_finished = False

    def progress(self, done: int, total: int = 0, text: str = "") -> None:
        """Report how far the work is; written at most twice a second, and always at the end.

        To be called between transactions, never inside one, and without personal data in `text`.

        :raises LeaseLostError: when another worker has taken the job over.
        """
        refuse_inside_transaction()
        self.check()
        now = time.monotonic()
        if now - self._written_at < WRITE_EVERY_SECONDS and not 0 < total <= done:
            return
        self._written_at = now
        values = {"progress_done": done, "progress_total": total, "progress_text": text[:200]}
        if not self._lease.held().update(**values):
            self.mark_lost()
            raise LeaseLostError

    def is_cancelled(self) -> bool:
        """Say whether somebody asked the job to stop; looks into the database at most twice a second."""
        now = time.monotonic()
        if not self._cancelled.is_set() and now - self._looked_at >= WRITE_EVERY_SECONDS:
            self._looked_at = now
            if Job.objects.filter(pk=self.job_id, cancel_requested_at__isnull=False).exists():
                self._cancelled.set()
        return self._cancelled.is_set()

    @contextlib.contextmanager
    def finishing(self) -> Iterator[dict[str, Any]]:
        """Open the job's last transaction: the effects of the block and the end of the job commit together.

        The yielded dictionary becomes the job's result. However often the job is delivered, one such block
        commits. Only for work in our own database: no outside call belongs into a transaction.

        :raises LeaseLostError: when another worker has the job or has ended it; the block is not entered.
        """
        result: dict[str, Any] = {}
        refuse_inside_transaction()
        with transaction.atomic():
            # The end is written first: it locks the row; a second delivery waits here and then finds it done.
            if not self._lease.held().update(done_at=clock.now(), lease_until=None):
                self.mark_lost()
                raise LeaseLostError
            yield result
            Job.objects.filter(pk=self.job_id).update(result=result, leased_by="")
        self.is_finished = True

    def check(self) -> None:
        """Stop when the lease is known to be lost.

        :raises LeaseLostError: when another worker has taken the job over.
        """
        if self._lost.is_set():
            raise LeaseLostError

    def mark_lost(self) -> None:
        self._lost.set()

    def mark_cancelled(self) -> None:
        self._cancelled.set()
