from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from baigong.foundation import clock
from baigong.foundation.facts.models import Fact
from baigong.foundation.scope import ScopedBy


class PostingState(models.TextChoices):
    """What was noted of one vacancy in one channel outside; what was handed out is neither up nor down yet."""

    HANDED_OUT = "handed_out", "已送出，等回执"
    POSTED = "posted", "已登出"
    FAILED = "failed", "没登成"
    TAKEN_DOWN = "taken_down", "已撤下"


class Posting(Fact):
    """What became of a vacancy in a channel of the plan: where it stands, since when, how many saw it (AH-4.3a).

    The last one of a channel holds. `order` is the order it answers, empty where nobody had asked. Nothing is said to
    be up because it should be: somebody saw it and noted where, or the outlet itself answered.
    """

    vacancy = models.ForeignKey("vacancies.Vacancy", on_delete=models.PROTECT, related_name="postings")
    order = models.ForeignKey(
        "vacancies.OutletOrder",
        null=True,
        on_delete=models.PROTECT,
        related_name="receipts",
        db_index=False,  # asked by vacancy and channel, which have one
    )
    channel = models.CharField(max_length=40)
    state = models.CharField(max_length=16, choices=PostingState.choices)
    happened_at = models.DateTimeField(default=clock.now)
    link = models.URLField(max_length=300, blank=True, default="")
    note = models.CharField(max_length=200, blank=True, default="")
    reach_people = models.IntegerField(null=True)
    noted_by = models.CharField(max_length=64)

    scoped_by: ClassVar[ScopedBy] = ScopedBy()

    class Meta(Fact.Meta):
        db_table = "vacancies_posting"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=PostingState.POSTED) | ~Q(link="") | ~Q(note=""), name="posting_says_where"
            ),
            models.CheckConstraint(
                condition=~Q(state=PostingState.FAILED) | ~Q(note=""), name="posting_says_why"
            ),
            models.CheckConstraint(condition=Q(reach_people__gte=0), name="posting_reach_not_negative"),
        ]
        indexes = [models.Index(fields=["vacancy", "channel", "recorded_at"], name="posting_channel")]

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"
