from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from baigong.foundation.facts.models import Fact
from baigong.foundation.scope import ScopedBy


class ActivityHost(Fact):
    """A place that held an activity together with others; each counts it for itself, the whole once."""

    activity = models.ForeignKey("activities.Activity", on_delete=models.PROTECT, related_name="hosts")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")

    scoped_by: ClassVar[ScopedBy] = ScopedBy()

    class Meta(Fact.Meta):
        db_table = "activities_activity_host"
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "place"], condition=Q(voided_at__isnull=True), name="activity_host_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.place_path}"
