from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from baigong.domains.policies.models.policy_text import PolicyText
from baigong.foundation import clock
from baigong.foundation.facts.models import Fact
from baigong.foundation.scope import ScopedBy


class PolicyVersion(PolicyText, Fact):
    """A policy as it was published once: what stood there, who let it go out and when (BZ-4a).

    The one in force is neither superseded (a later version) nor voided (taken down with its reason).
    """

    item = models.ForeignKey("policies.PolicyItem", on_delete=models.PROTECT, related_name="versions")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField()
    published_at = models.DateTimeField(default=clock.now)
    approved_by = models.CharField(max_length=64)
    approved_label = models.CharField(max_length=120, blank=True, default="")
    note = models.CharField(max_length=200, blank=True, default="")

    scoped_by: ClassVar[ScopedBy] = ScopedBy(public="published_at")

    class Meta(Fact.Meta):
        db_table = "policies_policy_version"
        constraints = [
            models.UniqueConstraint(fields=["item", "version"], name="policy_version_once"),
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(voided_at__isnull=True, superseded_at__isnull=True),
                name="policy_version_in_force_once",
            ),
            models.CheckConstraint(
                condition=Q(version__gte=1) & ~Q(approved_by=""), name="policy_version_approved"
            ),
        ]
        indexes = [
            models.Index(fields=["place_path", "published_at", "id"], name="policy_version_place"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.version}"
