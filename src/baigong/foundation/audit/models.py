"""Audit entries, the seals over them, and the history of fields. All three only ever grow."""

from __future__ import annotations

from typing import Any

from django.db import models

from baigong.foundation.audit.canonical import canonical, instant
from baigong.foundation.clock import now
from baigong.foundation.ids import uuid7
from baigong.foundation.privacy.fields import EncryptedTextField


class AuditEntry(models.Model):
    """One act: who, when, on which rows, for what purpose. Never a personal value."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField("时间", default=now)
    by = models.CharField("何人", max_length=100)
    act = models.CharField("何事", max_length=60)
    object_kind = models.CharField("对象", max_length=100)
    object_ids = models.JSONField("编号", default=list)
    place_path = models.CharField("区域", max_length=200, blank=True)
    purpose = models.CharField("用途", max_length=200, blank=True)
    count = models.PositiveIntegerField("条数")
    digest = models.BinaryField("编号摘要", max_length=32)
    detail = models.JSONField("说明", default=dict)
    mac = models.BinaryField("认证码", max_length=36)
    sequence = models.BigIntegerField("序号", null=True, unique=True)
    chain = models.BinaryField("链", max_length=36, null=True)

    class Meta:
        verbose_name = "审计记录"
        indexes = [
            models.Index(fields=["by", "at"], name="audit_by_at"),
            models.Index(fields=["object_kind", "at"], name="audit_kind_at"),
            models.Index(fields=["place_path", "at"], name="audit_place_at"),
            models.Index(fields=["id"], condition=models.Q(sequence__isnull=True), name="audit_unsealed"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.object_kind} {self.count}"

    def content(self) -> bytes:
        """Return what the row's MAC covers: everything but the sealing columns."""
        return entry_content(
            (self.id, self.at, self.by, self.act, self.object_kind, self.object_ids, self.place_path,
             self.purpose, self.count, self.digest, self.detail)
        )  # fmt: skip


ENTRY_COLUMNS = (
    "id", "at", "by", "act", "object_kind", "object_ids", "place_path",
    "purpose", "count", "digest", "detail",
)  # fmt: skip


def entry_content(values: tuple[Any, ...]) -> bytes:
    """Return the bytes under an entry's MAC, from the values of `ENTRY_COLUMNS`."""
    entry_id, at, *words, digest, detail = values
    return canonical([str(entry_id), instant(at), *words, bytes(digest).hex(), detail])


class AuditSeal(models.Model):
    """One run of the sealer: from which to which sequence, the chain's head and the Merkle root."""

    number = models.BigIntegerField("第几次", primary_key=True)
    first_sequence = models.BigIntegerField("首号")
    last_sequence = models.BigIntegerField("末号")
    head = models.BinaryField("链头", max_length=36)
    merkle_root = models.BinaryField("树根", max_length=32)
    sealed_at = models.DateTimeField("封存时间")
    mac = models.BinaryField("认证码", max_length=36)

    class Meta:
        verbose_name = "审计封存"

    def __str__(self) -> str:
        return f"{self.number}: {self.first_sequence}–{self.last_sequence}"

    def content(self) -> bytes:
        """Return what the seal's MAC covers."""
        return canonical(
            [self.number, self.first_sequence, self.last_sequence, bytes(self.head).hex(),
             bytes(self.merkle_root).hex(), instant(self.sealed_at)]
        )  # fmt: skip


class Change(models.Model):
    """One field of one row changed: plain before and after, or for a personal field its sealed old value.

    `before_sealed` may be erased to NULL on a person's request; the MAC covers only its digest, so it still
    holds. A personal field's new value is not copied here: it stands in the row.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    entry = models.ForeignKey(AuditEntry, on_delete=models.PROTECT, related_name="changes")
    at = models.DateTimeField("时间", default=now)
    by = models.CharField("何人", max_length=100)
    object_kind = models.CharField("对象", max_length=100)
    object_id = models.CharField("编号", max_length=64)
    field = models.CharField("字段", max_length=60)
    is_personal = models.BooleanField("个人信息", default=False)
    before = models.JSONField("原值", null=True)
    after = models.JSONField("新值", null=True)
    before_sealed = EncryptedTextField(
        verbose_name="原值密文",
        name="audit.change.before",
        kind="text",
        purpose="更正与异议的依据",
        basis="个人信息保护法第四十六条",
        retention="本人要求删除或随主记录销毁",
        null=True,
    )
    sealed_digest = models.BinaryField("密文摘要", max_length=32, null=True)
    mac = models.BinaryField("认证码", max_length=36)

    class Meta:
        verbose_name = "字段变更"
        indexes = [models.Index(fields=["object_kind", "object_id", "at"], name="audit_change_object")]

    def __str__(self) -> str:
        return f"{self.object_kind} {self.object_id} {self.field}"

    def content(self) -> bytes:
        """Return what the row's MAC covers; of the sealed old value only the digest."""
        digest = None if self.sealed_digest is None else bytes(self.sealed_digest).hex()
        return canonical(
            [str(self.id), str(self.entry_id), instant(self.at), self.by, self.object_kind, self.object_id,
             self.field, self.is_personal, self.before, self.after, digest]
        )  # fmt: skip
