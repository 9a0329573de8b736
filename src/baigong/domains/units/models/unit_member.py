from __future__ import annotations

from django.db import models
from django.db.models import Q

from baigong.domains.units.models.reporting_unit import ReportingUnit
from baigong.foundation.facts.models import PeriodFact


class UnitMember(PeriodFact):
    """That a firm, or a whole place, belongs to a reporting unit for a time; to one unit at a time.

    A firm's own membership goes before that of the place it lies in.
    """

    NO_OVERLAP = (("organisation",), ("place",))

    unit = models.ForeignKey(ReportingUnit, on_delete=models.PROTECT, related_name="members")
    organisation = models.ForeignKey(
        "parties.Organisation", null=True, on_delete=models.PROTECT, related_name="+"
    )
    place = models.ForeignKey("places.Place", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta(PeriodFact.Meta):
        db_table = "units_unit_member"
        constraints = [
            *PeriodFact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(organisation__isnull=True, place__isnull=False)
                | Q(organisation__isnull=False, place__isnull=True),
                name="unit_member_firm_or_place",
            ),
        ]

    def __str__(self) -> str:
        return str(self.starts_on)
