"""Every morning, claims no administrator answered in time go to their counties."""

from __future__ import annotations

from baigong.domains.claims.deciding import escalate_unanswered
from baigong.foundation import clock
from baigong.foundation.jobs.context import JobContext
from baigong.foundation.jobs.registry import handler
from baigong.foundation.jobs.schedules import daily, schedule


@handler("claims.escalate", lane="short")
def escalate(context: JobContext) -> dict[str, int]:
    return {"escalated": escalate_unanswered(clock.today())}


schedule("claims-escalate", "claims.escalate", daily(6))
