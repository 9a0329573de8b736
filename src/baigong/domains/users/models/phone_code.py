from __future__ import annotations

from typing import ClassVar

from django.db import models

from baigong.foundation import clock
from baigong.foundation.ids import uuid7


class PhoneCode(models.Model):
    """One code sent to a telephone for one purpose; neither the number nor the code can be read here."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    phone_index = models.BinaryField(max_length=32)
    purpose = models.CharField(max_length=24)
    code_digest = models.BinaryField(max_length=32)
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    tries = models.SmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[PhoneCode]] = models.Manager()

    class Meta:
        db_table = "users_phone_code"
        indexes = [
            models.Index(fields=["phone_index", "purpose", "created_at"], name="phone_code_phone"),
            models.Index(fields=["created_at"], name="phone_code_age"),
        ]

    def __str__(self) -> str:
        return self.purpose
