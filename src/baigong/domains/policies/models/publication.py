from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from baigong.domains.policies.enums import PublicationState
from baigong.foundation import clock
from baigong.foundation.facts.models import Fact
from baigong.foundation.scope import ScopedBy


class Publication(Fact):
    """What became of one published version in one channel of the plan: where it stands, since when (BZ-W2g).

    The last one of a channel holds. A channel is never said to be up because it should be: somebody saw the page
    and noted its address, or the site itself is the channel.
    """

    version = models.ForeignKey(
        "policies.PolicyVersion", on_delete=models.PROTECT, related_name="publications"
    )
    channel = models.CharField(max_length=40)
    state = models.CharField(max_length=16, choices=PublicationState.choices)
    happened_at = models.DateTimeField(default=clock.now)
    link = models.CharField(max_length=300, blank=True, default="")
    note = models.CharField(max_length=200, blank=True, default="")
    noted_by = models.CharField(max_length=64)

    scoped_by: ClassVar[ScopedBy] = ScopedBy()

    class Meta(Fact.Meta):
        db_table = "policies_publication"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="published") | ~Q(link="") | ~Q(note=""), name="publication_says_where"
            ),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(note=""), name="publication_says_why"),
        ]
        indexes = [models.Index(fields=["version", "channel", "recorded_at"], name="publication_channel")]

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"
