from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from baigong.domains.commissioners.enums import AssignmentKind
from baigong.foundation.facts.models import PeriodFact
from baigong.foundation.scope import ScopedBy


class Assignment(PeriodFact):
    """A post answers for one firm or one place for a time. One commissioner per firm (SD-2.1.3a, BZ-3a, A-55)."""

    MAY_CHANGE = (*PeriodFact.MAY_CHANGE, "handed_over_to")
    NO_OVERLAP = (
        ("kind", "post", "organisation"),
        ("kind", "post", "target_place"),
        ("one_per_target", "organisation"),
        ("one_per_target", "target_place"),
    )

    kind = models.CharField(max_length=20, choices=AssignmentKind.choices)
    # The kind again where a target has one holder at a time, empty where it may have several.
    one_per_target = models.CharField(max_length=20, blank=True, default="")
    post = models.ForeignKey("users.Post", on_delete=models.PROTECT, related_name="assignments")
    organisation = models.ForeignKey(
        "parties.Organisation", null=True, on_delete=models.PROTECT, related_name="assignments"
    )
    target_place = models.ForeignKey("places.Place", null=True, on_delete=models.PROTECT, related_name="+")
    exception_reason = models.CharField(max_length=200, blank=True, default="")
    handed_over_to = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="taken_over")

    scoped_by: ClassVar[ScopedBy] = ScopedBy(party=("organisation_id",))

    class Meta(PeriodFact.Meta):
        db_table = "commissioners_assignment"
        constraints = [
            *PeriodFact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, target_place__isnull=True)
                | Q(organisation__isnull=True, target_place__isnull=False),
                name="assignment_of_one_target",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "place_path", "starts_on", "id"], name="assignment_kind"),
            models.Index(fields=["post", "kind"], name="assignment_post"),
            models.Index(fields=["organisation", "kind"], name="assignment_organisation"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.starts_on}"
