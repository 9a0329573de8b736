from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from baigong.foundation.facts.models import Fact
from baigong.foundation.scope import ScopedBy


class RetentionNotice(Fact):
    """A person and the officers of the place were told on which day the person's data go.

    Without one nobody is cleared; it is voided as soon as the person is served again.
    """

    person = models.ForeignKey("parties.Person", on_delete=models.PROTECT, related_name="+")
    told_on = models.DateField()
    due_on = models.DateField()

    scoped_by: ClassVar[ScopedBy] = ScopedBy(party=("person_id",))

    class Meta(Fact.Meta):
        db_table = "seekers_retention_notice"
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(voided_at__isnull=True), name="retention_notice_once"
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("told_on")), name="retention_notice_comes_before"
            ),
        ]
        indexes = [models.Index(fields=["due_on"], name="retention_notice_due")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.due_on}"
