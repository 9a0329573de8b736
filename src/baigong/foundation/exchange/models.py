"""A file being imported and its rows. What the rows say is sealed and forgotten after its term
(`forgetting`); what became of them is plain and stays."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from baigong.foundation import clock
from baigong.foundation.exchange.contract import Outcome
from baigong.foundation.exchange.handout_model import Handout, HandoutState
from baigong.foundation.facts.models import Certainty, Master
from baigong.foundation.ids import uuid7
from baigong.foundation.privacy.fields import EncryptedTextField
from baigong.foundation.scope import ScopedBy
from baigong.foundation.scope.managers import ScopedManager
from baigong.foundation.scope.models import PlacePathField

__all__ = [
    "BatchState",
    "Handout",
    "HandoutState",
    "ImportBatch",
    "ImportEffect",
    "ImportRow",
    "RememberedLayout",
]


class BatchState(models.TextChoices):
    UPLOADED = "uploaded", "已上传"
    MAPPING = "mapping", "待认列"
    CHECKING = "checking", "查错中"
    CHECKED = "checked", "待入库"
    COMMITTING = "committing", "入库中"
    DONE = "done", "已入库"
    UNDOING = "undoing", "撤回中"
    UNDONE = "undone", "已撤回"
    FAILED = "failed", "读不了"
    CANCELLED = "cancelled", "已取消"


class ImportBatch(Master):
    """One file on its way into one list at one place."""

    list_name = models.CharField(max_length=24)
    place_id = models.UUIDField()
    file_id = models.UUIDField(null=True)
    file_name = EncryptedTextField(
        name="import_batch.file_name",
        kind="text",
        purpose="核对导入的表格",
        basis="履行法定职责",
        retention="入库或作废后三十天",
        null=True,
    )
    samples = EncryptedTextField(
        name="import_batch.samples",
        kind="text",
        purpose="核对导入的表格",
        basis="履行法定职责",
        retention="入库或作废后三十天",
        null=True,
    )
    file_digest = models.BinaryField(max_length=32)
    state = models.CharField(max_length=12, choices=BatchState.choices, default=BatchState.UPLOADED)
    run = models.PositiveIntegerField(default=0)
    known_on = models.DateField()
    certainty = models.SmallIntegerField(choices=Certainty.choices, default=Certainty.DECLARED)
    certified_until = models.DateField(null=True)
    uploaded_by = models.CharField(max_length=64)
    sheets = models.JSONField(default=list)
    columns = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    failure = models.CharField(max_length=300, blank=True, default="")
    committed_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    forgotten_at = models.DateTimeField(null=True)

    scoped_by: ClassVar[ScopedBy] = ScopedBy()

    class Meta(Master.Meta):
        db_table = "exchange_import_batch"
        indexes = [models.Index(fields=["place_path", "recorded_at"], name="import_batch_place")]

    def __str__(self) -> str:
        return f"{self.list_name} {self.recorded_at:%Y-%m-%d}"


class ImportRow(models.Model):
    """One row of the file: sealed cells, plain outcome."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    place_path = PlacePathField()
    number = models.IntegerField()
    sheet = models.SmallIntegerField(default=0)
    cells = EncryptedTextField(
        name="import_row.cells",
        kind="text",
        purpose="核对导入的表格",
        basis="履行法定职责",
        retention="入库或作废后三十天",
        null=True,
    )
    outcome = models.CharField(max_length=12, choices=[(key, label) for key, label in Outcome.LABELS.items()])
    problems = models.JSONField(default=list)
    changes = EncryptedTextField(
        name="import_row.changes",
        kind="text",
        purpose="核对导入的表格",
        basis="履行法定职责",
        retention="入库或作废后三十天",
        null=True,
    )
    committed_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)
    undo_sentence = models.CharField(max_length=200, blank=True, default="")

    scoped_by: ClassVar[ScopedBy] = ScopedBy()
    objects: ClassVar[ScopedManager[Any]] = ScopedManager()

    class Meta:
        db_table = "exchange_import_row"
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["batch", "sheet", "number"], name="import_row_once"),
        ]
        indexes = [models.Index(fields=["batch", "outcome", "number"], name="import_row_outcome")]

    def __str__(self) -> str:
        return f"{self.number} {self.outcome}"


class ImportEffect(models.Model):
    """What a committed row wrote: the object it is about, and the ids undo needs. Written once."""

    row = models.OneToOneField(ImportRow, on_delete=models.PROTECT, primary_key=True, related_name="effect")
    place_path = PlacePathField()
    object_kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=36)
    trace = models.JSONField(default=dict)

    scoped_by: ClassVar[ScopedBy] = ScopedBy()
    objects: ClassVar[ScopedManager[Any]] = ScopedManager()

    class Meta:
        db_table = "exchange_import_effect"
        base_manager_name = "objects"
        indexes = [models.Index(fields=["object_kind", "object_id"], name="import_effect_object")]

    def __str__(self) -> str:
        return f"{self.object_kind} {self.object_id}"


class RememberedLayout(models.Model):
    """What an officer said the columns of a layout are; offered again when the same headings come back."""

    id = models.BigAutoField(primary_key=True)
    list_name = models.CharField(max_length=24)
    headings_digest = models.CharField(max_length=64)
    columns = models.JSONField()
    remembered_by = models.CharField(max_length=64)
    remembered_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[models.Manager[RememberedLayout]] = models.Manager()

    class Meta:
        db_table = "exchange_remembered_layout"
        constraints = [
            models.UniqueConstraint(fields=["list_name", "headings_digest"], name="remembered_layout_once"),
        ]

    def __str__(self) -> str:
        return self.list_name
