"""Abstract rows. A fact is never changed and never deleted: a mistake is voided and entered again.

Where a row lies may change when places are redrawn: only along a `PlaceMove`, and each time with a `MovedRow`.
"""

from __future__ import annotations

import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from baigong.foundation import clock
from baigong.foundation.ids import uuid7
from baigong.foundation.scope.declaration import ScopedBy
from baigong.foundation.scope.managers import ScopedManager
from baigong.foundation.scope.models import PlacePathField


class Certainty(models.IntegerChoices):
    """How sure a fact is; only ever raised by a new row from a better source."""

    DECLARED = 1, "本人自述"
    CHECKED = 2, "已核对"
    CERTIFIED = 3, "部门数据核实"


class Source(models.TextChoices):
    """Where a row came from; `source_id` then names the import row, the user or the feed."""

    OFFICER = "officer", "经办人录入"
    IMPORT = "import", "表格导入"
    EMPLOYER = "employer", "企业填报"
    PERSON = "person", "本人填报"
    REGISTER = "register", "部门数据"


class Recorded(models.Model):
    """Any row that belongs to a place: seen along its axes, keyed before it is written."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    place_path = PlacePathField()
    county_id = models.CharField(max_length=8, blank=True, default="")
    recorded_at = models.DateTimeField(default=clock.now)
    source = models.CharField(max_length=16, choices=Source.choices, default=Source.OFFICER)
    source_id = models.CharField(max_length=64, blank=True, default="")

    scoped_by: ClassVar[ScopedBy] = ScopedBy()
    objects: ClassVar[ScopedManager[Any]] = ScopedManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"
        default_manager_name = "objects"


class Master(Recorded):
    """Identity and contact: changed in place, every change in `Change`; withdrawn, never deleted."""

    updated_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(max_length=200, blank=True, default="")

    class Meta(Recorded.Meta):
        abstract = True


class Fact(Recorded):
    """Something that happened. Only the voiding and superseding columns may ever be written again."""

    MAY_CHANGE: ClassVar[tuple[str, ...]] = ("voided_at", "voided_reason", "superseded_at")

    voided_at = models.DateTimeField(null=True)
    voided_reason = models.CharField(max_length=200, blank=True, default="")
    superseded_at = models.DateTimeField(null=True)
    certainty = models.SmallIntegerField(choices=Certainty.choices, default=Certainty.DECLARED)
    certified_until = models.DateField(null=True)

    class Meta(Recorded.Meta):
        abstract = True


class PeriodFact(Fact):
    """A fact that holds for a while: from its first day to the day before `ends_before`, open when that is null.

    It may be ended once it is known when; NO_OVERLAP names the sets of columns whose rows may not hold at the
    same time (rows in which one of the columns is empty are not compared).
    """

    MAY_CHANGE = (*Fact.MAY_CHANGE, "ends_before", "ended_reason")
    NO_OVERLAP: ClassVar[tuple[tuple[str, ...], ...]] = ()

    starts_on = models.DateField()
    ends_before = models.DateField(null=True)
    ended_reason = models.CharField(max_length=200, blank=True, default="")

    class Meta(Fact.Meta):
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_before__isnull=True) | Q(ends_before__gt=F("starts_on")),
                name="%(class)s_ends_after_start",
            )
        ]

    @classmethod
    def holding_on(cls, on: Any) -> Q:
        """Return the condition under which a row holds on a day and is neither voided nor superseded."""
        return Q(starts_on__lte=on, voided_at__isnull=True, superseded_at__isnull=True) & (
            Q(ends_before__isnull=True) | Q(ends_before__gt=on)
        )

    @property
    def last_day(self) -> datetime.date | None:
        """The last day on which the row holds, as people write it; None while it has no end."""
        return self.ends_before and self.ends_before - datetime.timedelta(days=1)


class PlaceMove(models.Model):
    """Leave for rows to go from one place's path to another's, while open: what a reform of places needs.

    The triggers of facts let exactly these pairs through. `is_merger`: the old place ends in the new one;
    otherwise it is the same place (`old_place_id == new_place_id`) at another path.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reform_id = models.UUIDField(db_index=True)
    old_path = PlacePathField()
    new_path = PlacePathField()
    old_place_id = models.UUIDField()
    new_place_id = models.UUIDField()
    old_county_id = models.CharField(max_length=8, blank=True, default="")
    new_county_id = models.CharField(max_length=8, blank=True, default="")
    is_merger = models.BooleanField(default=False)
    is_undoing = models.BooleanField(default=False)
    opened_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[PlaceMove]] = models.Manager()

    class Meta:
        db_table = "facts_place_move"
        constraints = [
            models.UniqueConstraint(
                fields=["old_path"],
                condition=Q(closed_at__isnull=True, is_undoing=False),
                name="place_move_open_once",
            ),
            models.CheckConstraint(
                condition=Q(is_merger=True) | Q(old_place_id=F("new_place_id")),
                name="place_move_keeps_the_place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_path} → {self.new_path}"


class MovedRow(models.Model):
    """That one row went along a move: where it lay when it was recorded can always be told, and taken back.

    `is_held`: a rule of its table kept it where it was (two rows that may be there only once); people decide.
    """

    id = models.BigAutoField(primary_key=True)
    move = models.ForeignKey(PlaceMove, on_delete=models.PROTECT, related_name="rows")
    table = models.CharField(max_length=64)
    column = models.CharField(max_length=64)
    row_id = models.CharField(max_length=36)
    is_held = models.BooleanField(default=False)
    moved_at = models.DateTimeField(default=clock.now)
    returned_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[MovedRow]] = models.Manager()

    class Meta:
        db_table = "facts_moved_row"
        constraints = [
            models.UniqueConstraint(
                fields=["move", "table", "column", "row_id"],
                condition=Q(returned_at__isnull=True),
                name="moved_row_once",
            )
        ]
        indexes = [models.Index(fields=["table", "row_id"], name="moved_row_row")]

    def __str__(self) -> str:
        return f"{self.table} {self.row_id}"
