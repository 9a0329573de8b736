from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from baigong.domains.units.enums import UnitKind
from baigong.foundation import clock
from baigong.foundation.ids import uuid7


class ReportingUnit(models.Model):
    """A zone or park that reports like a place and is no division; open to everybody, as places are.

    `place` is the division it lies in; its members lie there or below. It reports from `valid_from` to the day
    before `valid_to`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=12, unique=True)
    label = models.CharField(max_length=60)
    kind = models.CharField(max_length=8, choices=UnitKind.choices)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    recorded_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[models.Manager[ReportingUnit]] = models.Manager()

    class Meta:
        db_table = "units_reporting_unit"
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="unit_valid_days"
            ),
        ]

    def __str__(self) -> str:
        return self.label
