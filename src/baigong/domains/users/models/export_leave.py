from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from baigong.foundation.facts.models import PeriodFact
from baigong.foundation.scope import ScopedBy


class ExportLeave(PeriodFact):
    """That the holder of a post may take lists out with names, numbers and telephones in plain, until a day.

    A leave of its own beside the role (decisions A8): given by an administrator on a document, to nobody for good
    and by nobody to themselves.
    """

    NO_OVERLAP = (("post",),)

    post = models.ForeignKey("users.Post", on_delete=models.PROTECT, related_name="export_leaves")
    document = models.CharField(max_length=120)
    given_by = models.CharField(max_length=64)

    scoped_by: ClassVar[ScopedBy] = ScopedBy()

    class Meta(PeriodFact.Meta):
        db_table = "users_export_leave"
        constraints = [
            *PeriodFact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ends_before__isnull=False) & Q(ends_before__gt=F("starts_on")),
                name="export_leave_ends",
            ),
            models.CheckConstraint(condition=~Q(document=""), name="export_leave_on_a_document"),
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.starts_on}"
