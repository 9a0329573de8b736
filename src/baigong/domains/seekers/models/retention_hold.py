from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from baigong.foundation.facts.models import PeriodFact
from baigong.foundation.scope import ScopedBy


class RetentionHold(PeriodFact):
    """A person's data may not be cleared for a time: a lawsuit, an inspection, a claim; ended by a person.

    It stops the clearing at the end of the term and an erasure alike (PIPL 47: what the law wants kept).
    """

    NO_OVERLAP = (("person",),)

    person = models.ForeignKey("parties.Person", on_delete=models.PROTECT, related_name="+")
    document = models.CharField(max_length=120)

    scoped_by: ClassVar[ScopedBy] = ScopedBy(party=("person_id",))

    class Meta(PeriodFact.Meta):
        db_table = "seekers_retention_hold"
        constraints = [
            *PeriodFact.Meta.constraints,
            models.CheckConstraint(condition=~Q(document=""), name="retention_hold_names_a_document"),
        ]
        indexes = [models.Index(fields=["person", "starts_on"], name="retention_hold_person")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.starts_on}"
