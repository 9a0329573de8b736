from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from baigong.foundation import clock
from baigong.foundation.ids import uuid7


class ReformState(models.TextChoices):
    """Rows move while RUNNING; at MOVED the tree has changed; at SETTLED the last stragglers are in too."""

    RUNNING = "running", "正在搬"
    MOVED = "moved", "已生效，正在收尾"
    SETTLED = "settled", "已完成"
    UNDOING = "undoing", "正在撤回"
    UNDONE = "undone", "已撤回"


class Reform(models.Model):
    """A redrawing of places as one deed: its plan, how far it is, and the counts before and after."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=60, unique=True)
    document = models.CharField(max_length=200)
    effective_on = models.DateField()
    plan = models.JSONField()
    state = models.CharField(max_length=12, choices=ReformState.choices, default=ReformState.RUNNING)
    run = models.PositiveSmallIntegerField(default=0)
    planned_count = models.BigIntegerField(default=0)
    held_count = models.BigIntegerField(default=0)
    begun_by = models.CharField(max_length=64)
    begun_at = models.DateTimeField(default=clock.now)
    moved_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[Reform]] = models.Manager()

    class Meta:
        db_table = "places_reform"
        constraints = [
            models.UniqueConstraint(
                fields=["state"],
                condition=Q(state__in=["running", "moved", "undoing"]),
                name="reform_one_of_a_state",
            ),
        ]

    def __str__(self) -> str:
        return self.name
