from __future__ import annotations

from typing import ClassVar

from django.db import models

from baigong.foundation.facts.models import Master
from baigong.foundation.scope import ScopedBy


class DataCopy(Master):
    """A person's own data, packed and sealed, to be taken once (PIPL 45)."""

    person = models.ForeignKey("parties.Person", on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey("files.StoredFile", null=True, on_delete=models.SET_NULL, related_name="+")
    kept_until = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)

    scoped_by: ClassVar[ScopedBy] = ScopedBy(place=None, party=("person_id",))

    class Meta(Master.Meta):
        db_table = "seekers_data_copy"
        indexes = [models.Index(fields=["person", "recorded_at"], name="data_copy_person")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.recorded_at:%Y-%m-%d}"
