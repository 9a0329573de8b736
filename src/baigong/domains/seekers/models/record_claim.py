from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from baigong.domains.seekers.enums import RecordClaimState
from baigong.foundation.facts.models import Master
from baigong.foundation.privacy.fields import BlindIndexField, EncryptedTextField
from baigong.foundation.scope import ScopedBy

_TERMS = {"purpose": "核实本人", "basis": "履行法定职责", "retention": "办结后三年"}


class RecordClaim(Master):
    """Somebody says "this record is mine" and not everything agreed; an officer of the place decides (M03.1).

    `person` is the record under that number, if there is one. Every failed try is such a row, so that the
    tries of a day can be counted; a newer one replaces the older.
    """

    claimant = models.ForeignKey("users.User", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        "parties.Person", null=True, on_delete=models.PROTECT, related_name="record_claims"
    )
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    full_name = EncryptedTextField(name="record_claim.full_name", kind="name", null=True, **_TERMS)
    identity_number = EncryptedTextField(
        name="record_claim.identity_number", kind="identity_number", null=True, **_TERMS
    )
    identity_index = BlindIndexField(source="identity_number", name="record_claim.identity_number", null=True)
    phone = EncryptedTextField(name="record_claim.phone", kind="phone", null=True, **_TERMS)
    state = models.CharField(
        max_length=12, choices=RecordClaimState.choices, default=RecordClaimState.WAITING
    )
    answer_text = models.CharField(max_length=120, blank=True, default="")
    decided_by = models.CharField(max_length=64, blank=True, default="")
    decided_on = models.DateField(null=True)

    scoped_by: ClassVar[ScopedBy] = ScopedBy()

    class Meta(Master.Meta):
        db_table = "seekers_record_claim"
        constraints = [
            models.UniqueConstraint(
                fields=["claimant"], condition=Q(state=RecordClaimState.WAITING), name="record_claim_one_open"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(RecordClaimState.CONFIRMED, RecordClaimState.REFUSED))
                | Q(decided_on__isnull=False),
                name="record_claim_decided_has_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state=RecordClaimState.CONFIRMED) | Q(person__isnull=False),
                name="record_claim_confirmed_for_a_person",
            ),
        ]
        indexes = [
            models.Index(fields=["place_path", "state", "recorded_at"], name="record_claim_place"),
            models.Index(fields=["claimant", "recorded_at"], name="record_claim_claimant"),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.recorded_at:%Y-%m-%d}"
