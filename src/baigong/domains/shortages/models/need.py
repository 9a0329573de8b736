from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from baigong.domains.shortages.enums import NeedKind
from baigong.foundation.facts.models import Master
from baigong.foundation.scope import ScopedBy


class Need(Master):
    """One line of a firm's shortage: a trade at a workplace, open until it is closed with a reason.

    What the firm itself says is filled (`filled_on`, `filled_by`) waits for an office: it is neither open for
    matching nor struck off. A line struck off by mistake, or whose shortage came back, is reopened with the reason;
    all of it stays in its history (BZ-G1c). The four clear facts (四清, SD-2.1.1b, AH-2.1.1a) are headcount, kind,
    skill and pay.
    """

    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="needs")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    occupation_code = models.CharField(max_length=12, blank=True, default="")
    label = models.CharField(max_length=80)
    kind = models.CharField(max_length=16, choices=NeedKind.choices, blank=True, default="")
    headcount = models.IntegerField(null=True)
    pay_from_fen_month = models.BigIntegerField(null=True)
    pay_to_fen_month = models.BigIntegerField(null=True)
    pay_text = models.CharField(max_length=80, blank=True, default="")
    skill_level = models.SmallIntegerField(null=True)
    skill_text = models.CharField(max_length=80, blank=True, default="")
    education_rank = models.SmallIntegerField(default=0)
    cause_codes = models.JSONField(default=list)
    plan_text = models.CharField(max_length=120, blank=True, default="")
    is_urgent = models.BooleanField(default=False)
    filled_on = models.DateField(null=True)  # the firm's word that nobody lacks any more; kept once verified
    filled_by = models.CharField(max_length=64, blank=True, default="")  # who gave it, by account
    closed_on = models.DateField(null=True)
    closed_reason = models.CharField(max_length=120, blank=True, default="")
    closed_by = models.CharField(max_length=64, blank=True, default="")  # who verified it, by account
    reopened_on = models.DateField(null=True)
    reopened_reason = models.CharField(max_length=120, blank=True, default="")

    scoped_by: ClassVar[ScopedBy] = ScopedBy(party=("organisation_id",))

    class Meta(Master.Meta):
        db_table = "shortages_need"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "place", "label"],
                condition=Q(closed_on__isnull=True, withdrawn_at__isnull=True),
                name="need_once_while_open",
            ),
            models.CheckConstraint(
                condition=Q(headcount__isnull=True) | Q(headcount__gte=0), name="need_headcount_not_negative"
            ),
        ]
        indexes = [
            models.Index(fields=["county_id", "headcount", "id"], name="need_county_headcount"),
            models.Index(fields=["place_path", "headcount", "id"], name="need_place_headcount"),
            models.Index(fields=["headcount", "id", "place_path"], name="need_headcount"),
        ]

    def __str__(self) -> str:
        return self.label
