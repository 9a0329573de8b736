from __future__ import annotations

from typing import ClassVar

from django.db import models

from baigong.domains.canvass.enums import Finding
from baigong.foundation.facts.models import Fact
from baigong.foundation.scope import ScopedBy


class Recheck(Fact):
    """A sample of a place's entries drawn by a seed, to be called a second time by the office above (PD-2b).

    The seed and the number of entries there were (`drawn_from`) say that nobody chose the rows.
    """

    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    seed = models.CharField(max_length=40)
    drawn_on = models.DateField()
    drawn_by = models.CharField(max_length=64)
    drawn_from = models.IntegerField()
    registration_ids = models.JSONField(default=list)

    scoped_by: ClassVar[ScopedBy] = ScopedBy()

    class Meta(Fact.Meta):
        db_table = "canvass_recheck"
        constraints = [
            models.UniqueConstraint(fields=["place", "seed", "drawn_on"], name="recheck_once"),
        ]
        indexes = [models.Index(fields=["place_path", "drawn_on"], name="recheck_place")]

    def __str__(self) -> str:
        return f"{self.place_id} {self.drawn_on}"


class RecheckAnswer(Fact):
    """What the second call found of one entry of a sample; said again, the newer answer supersedes."""

    recheck = models.ForeignKey(Recheck, on_delete=models.PROTECT, related_name="answers")
    registration = models.ForeignKey("workers.Registration", on_delete=models.PROTECT, related_name="+")
    finding = models.CharField(max_length=12, choices=Finding.choices)
    wrong_fields = models.JSONField(default=list)
    answered_on = models.DateField()
    answered_by = models.CharField(max_length=64)

    scoped_by: ClassVar[ScopedBy] = ScopedBy()

    class Meta(Fact.Meta):
        db_table = "canvass_recheck_answer"
        constraints = [
            models.UniqueConstraint(
                fields=["recheck", "registration"],
                condition=models.Q(voided_at__isnull=True, superseded_at__isnull=True),
                name="recheck_answer_one_current",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration_id} {self.get_finding_display()}"
