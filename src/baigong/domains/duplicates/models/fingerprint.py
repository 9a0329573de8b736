from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from baigong.domains.duplicates.enums import FingerprintKind
from baigong.foundation.scope import ScopedBy
from baigong.foundation.scope.managers import ScopedManager
from baigong.foundation.scope.models import PlacePathField


class Fingerprint(models.Model):
    """A keyed digest of what two entries of one person or firm have in common; it says nothing to a reader."""

    id = models.BigAutoField(primary_key=True)
    party = models.ForeignKey("parties.Party", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=16, choices=FingerprintKind.choices)
    digest = models.BinaryField(max_length=16)
    place_path = PlacePathField()

    scoped_by: ClassVar[ScopedBy] = ScopedBy()
    objects: ClassVar[ScopedManager[Any]] = ScopedManager()

    class Meta:
        db_table = "duplicates_fingerprint"
        base_manager_name = "objects"
        indexes = [models.Index(fields=["kind", "digest", "party"], name="fingerprint_search")]

    def __str__(self) -> str:
        return self.get_kind_display()


class FingerprintMark(models.Model):
    """Up to which state of a master its fingerprints were taken."""

    party = models.OneToOneField(
        "parties.Party", primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    state_of = models.DateTimeField()
    place_path = PlacePathField()

    scoped_by: ClassVar[ScopedBy] = ScopedBy()
    objects: ClassVar[ScopedManager[Any]] = ScopedManager()

    class Meta:
        db_table = "duplicates_fingerprint_mark"
        base_manager_name = "objects"

    def __str__(self) -> str:
        return f"{self.state_of}"
