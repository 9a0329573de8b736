from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from baigong.foundation.facts.models import Fact
from baigong.foundation.scope import ScopedBy

_ALIVE = Q(voided_at__isnull=True, superseded_at__isnull=True)
_SAME = ("indicator", "detail", "period_starts_on", "period_ends_before", "series")


class Measurement(Fact):
    """A number somebody reported and nobody here can count: insured heads, revenue, wage sample, partner's series.

    Of one organisation, or of the place where none is named. Money is in fen with `unit` "fen".
    """

    indicator = models.CharField(max_length=40)
    organisation = models.ForeignKey(
        "parties.Organisation", null=True, on_delete=models.PROTECT, related_name="measurements"
    )
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    occupation_code = models.CharField(max_length=12, blank=True, default="")
    detail = models.CharField(max_length=80, blank=True, default="")
    period_starts_on = models.DateField()
    period_ends_before = models.DateField()
    number = models.DecimalField(max_digits=20, decimal_places=4)
    unit = models.CharField(max_length=20)
    series = models.CharField(max_length=80, blank=True, default="")

    scoped_by: ClassVar[ScopedBy] = ScopedBy(party=("organisation_id",))

    class Meta(Fact.Meta):
        db_table = "measurements_measurement"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "place", *_SAME],
                condition=_ALIVE & Q(organisation__isnull=False),
                name="measurement_of_organisation_once",
            ),
            models.UniqueConstraint(
                fields=["place", *_SAME],
                condition=_ALIVE & Q(organisation__isnull=True),
                name="measurement_of_place_once",
            ),
            models.CheckConstraint(
                condition=Q(period_ends_before__gt=F("period_starts_on")),
                name="measurement_period_has_days",
            ),
        ]
        indexes = [
            models.Index(
                fields=["indicator", "place_path", "period_starts_on", "id"], name="measurement_indicator"
            ),
            models.Index(fields=["organisation", "indicator"], name="measurement_organisation"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.period_starts_on}"
