"""How the jobs stand, for whoever looks after the machine: counts and kinds, never what a job is about."""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass

from django.db import transaction

from baigong.foundation import clock
from baigong.foundation.audit.services import record
from baigong.foundation.jobs.errors import JobStateError
from baigong.foundation.jobs.models import Job, Lane
from baigong.foundation.jobs.queue import discard, retry

OVERDUE = datetime.timedelta(minutes=10)
_OTHERS_DECIDE = "exchange."


@dataclass(frozen=True, slots=True)
class LaneState:
    """One lane: how many wait, run and stopped, and since when the longest overdue one waits."""

    label: str
    waiting: int
    running: int
    stopped: int
    done_today: int
    overdue_since: datetime.datetime | None


def lanes_now() -> list[LaneState]:
    """Return the state of every lane."""
    return [_lane(lane) for lane in Lane]


def last_jobs(count: int = 30) -> list[Job]:
    """Return the jobs that ended last, newest first."""
    return list(Job.objects.filter(done_at__isnull=False).order_by("-done_at", "-id")[:count])


def may_be_discarded(job: Job) -> bool:
    """Say whether nobody else has to decide: a stopped import is taken up or given up by whoever brought it."""
    return not job.kind.startswith(_OTHERS_DECIDE)


@transaction.atomic
def retry_job(*, by: str, job_id: uuid.UUID) -> Job:
    """Give a stopped job five new tries, on the account of who asked first.

    :raises JobStateError: when it is gone or not stopped.
    """
    job = retry(_stopped(job_id))
    record(by=by, act="jobs.retry", object_kind="job", object_ids=[job.id], detail={"kind": job.kind})
    return job


@transaction.atomic
def discard_job(*, by: str, job_id: uuid.UUID) -> Job:
    """End a stopped job without doing it.

    :raises JobStateError: when it is gone, not stopped, or somebody else's to decide.
    """
    job = _stopped(job_id)
    if not may_be_discarded(job):
        raise JobStateError("导入停下了，由上传的人在导入页里接着做或取消，这里不能丢弃。")
    discard(job)
    record(by=by, act="jobs.discard", object_kind="job", object_ids=[job.id], detail={"kind": job.kind})
    return job


def _stopped(job_id: uuid.UUID) -> Job:
    job = Job.objects.filter(id=job_id, quarantined_at__isnull=False).first()
    if job is None:
        raise JobStateError("这个任务已经不在停下的里面，可能有人刚处理过。")
    return job


def _lane(lane: Lane) -> LaneState:
    now = clock.now()
    mine = Job.objects.filter(lane=lane)
    open_now = mine.filter(done_at__isnull=True, quarantined_at__isnull=True)
    idle = open_now.filter(leased_by="", run_after__lte=now)
    overdue = idle.filter(run_after__lt=now - OVERDUE).order_by("run_after")
    return LaneState(
        label=lane.label,
        waiting=idle.count(),
        running=open_now.exclude(leased_by="").count(),
        stopped=mine.filter(quarantined_at__isnull=False).count(),
        done_today=mine.filter(done_at__gte=now - datetime.timedelta(days=1)).count(),
        overdue_since=overdue.values_list("run_after", flat=True).first(),
    )
