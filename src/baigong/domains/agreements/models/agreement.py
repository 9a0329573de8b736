from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from baigong.domains.agreements.enums import AgreementKind
from baigong.foundation.facts.models import PeriodFact
from baigong.foundation.scope import ScopedBy


class Agreement(PeriodFact):
    """What two or three bodies agreed: school and firm, region and agency, lender and borrower of workers …"""

    kind = models.CharField(max_length=24, choices=AgreementKind.choices)
    label = models.CharField(max_length=120, blank=True, default="")
    first = models.ForeignKey(
        "parties.Organisation", on_delete=models.PROTECT, related_name="agreements_first"
    )
    second = models.ForeignKey(
        "parties.Organisation", on_delete=models.PROTECT, related_name="agreements_second"
    )
    third = models.ForeignKey(
        "parties.Organisation", null=True, on_delete=models.PROTECT, related_name="agreements_third"
    )
    signed_on = models.DateField()
    annual_fee_fen = models.BigIntegerField(null=True)
    headcount = models.IntegerField(null=True)
    terms = models.JSONField(default=dict)
    file = models.ForeignKey("files.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")

    scoped_by: ClassVar[ScopedBy] = ScopedBy(party=("first_id", "second_id", "third_id"), share="agreement")

    class Meta(PeriodFact.Meta):
        db_table = "agreements_agreement"
        constraints = [
            *PeriodFact.Meta.constraints,
            models.UniqueConstraint(
                fields=["kind", "first", "second", "signed_on"],
                condition=Q(voided_at__isnull=True, superseded_at__isnull=True),
                name="agreement_once",
            ),
            models.CheckConstraint(condition=~Q(first=F("second")), name="agreement_joins_two"),
            models.CheckConstraint(
                condition=Q(annual_fee_fen__isnull=True) | Q(annual_fee_fen__gte=0), name="agreement_fee"
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "place_path", "signed_on", "id"], name="agreement_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.signed_on}"
