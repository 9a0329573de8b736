"""Rows of jobs that ended; one that waits for a person in quarantine stays."""

from __future__ import annotations

import datetime

from django.db import models

from baigong.foundation import clock
from baigong.foundation.jobs.models import Job
from baigong.foundation.retention.rules import rule

KEPT = datetime.timedelta(days=90)
_AT_ONCE = 2_000


def _old() -> models.QuerySet[Job]:
    return Job.objects.filter(done_at__lt=clock.now() - KEPT)


def _clear() -> int:
    """In small pieces, so that nobody waits for the write lock."""
    gone = 0
    while keys := list(_old().values_list("id", flat=True)[:_AT_ONCE]):
        gone += Job.objects.filter(id__in=keys).delete()[0]
    return gone


rule("jobs.rows", label="做完的后台任务", term="做完后九十天", due=lambda: _old().count(), clear=_clear)
