"""Questions about claims: one's own, those a firm must answer, those a county must decide."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from baigong.domains.claims.enums import ClaimState
from baigong.domains.claims.models import FirmClaim
from baigong.domains.parties.models import Organisation
from baigong.domains.users.colleagues import administrators_of
from baigong.domains.users.models import Post, User
from baigong.foundation.scope import system_scope
from baigong.foundation.scope.conditions import place_range
from baigong.foundation.scope.current import current_scope

STATES = (("open", "等核对"), ("done", "已办"), ("all", "全部"))
LISTED = 200
"""A county decides claims within days; more than this many open at once means somebody floods it."""


@dataclass(frozen=True, slots=True)
class ClaimBeside:
    """A claim with what the register knows: the record, who administers it, who else claims the same firm."""

    claim: FirmClaim
    record: Organisation | None
    administrators: tuple[Post, ...]
    rivals: tuple[FirmClaim, ...]


def last_claim_of(user: User) -> FirmClaim | None:
    """Return the claim the user filed last. Claimants have no scope yet: the own rows and no others are read."""
    with system_scope("本人看自己的认领"):
        found: FirmClaim | None = (
            FirmClaim.objects.filter(claimant=user).select_related("place", "licence").order_by("-id").first()
        )
        return found


def claims_on_firm(organisation_id: UUID) -> list[FirmClaim]:
    """Return the claims the firm's administrator must answer, the most pressing first."""
    waiting = FirmClaim.objects.filter(
        organisation_id=organisation_id, state=ClaimState.WAITING_ADMINISTRATOR
    )
    return list(waiting.select_related("claimant").order_by("due_on", "id"))


def claim_on_firm(claim_id: UUID, organisation_id: UUID) -> FirmClaim | None:
    """Return a claim on the firm that waits for its administrator, None when there is no such one."""
    waiting = FirmClaim.objects.filter(
        id=claim_id, organisation_id=organisation_id, state=ClaimState.WAITING_ADMINISTRATOR
    )
    found: FirmClaim | None = waiting.select_related("claimant").first()
    return found


def claims_of_places(*, on: datetime.date, state: str = "open", words: str = "") -> list[FirmClaim]:
    """Return the claims of the scope's places in a state (see `STATES`): to decide, oldest first, or newest first.

    One whose administrator did not answer in time counts as the county's, though the nightly work has not
    moved it yet.
    """
    rows = FirmClaim.objects.filter(_in_places(), withdrawn_at__isnull=True)
    if words:
        rows = rows.filter(Q(firm_name__icontains=words) | Q(credit_code=words.upper()))
    to_decide = Q(state=ClaimState.WAITING_COUNTY) | Q(state=ClaimState.WAITING_ADMINISTRATOR, due_on__lt=on)
    if state == "open":
        rows = rows.filter(to_decide).order_by("state_since", "id")
    elif state == "done":
        rows = rows.filter(decided_on__isnull=False).order_by("-decided_on", "-id")
    else:
        rows = rows.order_by("-id")
    return list(rows.select_related("claimant", "place")[:LISTED])


def count_claims_to_decide() -> int:
    """Return how many claims wait for the officers of the scope's places."""
    return int(FirmClaim.objects.filter(_in_places(), state=ClaimState.WAITING_COUNTY).count())


def claim_beside_record(claim_id: UUID) -> ClaimBeside | None:
    """Return a claim of the scope's places beside the record it is about; None when there is no such one."""
    found = FirmClaim.objects.filter(_in_places(), id=claim_id, withdrawn_at__isnull=True)
    claim = found.select_related("claimant", "place", "licence").first()
    if claim is None:
        return None
    same = Q(credit_code=claim.credit_code)
    if claim.organisation_id:
        same |= Q(organisation_id=claim.organisation_id)
    rivals = FirmClaim.objects.filter(_in_places(), same, decided_on__isnull=True).exclude(id=claim.id)
    with system_scope("核对认领，看被认领的单位和它的管理员"):
        record = Organisation.objects.filter(id=claim.organisation_id).select_related("place").first()
        administrators = administrators_of(record.id) if record else []
    return ClaimBeside(claim, record, tuple(administrators), tuple(rivals.select_related("claimant")))


def _in_places() -> Q:
    scope = current_scope()
    if scope.everything:
        return Q()
    condition = Q(pk__in=[])
    for prefix in scope.places:
        condition |= place_range("place_path", prefix)
    return condition
