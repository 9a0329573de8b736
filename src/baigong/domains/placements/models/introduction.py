from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q

from baigong.domains.placements.enums import OPEN_STATES, IntroductionState
from baigong.foundation.facts.models import Fact, Master
from baigong.foundation.scope import ScopedBy


class Introduction(Master):
    """A person shown to a vacancy by somebody, with the score and reasons of that day.

    One a firm invites (channel `employer`) waits for the person's own yes before the firm sees who it is.
    """

    person = models.ForeignKey("parties.Person", on_delete=models.PROTECT, related_name="introductions")
    vacancy = models.ForeignKey("vacancies.Vacancy", on_delete=models.PROTECT, related_name="introductions")
    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    registration = models.ForeignKey(
        "workers.Registration", null=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(
        max_length=24, choices=IntroductionState.choices, default=IntroductionState.INTRODUCED
    )
    state_since = models.DateField()
    due_on = models.DateField(null=True)
    interview_on = models.DateField(null=True)
    interview_time = models.TimeField(null=True)
    interview_link = models.URLField(max_length=300, blank=True, default="")
    channel = models.CharField(max_length=24, default="desk")
    introduced_by_party = models.UUIDField(null=True)
    introduced_by = models.CharField(max_length=64)
    introduced_on = models.DateField()
    score = models.SmallIntegerField(null=True)
    reasons = models.JSONField(default=list)
    refusal_code = models.CharField(max_length=24, blank=True, default="")

    scoped_by: ClassVar[ScopedBy] = ScopedBy(party=("organisation_id", "person_id"), share="introduction")

    class Meta(Master.Meta):
        db_table = "placements_introduction"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "vacancy"], condition=Q(state__in=OPEN_STATES), name="introduction_one_open"
            ),
            models.CheckConstraint(
                condition=~Q(state=IntroductionState.INTERVIEW_SET) | Q(interview_on__isnull=False),
                name="introduction_interview_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(interview_on__isnull=False) | Q(interview_time__isnull=True, interview_link=""),
                name="introduction_slot_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(interview_link="") | Q(interview_link__startswith="https://"),
                name="introduction_link_is_encrypted",
            ),
        ]
        indexes = [
            models.Index(fields=["county_id", "state", "due_on"], name="introduction_county_due"),
            models.Index(fields=["organisation", "introduced_on"], name="introduction_organisation"),
            models.Index(fields=["person", "introduced_on"], name="introduction_person"),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.introduced_on}"


class IntroductionStep(Fact):
    """One step an introduction took: what, when, by whom; its history is these rows."""

    introduction = models.ForeignKey(Introduction, on_delete=models.PROTECT, related_name="steps")
    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("parties.Person", on_delete=models.PROTECT, related_name="+")
    step = models.CharField(max_length=24)
    state = models.CharField(max_length=24, choices=IntroductionState.choices)
    happened_on = models.DateField()
    refusal_code = models.CharField(max_length=24, blank=True, default="")
    taken_by = models.CharField(max_length=64)

    scoped_by: ClassVar[ScopedBy] = ScopedBy(party=("organisation_id", "person_id"))

    class Meta(Fact.Meta):
        db_table = "placements_introduction_step"
        indexes = [models.Index(fields=["introduction", "recorded_at"], name="introduction_step_history")]

    def __str__(self) -> str:
        return f"{self.step} {self.happened_on}"


def declined_invitation() -> Q:
    """Return the condition that a firm's invitation was refused before anybody agreed: nobody was introduced."""
    agreed = IntroductionStep.objects.filter(
        introduction=OuterRef("pk"), step="agree", voided_at__isnull=True
    )
    return Q(~Exists(agreed), channel="employer", state=IntroductionState.REFUSED_BY_PERSON)
