from __future__ import annotations

from typing import ClassVar

from django.db import models

from baigong.foundation import clock


class PublicAddress(models.Model):
    """A vacancy that was public once: its address was handed out, printed and indexed, so it goes on answering.

    Kept as what somebody needs who comes too late: which trade, in which county. Nothing of the firm, and no title:
    an advertisement may have been taken down for what it said. No reference either: an address does not use the
    vacancy, and must not keep an import from being taken back.
    """

    vacancy_key = models.UUIDField(primary_key=True, editable=False)
    occupation_codes = models.JSONField(default=list)
    occupation_group = models.CharField(max_length=1, blank=True, default="")
    county_id = models.CharField(max_length=8, blank=True, default="")
    noted_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[models.Manager[PublicAddress]] = models.Manager()

    class Meta:
        db_table = "vacancies_public_address"

    def __str__(self) -> str:
        return str(self.pk)
