from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from baigong.domains.claims.enums import OPEN_STATES, ClaimState, FoundBy, Refusal
from baigong.foundation.facts.models import Master
from baigong.foundation.privacy.fields import EncryptedTextField
from baigong.foundation.scope import ScopedBy

_OPEN = Q(state__in=OPEN_STATES)


class FirmClaim(Master):
    """Somebody says "I act for this firm"; what was said stands beside the record it is about.

    It lies at the firm's county, whose officers decide; the firm's administrators see it along the party axis.
    """

    claimant = models.ForeignKey("users.User", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        "parties.Organisation", null=True, on_delete=models.PROTECT, related_name="+"
    )
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    credit_code = models.CharField(max_length=18)
    firm_name = models.CharField(max_length=120)
    address = models.CharField(max_length=200, blank=True, default="")
    title = models.CharField(max_length=60, blank=True, default="")
    phone = EncryptedTextField(
        name="firm_claim.phone",
        kind="phone",
        purpose="核对认领人",
        basis="履行法定职责",
        retention="办结后三年",
    )
    is_phone_proven = models.BooleanField(default=False)
    licence = models.ForeignKey("files.StoredFile", null=True, on_delete=models.SET_NULL, related_name="+")
    found_by = models.CharField(max_length=16, choices=FoundBy.choices)
    state = models.CharField(max_length=24, choices=ClaimState.choices)
    state_since = models.DateField()
    due_on = models.DateField(null=True)
    refusal_code = models.CharField(max_length=16, choices=Refusal.choices, blank=True, default="")
    answer_text = models.CharField(max_length=120, blank=True, default="")
    decided_by = models.CharField(max_length=64, blank=True, default="")
    decided_on = models.DateField(null=True)

    scoped_by: ClassVar[ScopedBy] = ScopedBy(party=("organisation_id",))

    class Meta(Master.Meta):
        db_table = "claims_firm_claim"
        constraints = [
            models.UniqueConstraint(fields=["claimant"], condition=_OPEN, name="claim_one_open"),
            models.CheckConstraint(
                condition=_OPEN | Q(decided_on__isnull=False), name="claim_decided_has_a_day"
            ),
            models.CheckConstraint(
                condition=~Q(state=ClaimState.REFUSED) | ~Q(refusal_code=""),
                name="claim_refused_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(ClaimState.WAITING_ADMINISTRATOR, ClaimState.CONFIRMED))
                | Q(organisation__isnull=False),
                name="claim_answered_for_a_firm",
            ),
            models.CheckConstraint(condition=~Q(credit_code=""), name="claim_has_a_code"),
        ]
        indexes = [
            models.Index(fields=["place_path", "state", "due_on"], name="claim_place_state"),
            models.Index(fields=["organisation", "state"], name="claim_organisation"),
            models.Index(fields=["credit_code", "state"], name="claim_code"),
        ]

    def __str__(self) -> str:
        return f"{self.firm_name} {self.get_state_display()}"
