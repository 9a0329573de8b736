"""The background run behind the step an import stands at: asked for, found, and seen when it has stopped."""

from __future__ import annotations

from baigong.foundation.exchange.models import BatchState, ImportBatch
from baigong.foundation.jobs.models import Job
from baigong.foundation.jobs.queue import enqueue

STEPS = {
    BatchState.UPLOADED: "read",
    BatchState.CHECKING: "check",
    BatchState.COMMITTING: "commit",
    BatchState.UNDOING: "undo",
}


def ask_for_run(batch: ImportBatch, *, by: str) -> Job:
    """Ask for the step the import has just been moved to; each move has its own job."""
    step = STEPS[BatchState(batch.state)]
    return enqueue(
        f"exchange.{step}",
        {"batch_id": str(batch.id)},
        key=f"exchange.{step}:{batch.id}:{batch.run}",
        by=by,
        place_path=batch.place_path,
    )


def job_of(batch: ImportBatch) -> Job | None:
    """Return the newest background run of the step the import stands at."""
    step = STEPS.get(BatchState(batch.state))
    if step is None:
        return None
    found = Job.objects.filter(idempotency_key__startswith=f"exchange.{step}:{batch.id}")
    return found.order_by("-created_at", "-id").first()


def stopped_job(batch: ImportBatch) -> Job | None:
    """Return the run that stopped half-way and waits for somebody to let it go on."""
    job = job_of(batch)
    return job if job and job.quarantined_at else None
