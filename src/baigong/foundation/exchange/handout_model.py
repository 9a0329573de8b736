"""A workbook of people that leaves the house: who asked, for what, how much, by which mark it is known."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from baigong.foundation.facts.models import Master
from baigong.foundation.scope import ScopedBy


class HandoutState(models.TextChoices):
    GIVEN = "given", "当时取走"
    WAITING = "waiting", "等第二个人同意"
    OPEN = "open", "已同意，可以取"
    REFUSED = "refused", "不同意"


class Handout(Master):
    """One workbook handed out, or waiting for a second person (reliability 35).

    `sha256` and `signature` prove what the file held; the sealed file itself is there only while it waits or may
    be taken. Nobody decides on what they asked for themselves. `circle` names those who may be the second person
    where it is not the officers of the place: a firm's own people, the auditors of an office.
    """

    title = models.CharField(max_length=80)
    object_kind = models.CharField(max_length=100)
    circle = models.CharField(max_length=60, blank=True, default="")
    asked_by = models.CharField(max_length=64)
    asked_label = models.CharField(max_length=80)
    purpose = models.CharField(max_length=200)
    row_count = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    signature = models.BinaryField(max_length=36)
    state = models.CharField(max_length=12, choices=HandoutState.choices, default=HandoutState.GIVEN)
    file_id = models.UUIDField(null=True)
    decided_by = models.CharField(max_length=64, blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    open_until = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)

    scoped_by: ClassVar[ScopedBy] = ScopedBy()

    class Meta(Master.Meta):
        db_table = "exchange_handout"
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by="") | ~Q(decided_by=F("asked_by")), name="handout_second_person"
            ),
            models.CheckConstraint(
                condition=~Q(state=HandoutState.OPEN) | (~Q(decided_by="") & Q(open_until__isnull=False)),
                name="handout_open_was_decided",
            ),
        ]
        indexes = [
            models.Index(fields=["asked_by", "recorded_at"], name="handout_asked_by"),
            models.Index(fields=["place_path", "state"], name="handout_place"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.recorded_at:%Y-%m-%d}"
