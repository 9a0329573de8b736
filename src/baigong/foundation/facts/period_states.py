"""Where a fact that holds for a while stands on a day: ahead, in force, expired, or ended before its time.

Nothing of it is stored: a row has its days and, where it was ended early, the reason.
"""

from __future__ import annotations

import datetime

from django.db import models
from django.db.models import Q

from baigong.foundation.facts.models import PeriodFact


class PeriodState(models.TextChoices):
    AHEAD = "ahead", "未生效"
    HOLDING = "holding", "有效"
    EXPIRED = "expired", "已到期"
    ENDED = "ended", "提前终止"


def in_state(state: str, on: datetime.date) -> Q:
    """Return the condition under which a row stands so on a day."""
    over = Q(ends_before__isnull=False, ends_before__lte=on)
    return {
        PeriodState.AHEAD: Q(starts_on__gt=on),
        PeriodState.HOLDING: Q(starts_on__lte=on) & (Q(ends_before__isnull=True) | Q(ends_before__gt=on)),
        PeriodState.EXPIRED: over & Q(ended_reason=""),
        PeriodState.ENDED: over & ~Q(ended_reason=""),
    }[PeriodState(state)]


def state_on(row: PeriodFact, on: datetime.date) -> PeriodState:
    """Return where a row stands on a day."""
    if row.starts_on > on:
        return PeriodState.AHEAD
    if row.ends_before is None or row.ends_before > on:
        return PeriodState.HOLDING
    return PeriodState.ENDED if row.ended_reason else PeriodState.EXPIRED
