from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from baigong.foundation.facts.models import Fact
from baigong.foundation.scope import ScopedBy


class SensitiveAnswer(Fact):
    """What an account holder answered when asked apart for leave to keep sensitive data (PIPL 29).

    A yes and its withdrawal are two rows, each with the version of the notice it was said to; the newer one
    supersedes the older. When it was said is `recorded_at`.
    """

    user = models.ForeignKey("users.User", on_delete=models.PROTECT, related_name="+")
    is_agreed = models.BooleanField()
    notice_version = models.CharField(max_length=16)

    scoped_by: ClassVar[ScopedBy] = ScopedBy()

    class Meta(Fact.Meta):
        db_table = "seekers_sensitive_answer"
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(superseded_at__isnull=True, voided_at__isnull=True),
                name="sensitive_answer_one_current",
            ),
            models.CheckConstraint(condition=~Q(notice_version=""), name="sensitive_answer_to_a_notice"),
        ]

    def __str__(self) -> str:
        return f"{'同意' if self.is_agreed else '撤回'} {self.recorded_at:%Y-%m-%d}"
