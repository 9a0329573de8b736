from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from baigong.domains.activities.enums import ActivityKind
from baigong.foundation.facts.models import Fact
from baigong.foundation.scope import ScopedBy


class Activity(Fact):
    """Something an office or firm held on a day: a fair, a trip, a visit, a meeting … What came of it is counted
    from the participations and hires that name it; `reported_*` are what the organiser says where nobody was listed.
    """

    kind = models.CharField(max_length=16, choices=ActivityKind.choices)
    label = models.CharField(max_length=120)
    organiser = models.ForeignKey(
        "parties.Organisation", null=True, on_delete=models.PROTECT, related_name="activities"
    )
    organiser_text = models.CharField(max_length=120, blank=True, default="")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    held_on = models.DateField()
    ends_before = models.DateField(null=True)
    venue_text = models.CharField(max_length=120, blank=True, default="")
    destination_text = models.CharField(max_length=120, blank=True, default="")
    destination_code = models.CharField(max_length=12, blank=True, default="")
    tags = models.JSONField(default=list)
    campaign_code = models.CharField(max_length=40, blank=True, default="")
    is_online = models.BooleanField(null=True)
    is_free_of_charge = models.BooleanField(null=True)
    capacity = models.IntegerField(null=True)
    reported_firm_count = models.IntegerField(null=True)
    reported_vacancy_count = models.IntegerField(null=True)
    reported_headcount = models.IntegerField(null=True)
    reported_intent_count = models.IntegerField(null=True)
    outcome_text = models.CharField(max_length=300, blank=True, default="")

    scoped_by: ClassVar[ScopedBy] = ScopedBy(party=("organiser_id",), share="activity")

    class Meta(Fact.Meta):
        db_table = "activities_activity"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "place", "label", "held_on"],
                condition=Q(voided_at__isnull=True, superseded_at__isnull=True),
                name="activity_once",
            ),
            models.CheckConstraint(
                condition=Q(ends_before__isnull=True) | Q(ends_before__gt=F("held_on")),
                name="activity_ends_after_start",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "held_on", "place_path", "id"], name="activity_kind"),
            models.Index(fields=["place_path", "held_on", "id"], name="activity_place"),
        ]

    def __str__(self) -> str:
        return self.label
