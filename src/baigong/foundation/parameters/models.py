"""How an office overrides a pack's number: a dated row of the same shape, never an edit in place."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from baigong.foundation.facts.models import Fact
from baigong.foundation.scope import ScopedBy


class ParameterValue(Fact):
    """One value of one parameter at one place from one day on, with the document that says so."""

    STAYS_WITH_PLACE: ClassVar[bool] = True  # what one place set for itself is not imposed on its successor

    parameter = models.CharField(max_length=60)
    valid_from = models.DateField()
    value = models.CharField(max_length=60)
    unit = models.CharField(max_length=20, blank=True, default="")
    document = models.CharField(max_length=200)
    entered_by = models.CharField(max_length=64)

    scoped_by: ClassVar[ScopedBy] = ScopedBy()

    class Meta(Fact.Meta):
        db_table = "parameters_value"
        constraints = [
            models.UniqueConstraint(
                fields=["parameter", "place_path", "valid_from"],
                condition=Q(voided_at__isnull=True),
                name="parameter_value_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.parameter} {self.valid_from} {self.value}"
