from __future__ import annotations

from typing import ClassVar

from django.db import models

from baigong.domains.shortages.enums import ContactWay
from baigong.foundation.facts.models import Fact
from baigong.foundation.scope import ScopedBy


class NeedReport(Fact):
    """What was learnt of a need on one day by one way of contact; the shortage's history is these rows."""

    need = models.ForeignKey("shortages.Need", on_delete=models.PROTECT, related_name="reports")
    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    reported_on = models.DateField()
    contact_way = models.CharField(max_length=12, choices=ContactWay.choices)
    headcount_open = models.IntegerField(null=True)
    employees = models.IntegerField(null=True)
    pay_from_fen_month = models.BigIntegerField(null=True)
    pay_to_fen_month = models.BigIntegerField(null=True)
    cause_codes = models.JSONField(default=list)
    reported_by = models.CharField(max_length=64, blank=True, default="")

    scoped_by: ClassVar[ScopedBy] = ScopedBy(party=("organisation_id",))

    class Meta(Fact.Meta):
        db_table = "shortages_need_report"
        indexes = [models.Index(fields=["need", "reported_on"], name="need_report_history")]

    def __str__(self) -> str:
        return f"{self.reported_on} {self.headcount_open}"
