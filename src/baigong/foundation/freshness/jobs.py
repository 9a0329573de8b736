"""Every hour notes older than a day are swept away."""

from __future__ import annotations

from baigong.foundation import clock
from baigong.foundation.freshness.models import RowChange
from baigong.foundation.jobs.context import JobContext
from baigong.foundation.jobs.registry import handler
from baigong.foundation.jobs.schedules import every_minutes, schedule

KEPT_SECONDS = 24 * 3600


@handler("freshness.sweep", lane="short")
def sweep(context: JobContext) -> dict[str, int]:
    oldest = int(clock.now().timestamp()) - KEPT_SECONDS
    return {"swept": RowChange.objects.filter(noted_at__lt=oldest).delete()[0]}


schedule("freshness-sweep", "freshness.sweep", every_minutes(60))
