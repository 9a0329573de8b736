"""Shares: a dated leave for another place or party to see one object, with its basis (decisions A20)."""

from __future__ import annotations

import datetime
import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from baigong.foundation import clock
from baigong.foundation.ids import uuid7
from baigong.foundation.scope.conditions import place_range
from baigong.foundation.scope.current import Scope


class PlacePathField(models.CharField):  # type: ignore[type-arg]  # only the stubs are generic
    """A materialised path of short place keys, each followed by "/", compared byte by byte."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 64)
        super().__init__(**options)

    def db_parameters(self, connection: Any) -> Any:
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"  # prefix ranges are wrong in any linguistic order
        return parameters


class Share(models.Model):
    """Somebody may see one object: to a place or to a party, for a purpose, on a basis, for a time."""

    class Basis(models.TextChoices):
        CONSENT = "consent", "本人同意"
        MANDATE = "mandate", "委托"
        INTRODUCTION = "introduction", "介绍"
        AGREEMENT = "agreement", "协议"
        LAW = "law", "法定职责"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    object_kind = models.CharField(max_length=40)
    object_id = models.UUIDField()
    to_place_path = PlacePathField(blank=True, default="")
    to_party_id = models.UUIDField(null=True)
    purpose = models.CharField(max_length=200)
    basis = models.CharField(max_length=20, choices=Basis.choices)
    starts_on = models.DateField()
    ends_before = models.DateField(null=True)
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.CharField(max_length=64)

    objects: ClassVar[models.Manager[Share]] = models.Manager()

    class Meta:
        db_table = "scope_share"
        constraints = [
            models.UniqueConstraint(
                fields=["object_kind", "object_id", "to_place_path", "purpose", "starts_on"],
                condition=Q(to_party_id__isnull=True),
                name="share_once_to_place",
            ),
            models.UniqueConstraint(
                fields=["object_kind", "object_id", "to_party_id", "purpose", "starts_on"],
                condition=Q(to_party_id__isnull=False),
                name="share_once_to_party",
            ),
            models.CheckConstraint(
                condition=(Q(to_place_path="") & Q(to_party_id__isnull=False))
                | (~Q(to_place_path="") & Q(to_party_id__isnull=True)),
                name="share_has_one_receiver",
            ),
        ]
        indexes = [
            models.Index(fields=["to_party_id", "object_kind", "object_id"], name="share_to_party"),
            models.Index(fields=["object_kind", "to_place_path", "object_id"], name="share_to_place"),
        ]

    def __str__(self) -> str:
        return f"{self.object_kind} {self.object_id}"

    @classmethod
    def open_to(cls, scope: Scope, kind: str) -> models.QuerySet[Share]:
        """Return the shares of `kind` that are open today to one of the scope's places or parties.

        A share names the place it goes to; it is open to whoever is responsible for that place,
        that is, to officers of the place itself and of every place above it.
        """
        receiver = Q(to_party_id__in=scope.parties) if scope.parties else Q(pk__in=[])
        for prefix in scope.places:
            receiver |= place_range("to_place_path", prefix)
        today = clock.today()
        return cls.objects.filter(
            receiver & Q(starts_on__lte=today) & (Q(ends_before__isnull=True) | Q(ends_before__gt=today)),
            object_kind=kind,
        )


class Participant(models.Model):
    """Somebody, by name, takes part in one object that is withheld from everybody else, for a time.

    It is a user (an officer who handles it) or a party; an office as such takes part in nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    object_kind = models.CharField(max_length=40)
    object_id = models.UUIDField()
    to_actor = models.CharField(max_length=64, blank=True, default="")
    to_party_id = models.UUIDField(null=True)
    starts_on = models.DateField()
    ends_before = models.DateField(null=True)
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.CharField(max_length=64)

    objects: ClassVar[models.Manager[Participant]] = models.Manager()

    class Meta:
        db_table = "scope_participant"
        constraints = [
            models.UniqueConstraint(
                fields=["object_kind", "object_id", "to_actor"],
                condition=Q(ends_before__isnull=True) & ~Q(to_actor=""),
                name="participant_once_as_user",
            ),
            models.UniqueConstraint(
                fields=["object_kind", "object_id", "to_party_id"],
                condition=Q(ends_before__isnull=True, to_party_id__isnull=False),
                name="participant_once_as_party",
            ),
            models.CheckConstraint(
                condition=(Q(to_actor="") & Q(to_party_id__isnull=False))
                | (~Q(to_actor="") & Q(to_party_id__isnull=True)),
                name="participant_is_one",
            ),
        ]
        indexes = [
            models.Index(fields=["to_actor", "object_kind", "object_id"], name="participant_user"),
            models.Index(fields=["to_party_id", "object_kind", "object_id"], name="participant_party"),
        ]

    def __str__(self) -> str:
        return f"{self.object_kind} {self.object_id}"

    @classmethod
    def open_to(cls, scope: Scope, kind: str) -> models.QuerySet[Participant]:
        """Return the rows of `kind` that name the scope's own user or one of its parties today."""
        today = clock.today()
        named = Q(to_actor=scope.actor) if scope.actor else Q(pk__in=[])
        if scope.parties:
            named |= Q(to_party_id__in=scope.parties)
        return cls.objects.filter(
            named & Q(starts_on__lte=today) & (Q(ends_before__isnull=True) | Q(ends_before__gt=today)),
            object_kind=kind,
        )


def share_with_party(
    *,
    by: str,
    kind: str,
    object_id: uuid.UUID,
    party_id: uuid.UUID,
    purpose: str,
    basis: str,
    ends_before: datetime.date | None = None,
) -> Share:
    """Let a party see one object from today on; asking twice for the same thing changes nothing.

    With `ends_before` it ends by itself; one that is open for longer already is left as it is.
    """
    given = {"object_kind": kind, "object_id": object_id, "to_place_path": "", "to_party_id": party_id}
    known = Share.objects.filter(**given, purpose=purpose, starts_on__lte=clock.today())
    unlimited = known.filter(ends_before__isnull=True).first()
    if unlimited is not None:
        return unlimited
    share, is_new = Share.objects.get_or_create(
        **given,
        purpose=purpose,
        starts_on=clock.today(),
        defaults={"basis": basis, "ends_before": ends_before, "recorded_by": by},
    )
    is_shorter = share.ends_before is not None and (ends_before is None or share.ends_before < ends_before)
    if not is_new and is_shorter:
        share.ends_before = ends_before
        share.save(update_fields=["ends_before"])
    return share
