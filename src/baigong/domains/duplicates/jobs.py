"""Once a night, and whenever an office asks: what changed is looked through for duplicates."""

from __future__ import annotations

from baigong.domains.duplicates.finding import find_duplicates
from baigong.foundation.jobs.context import JobContext
from baigong.foundation.jobs.registry import handler
from baigong.foundation.jobs.schedules import daily, schedule
from baigong.foundation.scope import system_scope

KIND = "duplicates.find"


@handler(KIND, lane="short")
def find(context: JobContext) -> dict[str, int]:
    with system_scope("查找重复的登记"):
        found = find_duplicates(lambda done, total: context.progress(done, total, "查重"))
    return {"looked_at": found.looked_at, "candidates": found.candidates, "gone": found.gone}


schedule("duplicates", KIND, daily(3, 30))
