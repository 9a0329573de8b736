"""Answering a claim: the firm's administrator first, the county where there is none or none answers (M02)."""

from __future__ import annotations

import datetime

from django.db import transaction

from baigong.domains.claims.enums import ClaimState, Refusal, Seat
from baigong.domains.claims.errors import ClaimError
from baigong.domains.claims.models import FirmClaim
from baigong.domains.claims.moving import held, move
from baigong.domains.claims.services import CLAIMS
from baigong.domains.claims.workflow import CODE, REASON, SYSTEM
from baigong.domains.parties.models import Organisation
from baigong.domains.parties.organisation_keys import OrganisationFacts
from baigong.domains.parties.organisations import add_organisations, new_organisation, update_organisations
from baigong.domains.users.colleagues import ADMINISTERS, administrators_of, end_posts
from baigong.domains.users.enums import Role
from baigong.domains.users.models import Post
from baigong.domains.users.services import appoint
from baigong.foundation import clock
from baigong.foundation.facts.models import Source
from baigong.foundation.scope import system_scope


@transaction.atomic
def accept_colleague(*, by: str, claim: FirmClaim) -> FirmClaim:
    """The firm's administrator knows the claimant: a colleague from today on.

    :raises ClaimError: when the claim no longer waits for the firm.
    """
    answered = move(by=by, role=Role.EMPLOYER, claim=claim, step="accept", given={}, decided_by=by)
    _seat(by, answered, Seat.COLLEAGUE)
    return answered


@transaction.atomic
def disown(*, by: str, claim: FirmClaim, reason: str) -> FirmClaim:
    """The firm's administrator does not know the claimant, who may still ask the county.

    :raises ClaimError: without a reason, or when the claim no longer waits for the firm.
    """
    given = {REASON: reason.strip()}
    return move(
        by=by, role=Role.EMPLOYER, claim=claim, step="disown", given=given, answer_text=reason.strip()[:120]
    )


@transaction.atomic
def confirm(*, by: str, role: str, claim: FirmClaim, seat: str = Seat.ADMINISTRATOR) -> FirmClaim:
    """The county has checked the claim: the record gets its code, or is made, and the claimant a post there.

    With `Seat.INSTEAD` those who administered the firm until now lose their posts: one of them was an
    impostor, or has left.

    :raises ClaimError: when it does not wait for the county, or the code stands at another firm.
    """
    current = _taken_over(claim)
    firm = _firm_of(by, current)
    confirmed = move(
        by=by, role=role, claim=current, step="confirm", given={}, organisation_id=firm.id, decided_by=by
    )
    _seat(by, confirmed, Seat(seat))
    return confirmed


@transaction.atomic
def refuse(*, by: str, role: str, claim: FirmClaim, code: str, text: str = "") -> FirmClaim:
    """The county says no, with a coded reason; "other" says in words which.

    :raises ClaimError: without a reason, or when it does not wait for the county.
    """
    if code == Refusal.OTHER and len(text.strip()) < 4:
        raise ClaimError("reason", "选了“其他”，请写明原因，至少四个字。认领人会看到这句话。")
    return move(
        by=by,
        role=role,
        claim=_taken_over(claim),
        step="refuse",
        given={CODE: code},
        refusal_code=code,
        answer_text=text.strip()[:120],
        decided_by=by,
    )


def escalate_unanswered(on: datetime.date) -> int:
    """Hand claims no administrator answered in time to their counties; return how many. Safe to repeat."""
    with system_scope("认领到期没有答复，转县里"):
        late = FirmClaim.objects.filter(state=ClaimState.WAITING_ADMINISTRATOR, due_on__lt=on)
        handed = 0
        for claim in late.order_by("due_on", "id"):
            try:
                with transaction.atomic():
                    move(by="system", role=SYSTEM, claim=claim, step="escalate", given={})
                    handed += 1
            except ClaimError:
                continue  # answered in this very moment
    return handed


def _taken_over(claim: FirmClaim) -> FirmClaim:
    """Return the claim as it stands; one nobody answered in time is the county's from this moment."""
    current = held(claim)
    if (
        current.state == ClaimState.WAITING_ADMINISTRATOR
        and current.due_on
        and current.due_on < clock.today()
    ):
        return move(by="system", role=SYSTEM, claim=current, step="escalate", given={})
    return current


def _firm_of(by: str, claim: FirmClaim) -> Organisation:
    """Return the record the claim ends at, with its code; made anew when the register had none."""
    with system_scope("认领通过，补上信用代码或新建单位"):
        same: Organisation | None = Organisation.objects.filter(
            credit_code=claim.credit_code, withdrawn_at__isnull=True
        ).first()
        if claim.organisation_id is None:
            return same or _new_firm(by, claim)
        firm: Organisation = Organisation.objects.select_for_update().get(id=claim.organisation_id)
        if firm.withdrawn_at is not None:
            raise ClaimError("gone", "这条单位记录已经撤销。请让认领人撤回后重新提交。")
        if same is not None and same.id != firm.id:
            raise ClaimError(
                "code", f"这个信用代码登记在“{same.name}”名下。请先核对两家是不是同一家，再决定。"
            )
        if firm.credit_code not in ("", claim.credit_code):
            raise ClaimError("code", "这条记录的信用代码后来改成了别的。请核对后不通过，让认领人重新提交。")
        if not firm.credit_code:
            update_organisations(
                by=by, updates=[(firm, {"credit_code": claim.credit_code})], place_path=claim.place_path
            )
        return firm


def _new_firm(by: str, claim: FirmClaim) -> Organisation:
    facts = OrganisationFacts(
        name=claim.firm_name,
        place_id=claim.place_id,
        place_path=claim.place_path,
        county_id=claim.county_id,
        credit_code=claim.credit_code,
        address=claim.address,
    )
    firm = new_organisation(facts, source=Source.EMPLOYER, source_id=str(claim.id))
    add_organisations([firm])
    return firm


def _seat(by: str, claim: FirmClaim, seat: Seat) -> None:
    """Give the claimant the post, and end the one that was only for claiming."""
    assert claim.organisation_id is not None  # a constraint of the table
    with system_scope("认领通过，任命企业用户"):
        if seat is Seat.INSTEAD:
            end_posts(by=by, posts=administrators_of(claim.organisation_id))
        appoint(
            by=by,
            user=claim.claimant,
            role=Role.EMPLOYER,
            place=claim.place,
            starts_on=clock.today(),
            title=claim.title,
            rank="" if seat is Seat.COLLEAGUE else ADMINISTERS,
            organisation_id=claim.organisation_id,
        )
        waiting = Post.objects.filter(user_id=claim.claimant_id, rank=CLAIMS, ends_before__isnull=True)
        waiting.update(ends_before=clock.today(), updated_at=clock.now())
