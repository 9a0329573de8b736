from __future__ import annotations

import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from baigong.domains.placements.enums import EndedReason, EngagementKind
from baigong.foundation.facts.models import Fact
from baigong.foundation.scope import ScopedBy


class Engagement(Fact):
    """A person works for somebody from a day on. Several may be open at once (FX-7c).

    One that ended was true until its last day and counts as filled no longer; one that was voided never was.
    """

    MAY_CHANGE = (*Fact.MAY_CHANGE, "ends_before", "ended_reason")

    person = models.ForeignKey("parties.Person", on_delete=models.PROTECT, related_name="engagements")
    employer = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="engagements")
    host = models.ForeignKey("parties.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=EngagementKind.choices)
    introduction = models.ForeignKey(
        "placements.Introduction", null=True, on_delete=models.PROTECT, related_name="engagements"
    )
    vacancy = models.ForeignKey(
        "vacancies.Vacancy", null=True, on_delete=models.PROTECT, related_name="engagements"
    )
    need = models.ForeignKey(
        "shortages.Need", null=True, on_delete=models.PROTECT, related_name="engagements"
    )
    occupation_code = models.CharField(max_length=12, blank=True, default="")
    route_code = models.CharField(max_length=24, blank=True, default="")
    starts_on = models.DateField()
    ends_before = models.DateField(null=True)
    ended_reason = models.CharField(max_length=24, blank=True, default="")

    scoped_by: ClassVar[ScopedBy] = ScopedBy(party=("employer_id", "person_id"))

    class Meta(Fact.Meta):
        db_table = "placements_engagement"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "employer", "kind", "starts_on"],
                condition=Q(voided_at__isnull=True),
                name="engagement_once",
            ),
            models.CheckConstraint(
                condition=Q(ends_before__isnull=True) | Q(ends_before__gt=F("starts_on")),
                name="engagement_ends_after_start",
            ),
        ]
        indexes = [
            models.Index(fields=["need", "starts_on"], name="engagement_need"),
            models.Index(fields=["county_id", "starts_on", "id"], name="engagement_county"),
            models.Index(fields=["employer", "starts_on"], name="engagement_employer"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.starts_on}"

    @property
    def last_day(self) -> datetime.date | None:
        """The last day of work, as people write it; None while nothing says it ended."""
        return self.ends_before and self.ends_before - datetime.timedelta(days=1)

    @property
    def ended_words(self) -> str:
        """Why it ended, in words; empty while it goes on or where nobody said."""
        return dict(EndedReason.choices).get(self.ended_reason, "")


def has_left() -> Q:
    """Return the condition on introductions that whoever was hired through one works there no more."""
    ended = Engagement.objects.filter(
        introduction=OuterRef("pk"), voided_at__isnull=True, ends_before__isnull=False
    )
    return Q(Exists(ended))
