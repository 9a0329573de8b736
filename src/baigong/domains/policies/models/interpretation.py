from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from baigong.domains.policies.enums import InterpretationKind
from baigong.foundation import clock
from baigong.foundation.facts.models import Fact
from baigong.foundation.scope import ScopedBy


class Interpretation(Fact):
    """How an office says a policy is to be read: a text, or a question with its answer (PD-END, FX-4).

    It is public from the moment it is written; what was wrong is taken back with its reason and written anew.
    """

    item = models.ForeignKey("policies.PolicyItem", on_delete=models.PROTECT, related_name="interpretations")
    kind = models.CharField(max_length=16, choices=InterpretationKind.choices)
    title = models.CharField(max_length=200)
    body = models.TextField(max_length=4000)
    issued_by = models.CharField(max_length=120)
    issued_on = models.DateField()
    published_at = models.DateTimeField(default=clock.now)
    approved_by = models.CharField(max_length=64)

    scoped_by: ClassVar[ScopedBy] = ScopedBy(public="published_at")

    class Meta(Fact.Meta):
        db_table = "policies_interpretation"
        constraints = [
            models.UniqueConstraint(
                fields=["item", "title"],
                condition=Q(voided_at__isnull=True),
                name="interpretation_once",
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(body="") & ~Q(approved_by=""),
                name="interpretation_says_something",
            ),
        ]
        indexes = [models.Index(fields=["item", "issued_on", "id"], name="interpretation_item")]

    def __str__(self) -> str:
        return self.title
