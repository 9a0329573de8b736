from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from baigong.foundation import clock
from baigong.foundation.ids import uuid7


class Code(models.Model):
    """One entry of a code list (occupation, industry, education, cause …); offices may add their own.

    A code that is worded anew has a row for each wording, from `valid_from` to the day before `valid_to`: what
    happened under the old words goes on being read in them. What the office entered or worded itself says by whom
    (`entered_by`), and neither a plan nor a newer official table words it otherwise.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    scheme = models.CharField(max_length=40)
    code = models.CharField(max_length=40)
    label = models.CharField(max_length=120)
    parent_code = models.CharField(max_length=40, blank=True, default="")
    aliases = models.JSONField(default=list)
    position = models.IntegerField(default=0)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    entered_by = models.CharField(max_length=64, blank=True, default="")
    recorded_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[models.Manager[Code]] = models.Manager()

    class Meta:
        db_table = "codes_code"
        constraints = [
            models.UniqueConstraint(fields=["scheme", "code", "valid_from"], name="code_once"),
            models.UniqueConstraint(
                fields=["scheme", "code"],
                condition=Q(valid_to__isnull=True),
                name="code_one_wording_in_force",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="code_valid_days"
            ),
        ]

    def __str__(self) -> str:
        return self.label
