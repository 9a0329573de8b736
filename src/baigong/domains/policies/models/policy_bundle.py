from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from baigong.foundation.facts.models import Master
from baigong.foundation.scope import ScopedBy


class PolicyBundle(Master):
    """A set of policies an office puts together for somebody: for small firms, for graduates (SD-3.3a).

    What is in it, in which order and since when, its entries say.
    """

    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    intro_text = models.TextField(max_length=1000, blank=True, default="")
    audience_codes = models.JSONField(default=list)
    tag_codes = models.JSONField(default=list)
    public_since = models.DateTimeField(null=True)
    # Why it came down: the last word of the office that decided.
    answer_text = models.CharField(max_length=200, blank=True, default="")

    scoped_by: ClassVar[ScopedBy] = ScopedBy(public="public_since")

    class Meta(Master.Meta):
        db_table = "policies_policy_bundle"
        constraints = [
            models.UniqueConstraint(
                fields=["place", "title"], condition=Q(withdrawn_at__isnull=True), name="policy_bundle_once"
            ),
            models.CheckConstraint(
                condition=Q(public_since__isnull=True) | (Q(withdrawn_at__isnull=True) & ~Q(intro_text="")),
                name="policy_bundle_public_says_what",
            ),
        ]
        indexes = [models.Index(fields=["place_path", "title", "id"], name="policy_bundle_place")]

    def __str__(self) -> str:
        return self.title
