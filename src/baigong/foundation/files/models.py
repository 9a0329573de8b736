"""The row of a stored file; the content lies sealed in the file folder under the same id."""

from __future__ import annotations

from django.db import models

from baigong.foundation.clock import now
from baigong.foundation.ids import uuid7
from baigong.foundation.privacy.fields import EncryptedTextField


class StoredFile(models.Model):
    """One file: what it is, whose area it belongs to, until when it is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField("类别", max_length=60)
    original_name = EncryptedTextField(
        verbose_name="原文件名",
        name="file.original_name",
        kind="file_name",
        purpose="经办人辨认材料",
        basis="个人信息保护法第十三条第一款第三项",
        retention="随文件销毁",
    )
    sha256 = models.BinaryField("内容指纹", max_length=32, db_index=True)
    size = models.PositiveBigIntegerField("字节数")
    place_path = models.CharField("区域", max_length=200)
    uploaded_by = models.CharField("上传人", max_length=100)
    recorded_at = models.DateTimeField("入库时间", default=now)
    expires_at = models.DateTimeField("保存到", null=True, db_index=True)

    class Meta:
        verbose_name = "文件"
        indexes = [models.Index(fields=["place_path", "id"], name="files_place_id")]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
