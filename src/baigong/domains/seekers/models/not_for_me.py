from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from baigong.foundation.facts.models import Fact
from baigong.foundation.scope import ScopedBy


class NotForMe(Fact):
    """A person said of a vacancy "not for me" and why: it is shown no more, and whoever matches learns of it.

    Taken back by voiding (M05.3: feedback). It lies at the vacancy's place.
    """

    person = models.ForeignKey("parties.Person", on_delete=models.PROTECT, related_name="+")
    vacancy = models.ForeignKey("vacancies.Vacancy", on_delete=models.PROTECT, related_name="+")
    reason_code = models.CharField(max_length=24)
    happened_on = models.DateField()

    scoped_by: ClassVar[ScopedBy] = ScopedBy(party=("person_id",))

    class Meta(Fact.Meta):
        db_table = "seekers_not_for_me"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "vacancy"], condition=Q(voided_at__isnull=True), name="not_for_me_once"
            ),
        ]
        indexes = [models.Index(fields=["vacancy", "reason_code"], name="not_for_me_vacancy")]

    def __str__(self) -> str:
        return f"{self.reason_code} {self.happened_on}"
