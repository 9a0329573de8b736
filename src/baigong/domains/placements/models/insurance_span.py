from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from baigong.foundation.facts.models import Fact
from baigong.foundation.scope import ScopedBy


class InsuranceSpan(Fact):
    """Consecutive months an employer paid a person's insurance; arrears are spans of their own.

    A span grows by a new row that supersedes the old one.
    """

    person = models.ForeignKey("parties.Person", on_delete=models.PROTECT, related_name="insurance_spans")
    employer = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    scheme = models.CharField(max_length=16, default="pension")
    first_month = models.IntegerField()  # year and month as one number: 202603
    months = models.SmallIntegerField()
    is_on_time = models.BooleanField(default=True)

    scoped_by: ClassVar[ScopedBy] = ScopedBy(party=("employer_id", "person_id"))

    class Meta(Fact.Meta):
        db_table = "placements_insurance_span"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "employer", "scheme", "first_month", "is_on_time"],
                condition=Q(voided_at__isnull=True, superseded_at__isnull=True),
                name="insurance_span_once",
            ),
            models.CheckConstraint(condition=Q(months__gt=0), name="insurance_span_months_positive"),
            models.CheckConstraint(
                condition=Q(first_month__gte=195001, first_month__lte=299912),
                name="insurance_span_first_month",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_month} +{self.months}"
