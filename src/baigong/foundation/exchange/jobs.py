"""The background runs of an import; each enters the scope of the place the file belongs to, for whoever asked."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from baigong.foundation.exchange import pipeline, taking_back
from baigong.foundation.exchange.forgetting import forget_expired
from baigong.foundation.exchange.models import ImportBatch
from baigong.foundation.exchange.states import MovedOnError
from baigong.foundation.jobs.context import JobContext
from baigong.foundation.jobs.registry import handler
from baigong.foundation.jobs.schedules import daily, schedule
from baigong.foundation.scope import Scope, enter, system_scope


def _in_place(
    context: JobContext, batch_id: str, step: Callable[[ImportBatch, str], ImportBatch]
) -> dict[str, Any]:
    """Run a step; one that was done, cancelled or taken over meanwhile is no failure and changes nothing."""
    with system_scope("找到要处理的导入表"):
        batch = ImportBatch.objects.get(id=uuid.UUID(batch_id))
    by = context.created_by or batch.uploaded_by
    with enter(Scope(actor=by, label="导入", places=(batch.place_path,))):
        try:
            step(batch, by)
        except MovedOnError:
            return {"moved_on": True}
    return {"state": batch.state, "counts": batch.counts}


@handler("exchange.read", lane="import")
def read(context: JobContext, batch_id: str) -> dict[str, Any]:
    return _in_place(
        context, batch_id, lambda batch, by: pipeline.read_batch(batch, progress=context.progress)
    )


@handler("exchange.check", lane="import")
def check(context: JobContext, batch_id: str) -> dict[str, Any]:
    return _in_place(
        context, batch_id, lambda batch, by: pipeline.check_batch(batch, progress=context.progress)
    )


@handler("exchange.commit", lane="import")
def commit(context: JobContext, batch_id: str) -> dict[str, Any]:
    return _in_place(
        context, batch_id, lambda batch, by: pipeline.commit_batch(batch, by=by, progress=context.progress)
    )


@handler("exchange.undo", lane="import")
def undo(context: JobContext, batch_id: str) -> dict[str, Any]:
    return _in_place(
        context, batch_id, lambda batch, by: taking_back.undo_batch(batch, by=by, progress=context.progress)
    )


@handler("exchange.forget", lane="short")
def forget(context: JobContext) -> dict[str, int]:
    with system_scope("清除到期的导入内容"):
        return {"forgotten": forget_expired()}


schedule("exchange-forget", "exchange.forget", daily(3, 20))
