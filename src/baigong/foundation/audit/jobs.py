"""The sealer's rhythm: every ten minutes what was written is chained and anchored."""

from __future__ import annotations

from baigong.foundation.audit import checking  # noqa: F401 (registers its kind of job)
from baigong.foundation.audit.sealing import seal
from baigong.foundation.jobs.context import JobContext
from baigong.foundation.jobs.registry import handler
from baigong.foundation.jobs.schedules import every_minutes, schedule
from baigong.foundation.scope import system_scope


@handler("audit.seal", lane="short")
def seal_entries(context: JobContext) -> dict[str, int]:
    with system_scope("封存审计记录"):
        return {"sealed": seal()}


schedule("audit-seal", "audit.seal", every_minutes(10))
