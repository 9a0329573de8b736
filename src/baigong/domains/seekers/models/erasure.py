from __future__ import annotations

from typing import ClassVar

from django.db import models

from baigong.foundation.facts.models import Fact
from baigong.foundation.scope import ScopedBy


class Erasure(Fact):
    """A person's data were erased at the person's wish: what went, what the law keeps (PIPL 47).

    `party_id` is the pseudonym the ledgers keep; nothing here leads back to a name.
    """

    party_id = models.UUIDField(unique=True)
    erased_values = models.IntegerField()
    kept = models.JSONField(default=list)

    scoped_by: ClassVar[ScopedBy] = ScopedBy(party=("party_id",))

    class Meta(Fact.Meta):
        db_table = "seekers_erasure"

    def __str__(self) -> str:
        return f"{self.party_id} {self.recorded_at:%Y-%m-%d}"
