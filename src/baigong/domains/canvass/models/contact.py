from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from baigong.domains.canvass.enums import MissReason, Outcome
from baigong.foundation.facts.models import Fact
from baigong.foundation.scope import ScopedBy


class Contact(Fact):
    """One try to reach a resident, and what came of it; what was learnt of the person is in the entry it led to."""

    person = models.ForeignKey("parties.Person", on_delete=models.PROTECT, related_name="+")
    registration = models.ForeignKey("workers.Registration", on_delete=models.PROTECT, related_name="+")
    previous = models.ForeignKey(
        "workers.Registration", null=True, on_delete=models.PROTECT, related_name="+"
    )
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=16, choices=Outcome.choices)
    reason = models.CharField(max_length=16, choices=MissReason.choices, blank=True, default="")
    contacted_on = models.DateField()
    contacted_by = models.CharField(max_length=64)

    scoped_by: ClassVar[ScopedBy] = ScopedBy(party=("person_id",))

    class Meta(Fact.Meta):
        db_table = "canvass_contact"
        constraints = [
            models.CheckConstraint(
                condition=(Q(outcome=Outcome.UNREACHABLE) & ~Q(reason=""))
                | (~Q(outcome=Outcome.UNREACHABLE) & Q(reason="")),
                name="contact_reason_where_missed",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "contacted_on", "id"], name="contact_person"),
            models.Index(fields=["place_path", "contacted_on", "outcome"], name="contact_place"),
            models.Index(fields=["contacted_by", "recorded_at"], name="contact_by"),
        ]

    def __str__(self) -> str:
        return f"{self.contacted_on} {self.get_outcome_display()}"
