"""Questions about claims on records: one's own, and those an office must decide."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db.models import Q

from baigong.domains.parties.models import Person
from baigong.domains.parties.selectors import persons_with_tokens, tokens_of_name
from baigong.domains.seekers.enums import RecordClaimState
from baigong.domains.seekers.models import RecordClaim
from baigong.domains.users.models import User
from baigong.foundation.privacy.kinds import normalise
from baigong.foundation.privacy.secret import Secret, open_inside
from baigong.foundation.scope import system_scope
from baigong.foundation.scope.conditions import in_own_places

STATES = (("open", "等核实"), ("done", "已办"))
LISTED = 200
MOST_ALIKE = 10


@dataclass(frozen=True, slots=True)
class Beside:
    """One record that may be meant, and in which points it agrees with what was said."""

    person: Person
    name: str
    number: str
    phone: str


def last_record_claim(user: User) -> RecordClaim | None:
    """Return the claim a user filed last; the claimant has no scope for it yet."""
    with system_scope("本人看自己的认领"):
        found: RecordClaim | None = RecordClaim.objects.filter(claimant=user).order_by("-id").first()
        return found


def record_claims(*, state: str = "open") -> list[RecordClaim]:
    """Return the claims of the desk's places: those to decide, the oldest first, or those decided."""
    rows = RecordClaim.objects.filter(in_own_places(), withdrawn_at__isnull=True)
    rows = rows.select_related("claimant", "place")
    if state == "open":
        return list(rows.filter(state=RecordClaimState.WAITING).order_by("recorded_at", "id")[:LISTED])
    decided = Q(state__in=(RecordClaimState.CONFIRMED, RecordClaimState.REFUSED))
    return list(rows.filter(decided).order_by("-decided_on", "-id")[:LISTED])


def count_record_claims() -> int:
    """Return how many claims wait at the desk's places."""
    return RecordClaim.objects.filter(in_own_places(), state=RecordClaimState.WAITING).count()


def record_claim_in_scope(claim_id: uuid.UUID) -> RecordClaim | None:
    """Return a claim of the desk's places."""
    found: RecordClaim | None = (
        RecordClaim.objects.filter(in_own_places(), id=claim_id).select_related("claimant", "place").first()
    )
    return found


def records_beside(claim: RecordClaim) -> list[Beside]:
    """Return the records in sight that may be meant: the one under the number, and those of the same name."""
    meant = Q(id=claim.person_id) if claim.person_id else Q(pk__in=[])
    words = tokens_of_name(open_inside(claim.full_name)) if claim.full_name is not None else []
    alike = persons_with_tokens(words, column="id") if words else Q(pk__in=[])
    started = User.objects.filter(id=claim.claimant_id).values("person_id")
    rows = Person.objects.filter(meant | alike, withdrawn_at__isnull=True).exclude(
        id__in=[each["person_id"] for each in started if each["person_id"]]
    )
    people = sorted(rows[:MOST_ALIKE], key=lambda person: person.id != claim.person_id)
    return [
        Beside(
            person,
            _agree("name", claim.full_name, person.full_name),
            _agree("identity_number", claim.identity_number, person.identity_number),
            _agree("phone", claim.phone, person.phone),
        )
        for person in people
    ]


def _agree(kind: str, said: Secret | None, kept: Secret | None) -> str:
    """Compare without showing: two masked values may look alike and differ."""
    if said is None or kept is None:
        return "unknown"
    one, two = (normalise(kind, open_inside(each)) for each in (said, kept))
    return "fits" if one == two else "missing"
