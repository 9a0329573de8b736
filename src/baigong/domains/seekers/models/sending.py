from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from baigong.foundation.facts.models import Fact
from baigong.foundation.scope import ScopedBy


class Sending(Fact):
    """A vacancy, a policy or a short notice an office pushes to people of an area (M05.5, M18.3).

    `where` is the condition of the one grammar that says to whom, `audience_text` the same in words. Whoever presses
    twice has the same `key`, and one is sent.
    """

    vacancy = models.ForeignKey(
        "vacancies.Vacancy", null=True, on_delete=models.PROTECT, related_name="sendings"
    )
    policy = models.ForeignKey(
        "policies.PolicyItem", null=True, on_delete=models.PROTECT, related_name="sendings"
    )
    subject = models.CharField(max_length=120)
    body = models.CharField(max_length=600, blank=True, default="")
    where = models.JSONField(default=dict)
    audience_text = models.CharField(max_length=200)
    people_asked = models.PositiveIntegerField()
    asked_by = models.CharField(max_length=64)
    key = models.UUIDField(unique=True)

    scoped_by: ClassVar[ScopedBy] = ScopedBy()

    class Meta(Fact.Meta):
        db_table = "seekers_sending"
        constraints = [
            models.CheckConstraint(
                condition=Q(vacancy__isnull=True) | Q(policy__isnull=True), name="sending_about_one_thing"
            )
        ]
        indexes = [models.Index(fields=["place_path", "recorded_at"], name="sending_place")]

    def __str__(self) -> str:
        return self.subject


class SendingPart(Fact):
    """How a sending went for some of its people, in the order of their ids: counts by outcome, and no name.

    The next part begins after `last_person`, so a job that was killed goes on from there; one part may begin there.
    """

    sending = models.ForeignKey(Sending, on_delete=models.PROTECT, related_name="parts")
    number = models.PositiveIntegerField()
    last_person = models.UUIDField()
    counts = models.JSONField(default=dict)

    scoped_by: ClassVar[ScopedBy] = ScopedBy()

    class Meta(Fact.Meta):
        db_table = "seekers_sending_part"
        constraints = [models.UniqueConstraint(fields=["sending", "number"], name="sending_part_once")]

    def __str__(self) -> str:
        return f"{self.sending_id} {self.number}"

    @property
    def total(self) -> int:
        counts: dict[str, Any] = self.counts
        return sum(int(value) for value in counts.values())


class SentMessage(Fact):
    """That a message of the inbox came of a sending; receipts are read from the message, nobody is named here."""

    sending = models.ForeignKey(Sending, on_delete=models.PROTECT, related_name="sent")
    message_id = models.UUIDField(unique=True)

    scoped_by: ClassVar[ScopedBy] = ScopedBy()

    class Meta(Fact.Meta):
        db_table = "seekers_sent_message"

    def __str__(self) -> str:
        return str(self.message_id)
