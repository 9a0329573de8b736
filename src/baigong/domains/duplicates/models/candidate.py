from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from baigong.domains.duplicates.enums import CandidateState, Likeness
from baigong.domains.parties.enums import PartyKind
from baigong.foundation import clock
from baigong.foundation.ids import uuid7
from baigong.foundation.scope import ScopedBy
from baigong.foundation.scope.managers import ScopedManager
from baigong.foundation.scope.models import PlacePathField


class DuplicateCandidate(models.Model):
    """Two entries that may be one. It lies at the lowest place above everything known of both sides, so that
    whoever sees the pair may decide on it, and nobody learns of the other side who may not.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=16, choices=PartyKind.choices)
    likeness = models.CharField(max_length=16, choices=Likeness.choices)
    standing = models.CharField(max_length=12, choices=CandidateState.choices, default=CandidateState.OPEN)
    left = models.ForeignKey("parties.Party", on_delete=models.CASCADE, related_name="+")
    right = models.ForeignKey("parties.Party", on_delete=models.CASCADE, related_name="+")
    place_path = PlacePathField()
    found_at = models.DateTimeField(default=clock.now)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=64, blank=True, default="")

    scoped_by: ClassVar[ScopedBy] = ScopedBy()
    objects: ClassVar[ScopedManager[Any]] = ScopedManager()

    class Meta:
        db_table = "duplicates_candidate"
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["left", "right"], name="duplicate_candidate_once"),
            models.CheckConstraint(condition=Q(left__lt=F("right")), name="duplicate_candidate_ordered"),
        ]
        indexes = [models.Index(fields=["standing", "place_path", "id"], name="duplicate_candidate_open")]

    def __str__(self) -> str:
        return self.get_likeness_display()
