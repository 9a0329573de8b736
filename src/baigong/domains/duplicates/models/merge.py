from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from baigong.foundation.facts.models import Fact
from baigong.foundation.scope import ScopedBy


class Merge(Fact):
    """One party was found to be another: who decided it, and everything that undoing it needs (decision 0017).

    Undone, it is voided; the journal holds keys and audit entries only.
    """

    stays = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    goes = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    merged_on = models.DateField()
    merged_by = models.CharField(max_length=64)
    journal = models.JSONField(default=dict)

    scoped_by: ClassVar[ScopedBy] = ScopedBy()

    class Meta(Fact.Meta):
        db_table = "duplicates_merge"
        constraints = [
            models.UniqueConstraint(
                fields=["goes"], condition=Q(voided_at__isnull=True), name="merge_once_while_it_holds"
            ),
            models.CheckConstraint(condition=~Q(stays=F("goes")), name="merge_of_two"),
        ]
        indexes = [models.Index(fields=["stays"], name="merge_stays")]

    def __str__(self) -> str:
        return f"{self.merged_on}"
