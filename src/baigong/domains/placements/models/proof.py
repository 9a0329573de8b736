from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from baigong.domains.placements.enums import ProofKind
from baigong.foundation.facts.models import Fact
from baigong.foundation.scope import ScopedBy


class Proof(Fact):
    """A dated proof that an engagement is real; which of them a kind of hire needs is the pack's word."""

    engagement = models.ForeignKey("placements.Engagement", on_delete=models.PROTECT, related_name="proofs")
    person = models.ForeignKey("parties.Person", on_delete=models.PROTECT, related_name="+")
    employer = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=ProofKind.choices)
    signed_on = models.DateField()
    starts_on = models.DateField(null=True)
    ends_before = models.DateField(null=True)
    is_electronic = models.BooleanField(null=True)
    # What a stipend is a month; no other proof has an amount.
    monthly_fen = models.BigIntegerField(null=True)
    document_number = models.CharField(max_length=60, blank=True, default="")

    scoped_by: ClassVar[ScopedBy] = ScopedBy(party=("employer_id", "person_id"))

    class Meta(Fact.Meta):
        db_table = "placements_proof"
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "kind", "signed_on"],
                condition=Q(voided_at__isnull=True),
                name="proof_once",
            ),
            models.CheckConstraint(
                condition=Q(ends_before__isnull=True)
                | Q(starts_on__isnull=True)
                | Q(ends_before__gt=F("starts_on")),
                name="proof_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(monthly_fen__isnull=True) | Q(kind=ProofKind.STIPEND, monthly_fen__gt=0),
                name="proof_stipend",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.signed_on}"
