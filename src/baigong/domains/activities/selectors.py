"""Questions about activities: what one cost, and on what."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from baigong.domains.activities.models import ActivityCost


def costs_of(activity_id: UUID) -> list[ActivityCost]:
    """Return the live costs of an activity in the scope, as they were entered."""
    rows = ActivityCost.objects.filter(activity_id=activity_id, voided_at__isnull=True)
    return list(rows.order_by("recorded_at", "id"))


def cost_fen_of(activity_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Return activity → what it cost altogether, in fen; activities without a voucher are left out."""
    found: dict[UUID, int] = {}
    rows = ActivityCost.objects.filter(activity_id__in=list(activity_ids), voided_at__isnull=True)
    for activity_id, fen in rows.values_list("activity_id", "amount_fen"):
        found[activity_id] = found.get(activity_id, 0) + fen
    return found
