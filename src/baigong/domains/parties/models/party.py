from __future__ import annotations

from typing import ClassVar

from django.db import models

from baigong.domains.parties.enums import PartyKind
from baigong.foundation.facts.models import Master
from baigong.foundation.scope import ScopedBy


class Party(Master):
    """Anybody who can need, work, hire, be paid or act: the one key behind a person or an organisation."""

    kind = models.CharField(max_length=16, choices=PartyKind.choices)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged_from")

    scoped_by: ClassVar[ScopedBy] = ScopedBy(party=("id",), share="party")

    class Meta(Master.Meta):
        db_table = "parties_party"

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.id}"
