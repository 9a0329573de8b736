from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from baigong.domains.workers.enums import Shift
from baigong.foundation.facts.models import Master
from baigong.foundation.scope import ScopedBy


class Vacancy(Master):
    """A post somebody may be introduced to. `public_since` is set while everybody may read it.

    `employer_name` is what the public page shows, kept as it was when the post was published.
    """

    organisation = models.ForeignKey(
        "parties.Organisation", on_delete=models.PROTECT, related_name="vacancies"
    )
    need = models.ForeignKey("shortages.Need", null=True, on_delete=models.PROTECT, related_name="vacancies")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    employer_name = models.CharField(max_length=120)
    title = models.CharField(max_length=80)
    description = models.TextField(blank=True, default="")
    benefits = models.CharField(max_length=300, blank=True, default="")
    occupation_codes = models.JSONField(default=list)
    occupation_group = models.CharField(max_length=1, blank=True, default="")
    headcount = models.IntegerField(null=True)
    pay_from_fen_month = models.BigIntegerField(null=True)
    pay_to_fen_month = models.BigIntegerField(null=True)
    pay_text = models.CharField(max_length=80, blank=True, default="")
    education_rank = models.SmallIntegerField(default=0)
    skill_level = models.SmallIntegerField(null=True)
    certificates = models.JSONField(default=list)
    shift = models.CharField(max_length=8, choices=Shift.choices, blank=True, default="")
    has_lodging = models.BooleanField(null=True)
    workplace_text = models.CharField(max_length=120, blank=True, default="")
    video_link = models.URLField(max_length=300, blank=True, default="")
    interviews_remotely = models.BooleanField(null=True)
    external_source = models.CharField(max_length=40, blank=True, default="")
    external_id = models.CharField(max_length=80, blank=True, default="")
    public_since = models.DateTimeField(null=True)
    closed_on = models.DateField(null=True)
    closed_reason = models.CharField(max_length=120, blank=True, default="")

    scoped_by: ClassVar[ScopedBy] = ScopedBy(party=("organisation_id",), public="public_since")

    class Meta(Master.Meta):
        db_table = "vacancies_vacancy"
        constraints = [
            models.UniqueConstraint(
                fields=["external_source", "external_id"],
                condition=~Q(external_id=""),
                name="vacancy_external_once",
            ),
            models.UniqueConstraint(
                fields=["organisation", "place", "title", "workplace_text"],
                condition=Q(closed_on__isnull=True, withdrawn_at__isnull=True, external_id=""),
                name="vacancy_once_while_open",
            ),
            models.CheckConstraint(condition=Q(headcount__gt=0), name="vacancy_headcount_positive"),
            models.CheckConstraint(
                condition=Q(video_link="") | Q(video_link__startswith="https://"),
                name="vacancy_video_is_encrypted",
            ),
            models.CheckConstraint(
                condition=Q(public_since__isnull=True) | Q(closed_on__isnull=True),
                name="vacancy_closed_is_not_public",
            ),
        ]
        indexes = [
            models.Index(fields=["public_since", "id"], name="vacancy_public"),
            models.Index(fields=["county_id", "recorded_at", "id"], name="vacancy_county"),
            models.Index(fields=["place_path", "recorded_at", "id"], name="vacancy_place"),
        ]

    def __str__(self) -> str:
        return self.title
