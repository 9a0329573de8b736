"""Taking a job, keeping it, and giving it back; every write is fenced by worker and attempt."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, models
from django.db.models import F, Q

from baigong.foundation import clock
from baigong.foundation.jobs.errors import GiveUpError, describe
from baigong.foundation.jobs.models import Job

TRIES = 5
LEASE_SECONDS = 30.0
BACKOFF_SECONDS = 10.0
BACKOFF_MOST = 3600.0
WORKER_LOST = "WorkerLost"

# One statement takes the row and marks it, so no other worker can stand between look and deed. On SQLite it
# takes the write lock before it reads; on PostgreSQL a row locked by another claimer is passed over.
_CLAIM = """
UPDATE jobs_job SET lease_until = %s, leased_by = %s, attempts = attempts + 1,
    last_error = CASE WHEN leased_by <> '' THEN %s ELSE last_error END
WHERE id = (
    SELECT id FROM jobs_job
    WHERE done_at IS NULL AND quarantined_at IS NULL AND cancel_requested_at IS NULL
        AND lane = %s AND run_after <= %s AND attempts < %s AND (lease_until IS NULL OR lease_until <= %s)
    ORDER BY run_after, id LIMIT 1{lock}
)
RETURNING id
"""
_CLAIM_POSTGRESQL = _CLAIM.format(lock=" FOR UPDATE SKIP LOCKED")
_CLAIM_SQLITE = _CLAIM.format(lock="")


@dataclass(frozen=True, slots=True)
class Lease:
    """The right of one worker to one attempt at one job."""

    job_id: uuid.UUID
    worker: str
    attempt: int

    @classmethod
    def of(cls, job: Job) -> Lease:
        return cls(job.pk, job.leased_by, job.attempts)

    def held(self) -> models.QuerySet[Job]:
        """The job's row, as long as this lease is still the valid one."""
        return Job.objects.filter(
            pk=self.job_id,
            leased_by=self.worker,
            attempts=self.attempt,
            done_at__isnull=True,
            quarantined_at__isnull=True,
        )


def claim(lane: str, worker: str, *, lease_seconds: float = LEASE_SECONDS) -> Job | None:
    """Take the next due job of the lane for `worker`, or None when there is none.

    Exactly one claimer gets it; it is due again when the lease runs out without being renewed.
    """
    if not _has_due(lane):  # a look first: an idle worker must not take SQLite's write lock every second
        return None
    _end_abandoned(lane)
    now = clock.now()
    until = now + datetime.timedelta(seconds=lease_seconds)
    sql = _CLAIM_POSTGRESQL if connection.vendor == "postgresql" else _CLAIM_SQLITE
    with connection.cursor() as cursor:
        values = [_stored(until), worker, WORKER_LOST, str(lane), _stored(now), TRIES, _stored(now)]
        cursor.execute(sql, values)
        rows = cursor.fetchall()
    if not rows:
        return None
    return Job.objects.get(pk=rows[0][0])


def renew(lease: Lease, *, lease_seconds: float = LEASE_SECONDS) -> Job | None:
    """Keep the job for another term; None when it is no longer ours."""
    until = clock.now() + datetime.timedelta(seconds=lease_seconds)
    if not lease.held().update(lease_until=until):
        return None
    return Job.objects.get(pk=lease.job_id)


def complete(lease: Lease, result: Mapping[str, Any] | None) -> bool:
    """End the job; False when the lease was lost, and then nothing is written."""
    value = None if result is None else dict(result)
    ended = lease.held().update(done_at=clock.now(), result=value, lease_until=None, leased_by="")
    return bool(ended)


def fail(lease: Lease, error: BaseException | str, *, backoff_seconds: float = BACKOFF_SECONDS) -> bool:
    """Record a failed try: another one later, or quarantine after the fifth or when trying is useless."""
    text = (error if isinstance(error, str) else describe(error))[:160]
    now = clock.now()
    values: dict[str, Any] = {"last_error": text, "lease_until": None, "leased_by": ""}
    if lease.attempt >= TRIES or isinstance(error, GiveUpError):
        values["quarantined_at"] = now
    else:
        values["run_after"] = now + backoff(lease.attempt, backoff_seconds)
    return bool(lease.held().update(**values))


def release(lease: Lease) -> bool:
    """Give an unfinished job back without counting the try: the worker stops, the job is not to blame."""
    return bool(lease.held().update(lease_until=None, leased_by="", attempts=F("attempts") - 1))


def backoff(attempt: int, first_seconds: float = BACKOFF_SECONDS) -> datetime.timedelta:
    """How long to wait after the given attempt: four times longer each time, at most an hour."""
    return datetime.timedelta(seconds=min(first_seconds * 4.0 ** (attempt - 1), BACKOFF_MOST))


def _open(lane: str) -> models.QuerySet[Job]:
    return Job.objects.filter(lane=lane, done_at__isnull=True, quarantined_at__isnull=True)


def _has_due(lane: str) -> bool:
    now = clock.now()
    free = Q(lease_until__isnull=True) | Q(lease_until__lte=now)
    return _open(lane).filter(free, run_after__lte=now).exists()


def _end_abandoned(lane: str) -> None:
    """End what nobody holds any more and nobody may try again: asked to stop, or out of tries."""
    now = clock.now()
    abandoned = _open(lane).filter(lease_until__lte=now)
    stopped = {"done_at": now, "result": {"cancelled": True}}
    spent = {"quarantined_at": now, "last_error": WORKER_LOST}
    for rows, values in (
        (abandoned.filter(cancel_requested_at__isnull=False), stopped),
        (_open(lane).filter(lease_until__isnull=True, cancel_requested_at__isnull=False), stopped),
        (abandoned.filter(attempts__gte=TRIES), spent),
    ):
        if rows.exists():
            rows.update(**values, lease_until=None, leased_by="")


def _stored(instant: datetime.datetime) -> Any:
    """The instant as this engine keeps it; a raw statement gets no help from the field."""
    return connection.ops.adapt_datetimefield_value(instant)
