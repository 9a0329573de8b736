from __future__ import annotations

import itertools
from typing import ClassVar

from django.db import models
from django.db.models import Q

from baigong.domains.workers.enums import Shift, WorkState
from baigong.foundation.facts.models import Fact
from baigong.foundation.privacy.fields import EncryptedTextField
from baigong.foundation.scope import ScopedBy

_CURRENT = Q(superseded_at__isnull=True, voided_at__isnull=True)
_FILTERS = ["state", "occupation_group", "education_rank"]


_SORTS = ["recorded_at", "pay_from_fen_month", "surveyed_on", "next_contact_on"]
# SQLite goes to the table for every column a query names, also for those the partial index has settled.
_SETTLED = ["superseded_at", "voided_at"]


def _covering(sort: str) -> list[models.Index]:
    """Return the two indexes that carry a sort: for a whole city, and within one county (model 8)."""
    columns = [sort, "id", "place_path", *_FILTERS, *_SETTLED]
    return [
        models.Index(fields=columns, name=f"reg_{sort}", condition=_CURRENT),
        models.Index(fields=["county_id", *columns], name=f"reg_county_{sort}", condition=_CURRENT),
    ]


class Registration(Fact):
    """One place's entry of a person on its supply list; a change is a new row that supersedes the old.

    LG-8, LG-13, LG-21, LG-24 are views over these rows.
    """

    person = models.ForeignKey("parties.Person", on_delete=models.PROTECT, related_name="registrations")
    supply_list = models.CharField(max_length=20, default="canvass")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=16, choices=WorkState.choices, default=WorkState.SEEKING)
    occupation_group = models.CharField(max_length=1, blank=True, default="")
    occupation_codes = models.JSONField(default=list)
    occupation_text = models.CharField(max_length=120, blank=True, default="")
    pay_from_fen_month = models.BigIntegerField(null=True)
    education_code = models.CharField(max_length=4, blank=True, default="")
    education_rank = models.SmallIntegerField(default=0)
    skill_level = models.SmallIntegerField(null=True)
    certificates = models.JSONField(default=list)
    birth_year = models.SmallIntegerField(null=True)
    sex = models.CharField(max_length=1, blank=True, default="")
    shift = models.CharField(max_length=8, choices=Shift.choices, blank=True, default="")
    wants_lodging = models.BooleanField(null=True)
    wish_places = models.JSONField(default=list)
    wish_places_text = models.CharField(max_length=120, blank=True, default="")
    group_codes = models.JSONField(default=list)
    training_need = models.CharField(max_length=120, blank=True, default="")
    surveyor = models.CharField(max_length=40, blank=True, default="")
    surveyed_on = models.DateField()
    free_from = models.DateField(null=True)
    next_contact_on = models.DateField(null=True)
    note = EncryptedTextField(
        name="registration.note",
        kind="text",
        purpose="就业服务",
        basis="履行法定职责",
        retention="服务终止后三年",
        null=True,
    )

    scoped_by: ClassVar[ScopedBy] = ScopedBy(party=("person_id",))

    class Meta(Fact.Meta):
        db_table = "workers_registration"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "place", "supply_list"], condition=_CURRENT, name="registration_one_current"
            ),
            models.CheckConstraint(
                condition=Q(pay_from_fen_month__isnull=True) | Q(pay_from_fen_month__gt=0),
                name="registration_pay_positive",
            ),
        ]
        indexes = [
            *itertools.chain.from_iterable(_covering(sort) for sort in _SORTS),
            models.Index(
                fields=["place_path", "id", *_FILTERS, *_SORTS, *_SETTLED],
                name="reg_place",
                condition=_CURRENT,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.place_path}"

    @property
    def is_late(self) -> bool:
        """Whether a later survey was known already when this one came in: history from the start."""
        return self.superseded_at == self.recorded_at
