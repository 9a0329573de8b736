from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from baigong.domains.parties.enums import LinkKind
from baigong.foundation.facts.models import PeriodFact
from baigong.foundation.scope import ScopedBy


class PartyLink(PeriodFact):
    """How one party stands to another for a time: spouse, guardian, partner firm of a platform, branch …"""

    NO_OVERLAP = (("from_party", "to_party", "kind"),)

    from_party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="links_from")
    to_party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="links_to")
    kind = models.CharField(max_length=20, choices=LinkKind.choices)
    service_kind = models.CharField(max_length=40, blank=True, default="")
    is_pay_routed = models.BooleanField(null=True)
    document = models.CharField(max_length=120, blank=True, default="")

    scoped_by: ClassVar[ScopedBy] = ScopedBy(party=("from_party_id", "to_party_id"))

    class Meta(PeriodFact.Meta):
        db_table = "parties_party_link"
        constraints = [
            *PeriodFact.Meta.constraints,
            models.CheckConstraint(condition=~Q(from_party=F("to_party")), name="party_link_joins_two"),
        ]
        indexes = [
            models.Index(fields=["kind", "place_path", "starts_on", "id"], name="party_link_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.starts_on}"
