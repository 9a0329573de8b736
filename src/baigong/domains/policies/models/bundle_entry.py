from __future__ import annotations

from django.db import models
from django.db.models import Q

from baigong.foundation.facts.models import PeriodFact


class BundleEntry(PeriodFact):
    """That a policy is in a bundle for a time, at a position, with a plain word on why; once at a time.

    A policy that changes its position is written anew, and the old row says how it stood.
    """

    NO_OVERLAP = (("bundle", "item"),)

    bundle = models.ForeignKey("policies.PolicyBundle", on_delete=models.PROTECT, related_name="entries")
    item = models.ForeignKey("policies.PolicyItem", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=200, blank=True, default="")

    class Meta(PeriodFact.Meta):
        db_table = "policies_bundle_entry"
        constraints = [
            *PeriodFact.Meta.constraints,
            models.CheckConstraint(condition=Q(position__gte=1), name="bundle_entry_has_a_position"),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.starts_on}"
