from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from baigong.domains.policies.enums import PolicyState
from baigong.domains.policies.models.policy_text import PolicyText
from baigong.foundation.facts.models import Master
from baigong.foundation.scope import ScopedBy


class PolicyItem(PolicyText, Master):
    """One policy people can make use of, in words: for whom, on what conditions, what it gives, where to ask.

    Offices work on it here; what the public reads is the version last published (`PolicyVersion`). Another policy
    that takes its place is named by `superseded_by`; amounts that are computed stand in packs.
    """

    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    rule_ids = models.JSONField(default=list)
    review_due_on = models.DateField(null=True)
    state = models.CharField(max_length=16, choices=PolicyState.choices, default=PolicyState.DRAFT)
    submitted_at = models.DateTimeField(null=True)
    # Why it came back, was taken down or gave way: the last word of the office that decided.
    answer_text = models.CharField(max_length=200, blank=True, default="")
    superseded_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="supersedes")

    scoped_by: ClassVar[ScopedBy] = ScopedBy()

    class Meta(Master.Meta):
        db_table = "policies_policy_item"
        constraints = [
            models.UniqueConstraint(
                fields=["number", "title", "valid_from", "place"],
                condition=Q(withdrawn_at__isnull=True),
                name="policy_item_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_before__isnull=True) | Q(valid_before__gt=F("valid_from")),
                name="policy_item_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(superseded_by__isnull=True) | (Q(state="published") & ~Q(superseded_by=F("id"))),
                name="policy_item_gives_way_when_public",
            ),
            models.CheckConstraint(
                condition=~Q(state="submitted") | Q(submitted_at__isnull=False),
                name="policy_item_submitted_when",
            ),
            models.CheckConstraint(
                condition=(Q(rests_on__isnull=True) | ~Q(rests_on=F("id")))
                & (Q(elaborates__isnull=True) | ~Q(elaborates=F("id"))),
                name="policy_item_rests_on_another",
            ),
        ]
        indexes = [
            models.Index(fields=["field", "place_path", "valid_from", "id"], name="policy_item_field"),
            models.Index(fields=["place_path", "review_due_on"], name="policy_item_review"),
        ]

    def __str__(self) -> str:
        return self.title
