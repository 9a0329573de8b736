from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from baigong.domains.cases.enums import CaseKind, CaseState
from baigong.foundation.facts.models import Master
from baigong.foundation.scope import ScopedBy


class Case(Master):
    """Something to be dealt with by somebody by a day: a problem, a whistle, a difficulty, a complaint, a plan of aid …

    What happened to it is its steps; measure, duty and deadline are what was last decided. One that is
    `participants_only` is seen by those named in it and by nobody else, whoever looks after the place: who complains
    of an office must not be read by it.
    """

    kind = models.CharField(max_length=16, choices=CaseKind.choices)
    label = models.CharField(max_length=160)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        "parties.Organisation", null=True, on_delete=models.PROTECT, related_name="cases"
    )
    person = models.ForeignKey(
        "parties.Person", null=True, on_delete=models.PROTECT, related_name="cases", db_index=False
    )
    need = models.ForeignKey("shortages.Need", null=True, on_delete=models.PROTECT, related_name="cases")
    state = models.CharField(max_length=16, choices=CaseState.choices, default=CaseState.OPEN)
    measure_text = models.CharField(max_length=300, blank=True, default="")
    responsible_text = models.CharField(max_length=120, blank=True, default="")
    department_text = models.CharField(max_length=120, blank=True, default="")
    headcount = models.IntegerField(null=True)
    opened_on = models.DateField()
    due_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    result_text = models.CharField(max_length=300, blank=True, default="")
    origin_clause = models.CharField(max_length=20, blank=True, default="")
    public_since = models.DateTimeField(null=True)
    participants_only = models.BooleanField(default=False)

    scoped_by: ClassVar[ScopedBy] = ScopedBy(
        party=("organisation_id", "person_id"), share="case", public="public_since",
        withheld="participants_only", participants="case",
    )  # fmt: skip

    class Meta(Master.Meta):
        db_table = "cases_case"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "place", "label", "opened_on"],
                condition=Q(withdrawn_at__isnull=True, participants_only=False, person__isnull=True),
                name="case_once",
            ),
            models.UniqueConstraint(
                fields=["person", "kind", "opened_on"],
                condition=Q(withdrawn_at__isnull=True, person__isnull=False),
                name="case_person_once",
            ),
            models.CheckConstraint(
                condition=Q(kind=CaseKind.AID_PLAN, person__isnull=False)
                | (~Q(kind=CaseKind.AID_PLAN) & Q(person__isnull=True)),
                name="case_plan_is_about_a_person",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="case_closes_after_opening",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "state", "place_path", "id"], name="case_kind"),
            models.Index(fields=["place_path", "due_on", "id"], name="case_due"),
        ]

    def __str__(self) -> str:
        return self.label
