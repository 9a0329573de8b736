"""Checking the trail on request: a job with progress, its findings kept with the job and its end audited."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction

from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.audit.services import record
from baigong.foundation.audit.verification import verify_audit
from baigong.foundation.jobs.context import JobContext
from baigong.foundation.jobs.models import Job
from baigong.foundation.jobs.queue import enqueue
from baigong.foundation.jobs.registry import handler
from baigong.foundation.scope import system_scope

KIND = "audit.verify"


@transaction.atomic
def start_verification(*, by: str) -> Job:
    """Ask for the whole trail to be checked against its seals and its anchor; one at a time."""
    running = Job.objects.filter(kind=KIND, done_at__isnull=True, quarantined_at__isnull=True).first()
    if running is not None:
        return running
    job = enqueue(KIND, {}, key=f"{KIND}:{uuid.uuid4()}", by=by)
    record(by=by, act="audit.verify", object_kind="job", object_ids=[job.id], purpose="核验审计链")
    return job


def last_verification() -> Job | None:
    """Return the run asked for last, done or not."""
    return Job.objects.filter(kind=KIND).order_by("-created_at", "-id").first()


@handler(KIND, lane="import")
def verify(context: JobContext) -> dict[str, Any]:
    """Read every entry once; the result holds sentences about rows, never what stands in them."""
    with system_scope("核验审计链"):
        total = AuditEntry.objects.count()

        def told(done: int) -> None:
            context.progress(min(done, total), total, f"已核对{done}条，共{total}条")

        findings = verify_audit(told=told)
    told_of = [{"code": each.code, "row": each.row, "sentence": each.sentence} for each in findings]
    with context.finishing() as result:
        result |= {"entries": total, "findings": told_of}
        record(
            by=context.created_by or "system",
            act="audit.verified",
            object_kind="job",
            object_ids=[context.job_id],
            detail={"entries": total, "findings": len(told_of)},
        )
    return result
