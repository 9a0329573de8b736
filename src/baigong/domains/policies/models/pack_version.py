from __future__ import annotations

from typing import ClassVar

from django.db import models

from baigong.foundation import clock
from baigong.foundation.ids import uuid7


class PackVersion(models.Model):
    """One version of a plan's data as it was in force: frozen, told apart by the hash of its files."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    pack = models.CharField(max_length=40)
    version_hash = models.CharField(max_length=64)
    title = models.CharField(max_length=200)
    place_code = models.CharField(max_length=12, blank=True, default="")
    parent_pack = models.CharField(max_length=40, blank=True, default="")
    starts_on = models.DateField()
    ends_before = models.DateField(null=True)
    document = models.CharField(max_length=200, blank=True, default="")
    recorded_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[models.Manager[PackVersion]] = models.Manager()

    class Meta:
        db_table = "policies_pack_version"
        constraints = [models.UniqueConstraint(fields=["pack", "version_hash"], name="pack_version_once")]

    def __str__(self) -> str:
        return self.title
