from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from baigong.foundation.facts.models import Fact
from baigong.foundation.scope import ScopedBy


class OutletWish(models.TextChoices):
    """What an outlet is asked to do with a vacancy."""

    PUT_UP = "put_up", "登出"
    TAKE_DOWN = "take_down", "撤下"


class OutletOrder(Fact):
    """That one outlet of the plan is asked to put a vacancy up, or to take it down (M05.1, M18.7).

    It stands open until a receipt (`Posting`) settles it or a later one takes its place; `superseded_at` says when.
    One is open for a vacancy and an outlet, so that nothing is asked twice at one time.
    """

    vacancy = models.ForeignKey("vacancies.Vacancy", on_delete=models.PROTECT, related_name="outlet_orders")
    channel = models.CharField(max_length=40)
    wish = models.CharField(max_length=16, choices=OutletWish.choices)
    asked_by = models.CharField(max_length=64)

    scoped_by: ClassVar[ScopedBy] = ScopedBy()

    class Meta(Fact.Meta):
        db_table = "vacancies_outlet_order"
        constraints = [
            models.UniqueConstraint(
                fields=["vacancy", "channel"],
                condition=Q(superseded_at__isnull=True, voided_at__isnull=True),
                name="outlet_order_open_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["place_path", "wish", "recorded_at"],
                condition=Q(superseded_at__isnull=True, voided_at__isnull=True),
                name="outlet_order_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.wish}"
