from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from baigong.domains.seekers.enums import Kinship, RelativeRequestState, RelativeWish
from baigong.foundation.facts.models import Master
from baigong.foundation.privacy.fields import EncryptedTextField
from baigong.foundation.scope import ScopedBy


class RelativeRequest(Master):
    """A near relative of somebody dead asks for a copy, a correction or an erasure (PIPL 49; Civil Code 1045).

    One officer writes it down with the documents shown, another one decides; nobody decides on the own entry.
    """

    person = models.ForeignKey("parties.Person", on_delete=models.PROTECT, related_name="relative_requests")
    applicant_name = EncryptedTextField(
        name="relative_request.applicant_name", kind="name", null=True,
        purpose="核实近亲属", basis="个人信息保护法第四十九条", retention="办结后三年",
    )  # fmt: skip
    kinship = models.CharField(max_length=16, choices=Kinship.choices)
    wish = models.CharField(max_length=12, choices=RelativeWish.choices)
    died_on = models.DateField()
    document = models.CharField(max_length=120)
    reason_text = models.CharField(max_length=200)
    state = models.CharField(
        max_length=12, choices=RelativeRequestState.choices, default=RelativeRequestState.WAITING
    )
    asked_by = models.CharField(max_length=64)
    decided_by = models.CharField(max_length=64, blank=True, default="")
    decided_on = models.DateField(null=True)
    answer_text = models.CharField(max_length=120, blank=True, default="")
    copy = models.ForeignKey("seekers.DataCopy", null=True, on_delete=models.SET_NULL, related_name="+")

    scoped_by: ClassVar[ScopedBy] = ScopedBy()

    class Meta(Master.Meta):
        db_table = "seekers_relative_request"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "wish"],
                condition=Q(state=RelativeRequestState.WAITING),
                name="relative_request_one_open",
            ),
            models.CheckConstraint(
                condition=Q(decided_by="") | ~Q(decided_by=F("asked_by")),
                name="relative_request_second_person",
            ),
            models.CheckConstraint(
                condition=Q(state=RelativeRequestState.WAITING)
                | (~Q(decided_by="") & Q(decided_on__isnull=False)),
                name="relative_request_was_decided",
            ),
        ]
        indexes = [models.Index(fields=["person", "recorded_at"], name="relative_request_person")]

    def __str__(self) -> str:
        return f"{self.get_wish_display()} {self.recorded_at:%Y-%m-%d}"
