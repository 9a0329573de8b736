from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from baigong.domains.facilities.enums import FacilityKind
from baigong.foundation.facts.models import Master
from baigong.foundation.scope import ScopedBy


class Facility(Master):
    """A place where people are served, lodged or hired: its site, who runs it, since when and whether accepted."""

    kind = models.CharField(max_length=20, choices=FacilityKind.choices)
    label = models.CharField(max_length=120)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(
        "parties.Organisation", null=True, on_delete=models.PROTECT, related_name="facilities"
    )
    address = models.CharField(max_length=200, blank=True, default="")
    telephone = models.CharField(max_length=30, blank=True, default="")
    opening_hours = models.CharField(max_length=80, blank=True, default="")
    capacity = models.IntegerField(null=True)
    opened_on = models.DateField(null=True)
    accepted_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    is_dedicated = models.BooleanField(null=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    latitude = models.DecimalField(max_digits=7, decimal_places=5, null=True)
    public_since = models.DateTimeField(null=True)

    scoped_by: ClassVar[ScopedBy] = ScopedBy(party=("owner_id",), public="public_since")

    class Meta(Master.Meta):
        db_table = "facilities_facility"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "place", "label"],
                condition=Q(withdrawn_at__isnull=True),
                name="facility_once",
            ),
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | Q(capacity__gte=0), name="facility_capacity"
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True)
                | Q(opened_on__isnull=True)
                | Q(closed_on__gte=F("opened_on")),
                name="facility_closes_after_opening",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "place_path", "id"], name="facility_kind"),
        ]

    def __str__(self) -> str:
        return self.label
