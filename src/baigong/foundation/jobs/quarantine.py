"""Jobs that failed too often and wait for a person: which they are, and why in plain words."""

from __future__ import annotations

from django.db import models

from baigong.foundation.jobs.models import Job

_REASONS = {
    "WorkerLost": "做它的进程中途没了，可能是断电、重启或内存不够",
    "JobHung": "做得太久，被叫停了",
    "FileMissing": "要读的文件已经不在",
    "FileBroken": "要读的文件坏了",
    "OperationalError": "当时数据库用不了",
    "DatabaseError": "当时数据库用不了",
    "MemoryError": "内存不够",
}


def quarantined_jobs() -> models.QuerySet[Job]:
    """Return the jobs nobody tries any more, the longest waiting first."""
    return Job.objects.filter(quarantined_at__isnull=False).order_by("quarantined_at", "id")


def reason_of(job: Job) -> str:
    """Return why the job stopped, as a part of a sentence; the code only where it says more."""
    name = job.last_error.partition(":")[0]
    return _REASONS.get(name, f"程序出了错（{job.last_error or '没有记下'}）")
