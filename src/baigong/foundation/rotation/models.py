"""Leave to exchange one ciphertext; made and taken back in one transaction, so that no other ever sees one."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class ResealPermit(models.Model):
    """In this table, column and row the ciphertext `was` may become `becomes`; the triggers of facts ask for it."""

    id = models.BigAutoField(primary_key=True)
    table_name = models.CharField(max_length=63)
    column_name = models.CharField(max_length=63)
    row_key = models.CharField(max_length=64)
    was = models.BinaryField()
    becomes = models.BinaryField()

    objects: ClassVar[models.Manager[ResealPermit]] = models.Manager()

    class Meta:
        db_table = "rotation_permit"
        constraints = [
            models.UniqueConstraint(
                fields=["table_name", "column_name", "row_key"], name="rotation_permit_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.table_name}.{self.column_name} {self.row_key}"
