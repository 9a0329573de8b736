from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from baigong.domains.shortages.enums import NEED_NO_WORDS, StrikeOffKind
from baigong.foundation.facts.models import Fact
from baigong.foundation.scope import ScopedBy


class StrikeOffStep(Fact):
    """One step of striking a shortage off: the firm says it is filled, an office verifies or refuses, it is reopened.

    Who took it is `source_id`. `headcount` is how many are lacking after a refusal; `hired` counts who was recorded
    as working for the need on that day, the evidence an office had before it beside the firm's word (BZ-G1c, A-26).
    """

    need = models.ForeignKey("shortages.Need", on_delete=models.PROTECT, related_name="strike_off_steps")
    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=StrikeOffKind.choices)
    happened_on = models.DateField()
    words = models.CharField(max_length=120, blank=True, default="")
    headcount = models.IntegerField(null=True)
    hired = models.IntegerField(default=0)

    scoped_by: ClassVar[ScopedBy] = ScopedBy(party=("organisation_id",))

    class Meta(Fact.Meta):
        db_table = "shortages_strike_off_step"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=NEED_NO_WORDS) | ~Q(words=""), name="strike_off_step_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(kind=StrikeOffKind.REFUSED) | Q(headcount__gt=0),
                name="strike_off_refused_lacks_somebody",
            ),
        ]
        indexes = [models.Index(fields=["need", "recorded_at"], name="strike_off_history")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.happened_on}"
