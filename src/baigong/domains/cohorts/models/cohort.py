from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from baigong.domains.cohorts.enums import CohortKind
from baigong.foundation.facts.models import Master
from baigong.foundation.scope import ScopedBy


class Cohort(Master):
    """A group that learns or works together for a time: order class, training class, intake, apprentices."""

    kind = models.CharField(max_length=20, choices=CohortKind.choices)
    label = models.CharField(max_length=120)
    organiser = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="cohorts")
    firm = models.ForeignKey(
        "parties.Organisation", null=True, on_delete=models.PROTECT, related_name="cohorts_for"
    )
    agreement = models.ForeignKey(
        "agreements.Agreement", null=True, on_delete=models.PROTECT, related_name="cohorts"
    )
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    trade_text = models.CharField(max_length=80, blank=True, default="")
    occupation_code = models.CharField(max_length=12, blank=True, default="")
    catalogue_item = models.CharField(max_length=40, blank=True, default="")
    planned_headcount = models.IntegerField(null=True)
    starts_on = models.DateField()
    ends_before = models.DateField(null=True)

    scoped_by: ClassVar[ScopedBy] = ScopedBy(party=("organiser_id", "firm_id"), share="cohort")

    class Meta(Master.Meta):
        db_table = "cohorts_cohort"
        constraints = [
            models.UniqueConstraint(
                fields=["organiser", "kind", "label", "starts_on"],
                condition=Q(withdrawn_at__isnull=True),
                name="cohort_once",
            ),
            models.CheckConstraint(
                condition=Q(ends_before__isnull=True) | Q(ends_before__gt=F("starts_on")),
                name="cohort_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(planned_headcount__isnull=True) | Q(planned_headcount__gte=0),
                name="cohort_planned_headcount",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "place_path", "starts_on", "id"], name="cohort_kind"),
        ]

    def __str__(self) -> str:
        return self.label
