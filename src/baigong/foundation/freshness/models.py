from __future__ import annotations

from typing import ClassVar

from django.db import models


class RowChange(models.Model):
    """A watched row was written; only triggers add here, and old lines are swept away.

    `stamp` is random: after a rollback the numbers come again, the stamps do not. `transaction` is the number of
    the writing transaction on PostgreSQL, where a later number may be committed first; 0 on SQLite.
    """

    id = models.BigAutoField(primary_key=True)
    topic = models.CharField(max_length=63)
    row = models.CharField(max_length=40)
    stamp = models.CharField(max_length=32)
    transaction = models.BigIntegerField(default=0)
    noted_at = models.BigIntegerField()

    objects: ClassVar[models.Manager[RowChange]] = models.Manager()

    class Meta:
        db_table = "freshness_row_change"
        indexes = [
            models.Index(fields=["topic", "id"], name="row_change_topic"),
            models.Index(fields=["topic", "transaction"], name="row_change_transaction"),
        ]

    def __str__(self) -> str:
        return f"{self.topic}:{self.id}"
