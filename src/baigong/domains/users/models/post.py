from __future__ import annotations

import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from baigong.domains.users.enums import BODY_ROLES, MEMBER, Role
from baigong.foundation.facts.models import Master
from baigong.foundation.scope import ScopedBy
from baigong.foundation.scope.managers import ScopedManager


class RightsManager(ScopedManager[Any]):
    """Posts that give rights. A seat in a group is none: whoever asks for posts never meets one (M01.3)."""

    def get_queryset(self) -> models.QuerySet[Any]:
        return super().get_queryset().exclude(role=MEMBER)


class MembershipManager(ScopedManager[Any]):
    """Seats in groups alone: who is a member of a leading group or a task team, and for how long."""

    def get_queryset(self) -> models.QuerySet[Any]:
        return super().get_queryset().filter(role=MEMBER)


class Post(Master):
    """A user's place of duty for a time: role, rank, place or organisation. Quotas count posts.

    With the role `MEMBER` it is a seat in a group (M01.3): `organisation` is the group, `home_unit` where somebody
    seconded comes from, `duty` the part of the work. A seat opens nothing; only `memberships` and `every` return it.
    """

    user = models.ForeignKey("users.User", on_delete=models.PROTECT, related_name="posts")
    organisation = models.ForeignKey(
        "parties.Organisation", null=True, on_delete=models.PROTECT, related_name="+"
    )
    role = models.CharField(max_length=20, choices=[*Role.choices, (MEMBER, "组内成员")])
    rank = models.CharField(max_length=20, blank=True, default="")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=60, blank=True, default="")
    starts_on = models.DateField()
    ends_before = models.DateField(null=True)
    home_unit = models.CharField(max_length=120, blank=True, default="")
    duty = models.CharField(max_length=120, blank=True, default="")
    delegated_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    MOVES_LAST: ClassVar[bool] = True  # who serves a place keeps sight of it until its rows have gone

    scoped_by: ClassVar[ScopedBy] = ScopedBy(party=("organisation_id",))
    objects: ClassVar[ScopedManager[Any]] = RightsManager()
    memberships: ClassVar[ScopedManager[Any]] = MembershipManager()
    every: ClassVar[ScopedManager[Any]] = (
        ScopedManager()
    )  # rows are saved, and move with their place, by this one

    class Meta(Master.Meta):
        db_table = "users_post"
        base_manager_name = "every"
        indexes = [
            models.Index(fields=["place_path", "user"], name="post_place"),
            models.Index(fields=["delegated_from"], name="post_delegated"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(delegated_from__isnull=True)
                | (Q(ends_before__isnull=False) & ~Q(delegated_from=F("id"))),
                name="post_delegated_ends_by_itself",
            ),
            models.CheckConstraint(
                condition=~Q(role=MEMBER)
                | Q(organisation__isnull=False, delegated_from__isnull=True, rank=""),
                name="post_member_of_a_group",
            ),
            models.CheckConstraint(
                condition=~Q(role__in=sorted(BODY_ROLES)) | Q(organisation__isnull=False),
                name="post_of_a_body_names_it",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "place", "starts_on"],
                condition=Q(organisation__isnull=True),
                name="post_once_at_place",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "place", "organisation", "starts_on"],
                condition=Q(organisation__isnull=False),
                name="post_once_at_organisation",
            ),
        ]

    @classmethod
    def in_force_on(cls, day: datetime.date) -> Q:
        """Return the condition under which a post is in force on a day, and the one it was delegated from too."""
        ends = Q(ends_before__isnull=True) | Q(ends_before__gt=day)
        source = Q(delegated_from__isnull=True) | (
            Q(delegated_from__withdrawn_at__isnull=True)
            & (Q(delegated_from__ends_before__isnull=True) | Q(delegated_from__ends_before__gt=day))
        )
        return Q(starts_on__lte=day, withdrawn_at__isnull=True) & ends & source

    def __str__(self) -> str:
        return f"{self.title or self.get_role_display()}"
