from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from baigong.domains.activities.enums import CostKind
from baigong.foundation.facts.models import Fact
from baigong.foundation.scope import ScopedBy


class ActivityCost(Fact):
    """One voucher's share of what an activity cost, by what it went on."""

    activity = models.ForeignKey("activities.Activity", on_delete=models.PROTECT, related_name="costs")
    kind = models.CharField(max_length=16, choices=CostKind.choices)
    amount_fen = models.BigIntegerField()
    voucher = models.CharField(max_length=60)
    file = models.ForeignKey("files.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")

    scoped_by: ClassVar[ScopedBy] = ScopedBy()

    class Meta(Fact.Meta):
        db_table = "activities_activity_cost"
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "voucher", "kind"],
                condition=Q(voided_at__isnull=True),
                name="activity_cost_once",
            ),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="activity_cost_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.voucher}"
