from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from baigong.domains.cohorts.enums import ParticipationRole
from baigong.foundation.facts.models import Fact
from baigong.foundation.scope import ScopedBy

_ALIVE = Q(voided_at__isnull=True, superseded_at__isnull=True)


class Participation(Fact):
    """A person or body took part in one activity or belonged to one cohort, in one role."""

    activity = models.ForeignKey(
        "activities.Activity", null=True, on_delete=models.PROTECT, related_name="participations"
    )
    cohort = models.ForeignKey(
        "cohorts.Cohort", null=True, on_delete=models.PROTECT, related_name="participations"
    )
    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="participations")
    role = models.CharField(max_length=16, choices=ParticipationRole.choices)
    joined_on = models.DateField(null=True)
    left_on = models.DateField(null=True)
    hours = models.DecimalField(max_digits=6, decimal_places=1, null=True)
    is_completed = models.BooleanField(null=True)
    result_code = models.CharField(max_length=24, blank=True, default="")
    rank = models.SmallIntegerField(null=True)
    vacancies_offered = models.IntegerField(null=True)
    note = models.CharField(max_length=200, blank=True, default="")

    scoped_by: ClassVar[ScopedBy] = ScopedBy(party=("party_id",))

    class Meta(Fact.Meta):
        db_table = "cohorts_participation"
        constraints = [
            models.CheckConstraint(
                condition=Q(activity__isnull=False, cohort__isnull=True)
                | Q(activity__isnull=True, cohort__isnull=False),
                name="participation_in_one_thing",
            ),
            models.UniqueConstraint(
                fields=["activity", "party", "role"],
                condition=_ALIVE & Q(activity__isnull=False),
                name="participation_activity_once",
            ),
            models.UniqueConstraint(
                fields=["cohort", "party", "role"],
                condition=_ALIVE & Q(cohort__isnull=False),
                name="participation_cohort_once",
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True)
                | Q(joined_on__isnull=True)
                | Q(left_on__gte=F("joined_on")),
                name="participation_leaves_after_joining",
            ),
        ]
        indexes = [
            models.Index(fields=["party", "role"], name="participation_party"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}"
