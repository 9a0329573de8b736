"""What the front door remembers: keys of forms already sent."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from baigong.foundation import clock


class IdempotencyKey(models.Model):
    """One sending of one form by one user; an empty location means it is still being worked on."""

    id = models.BigAutoField(primary_key=True)
    key = models.UUIDField()
    owner = models.CharField(max_length=64)
    path = models.CharField(max_length=300)
    body_hash = models.CharField(max_length=64)
    location = models.CharField(max_length=500, blank=True, default="")
    created_at = models.DateTimeField(default=clock.now, db_index=True)

    objects: ClassVar[models.Manager[IdempotencyKey]] = models.Manager()

    class Meta:
        db_table = "access_idempotency_key"
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="idempotency_key_once")]

    def __str__(self) -> str:
        return str(self.key)


class Allowance(models.Model):
    """One of the few places somebody may take within a span of time; taken, it is free again at `free_at`."""

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=64)
    place = models.PositiveSmallIntegerField()
    free_at = models.DateTimeField(db_index=True)

    objects: ClassVar[models.Manager[Allowance]] = models.Manager()

    class Meta:
        db_table = "access_allowance"
        constraints = [models.UniqueConstraint(fields=["key", "place"], name="allowance_place_once")]

    def __str__(self) -> str:
        return f"{self.place}"
