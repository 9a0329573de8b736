from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from baigong.domains.users.enums import MandateMatter
from baigong.foundation.facts.models import PeriodFact, Source
from baigong.foundation.scope import ScopedBy


class Mandate(PeriodFact):
    """A firm lets the holder of a post do one kind of thing in its name for a time (BZ-4b)."""

    NO_OVERLAP = (("organisation", "post", "matter"),)

    organisation = models.ForeignKey(
        "parties.Organisation", on_delete=models.PROTECT, related_name="mandates"
    )
    post = models.ForeignKey("users.Post", on_delete=models.PROTECT, related_name="mandates")
    matter = models.CharField(max_length=16, choices=MandateMatter.choices)
    document = models.CharField(max_length=120, blank=True, default="")

    scoped_by: ClassVar[ScopedBy] = ScopedBy(party=("organisation_id",))

    class Meta(PeriodFact.Meta):
        db_table = "users_mandate"
        constraints = [
            *PeriodFact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(source=Source.EMPLOYER) | ~Q(document=""), name="mandate_given_or_on_paper"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "matter"], name="mandate_organisation"),
            models.Index(fields=["post", "matter"], name="mandate_post"),
        ]

    def __str__(self) -> str:
        return f"{self.get_matter_display()} {self.starts_on}"
