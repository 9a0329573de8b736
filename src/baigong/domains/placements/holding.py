"""The hire a deed is about, held until the deed is done, so that two deeds on one hire go one after the other."""

from __future__ import annotations

from baigong.domains.placements.errors import PlacementError
from baigong.domains.placements.models import Engagement

LEAST_REASON = 4  # characters; what is shorter tells nobody anything


def standing_hire(engagement: Engagement) -> Engagement:
    """Return the hire as it stands now, held for the transaction.

    :raises PlacementError: when it was voided.
    """
    held: Engagement = Engagement.objects.select_for_update(of=("self",)).get(id=engagement.id)
    if held.voided_at is not None:
        raise PlacementError("voided", "这次录用已经作废，不能再动。请看岗位页上这个人现在的情况。")
    return held


def told_reason(reason: str) -> str:
    """Return the reason without blanks around it.

    :raises PlacementError: when it says too little.
    """
    words = reason.strip()
    if len(words) < LEAST_REASON:
        raise PlacementError("reason", "还没写清原因。请写至少四个字，例如：点错了人。")
    return words[:200]
