"""Every night what is over its term goes."""

from __future__ import annotations

from baigong.foundation.jobs.context import JobContext
from baigong.foundation.jobs.registry import handler
from baigong.foundation.jobs.schedules import daily, schedule
from baigong.foundation.retention.services import BY, clear_due
from baigong.foundation.scope import system_scope

KIND = "retention.run"


@handler(KIND, lane="import")
def run(context: JobContext) -> dict[str, int]:
    """Clear by every rule."""
    with system_scope("到期清除"):
        return clear_due(lambda done, total: context.progress(done, total), by=context.created_by or BY)


schedule("retention-run", KIND, daily(3, 40))
