"""Filing a claim on a firm's record, mending it, withdrawing it, asking the county (M02).

Filing looks for the record in the whole installation, on purpose: the firm was entered by a clerk somewhere and
must not become two. What is found is shown to nobody before the claim is confirmed.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import BinaryIO

from django.db import IntegrityError, transaction

from baigong.domains.claims.enums import OPEN_STATES, ClaimState, FoundBy
from baigong.domains.claims.errors import ClaimError
from baigong.domains.claims.models import FirmClaim
from baigong.domains.claims.moving import held, move, moved
from baigong.domains.claims.telling import tell_administrators
from baigong.domains.claims.workflow import CLAIMANT, last_day_in, workflow_at
from baigong.domains.parties.enums import OrganisationNature
from baigong.domains.parties.models import Organisation
from baigong.domains.parties.organisation_keys import OrganisationFacts, county_path
from baigong.domains.parties.organisation_matching import match_organisations
from baigong.domains.places.models import Place
from baigong.domains.policies.selectors import parameter_at
from baigong.domains.users.colleagues import has_administrator, posts_of_firm
from baigong.domains.users.enums import Role
from baigong.domains.users.errors import AccountError
from baigong.domains.users.models import User
from baigong.domains.users.phone_codes import CodeSent, check_code, send_code
from baigong.domains.users.services import appoint, open_account
from baigong.foundation import clock
from baigong.foundation.audit.services import record
from baigong.foundation.facts.models import Source
from baigong.foundation.files.errors import FileRefused
from baigong.foundation.files.incoming import refuse_unfit_picture
from baigong.foundation.files.services import destroy, store
from baigong.foundation.privacy.secret import open_inside
from baigong.foundation.scope import system_scope
from baigong.kernels.identity import IdentityError, parse_credit_code

CLAIMS = "claimant"
"""The rank of the post a claimant signs in with: it belongs to no firm and sees no rows."""
OWN_CLAIM = "本人办自己的认领"
"""Claimants belong to no firm and no place yet, so no scope shows them even their own claim."""
PHONE_PURPOSE = "claim"
LICENCE = "claims.licence"
LICENCE_DAYS = "licence-kept-days"
MOST_LICENCE_BYTES = 5 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """What somebody says of the firm and of the own part in it; `place` is the firm's county."""

    credit_code: str
    firm_name: str
    place: Place
    phone: str
    title: str = ""
    address: str = ""
    is_phone_proven: bool = False


@transaction.atomic
def sign_up(*, username: str, password: str, display_name: str, facts: ClaimFacts) -> tuple[User, FirmClaim]:
    """Open an account for somebody who acts for a firm, and file the claim on the firm.

    :raises AccountError: when the name is taken.
    :raises ClaimError: when the claim cannot be filed; then there is no account either.
    """
    if User.objects.filter(username=username).exists():
        raise AccountError("taken", f"用户名“{username}”已经有人用。请换一个，例如手机号。")
    with system_scope("企业用户注册"):
        user = open_account(by=username, username=username, password=password, display_name=display_name)
        claim = file_claim(by=str(user.id), claimant=user, facts=facts)
        appoint(
            by=str(user.id),
            user=user,
            role=Role.EMPLOYER,
            place=claim.place,
            starts_on=clock.today(),
            rank=CLAIMS,
        )
    return user, claim


@transaction.atomic
def file_claim(*, by: str, claimant: User, facts: ClaimFacts) -> FirmClaim:
    """File a claim. A firm that has an administrator is asked first; else the county decides.

    :raises ClaimError: for a code that cannot be right, a claim already open, or a colleague's.
    """
    code = _checked(facts.credit_code)
    with system_scope("按信用代码和名称找要认领的单位"):
        organisation, found_by = _record_of(facts, code)
        _refuse_second(claimant, organisation)
        place = _county_of(organisation, facts.place)
        is_asked = organisation is not None and has_administrator(organisation.id)
        state = ClaimState.WAITING_ADMINISTRATOR if is_asked else ClaimState.WAITING_COUNTY
        today = clock.today()
        claim = FirmClaim(
            claimant=claimant,
            organisation=organisation,
            place=place,
            place_path=place.path,
            county_id=place.county_id,
            credit_code=code,
            firm_name=facts.firm_name.strip()[:120],
            address=facts.address.strip()[:200],
            title=facts.title.strip()[:60],
            is_phone_proven=facts.is_phone_proven,
            found_by=found_by,
            state=state,
            state_since=today,
            due_on=last_day_in(workflow_at(place.path, today), state, today),
            source=Source.EMPLOYER,
            source_id=by,
        )
        claim.phone = facts.phone
        _insert(claim)
        tell_administrators(by=by, claim=claim)
    record(
        by=by,
        act="claims.file",
        object_kind="firm_claim",
        object_ids=[claim.id],
        place_path=claim.place_path,
        detail={"state": state.value, "found_by": found_by.value},
    )
    return claim


def attach_licence(*, by: str, claim: FirmClaim, content: BinaryIO, name: str) -> FirmClaim:
    """Keep a picture or PDF of the business licence with an open claim; a newer one takes its place.

    :raises ClaimError: when it is neither PNG, JPEG nor PDF, too large, unfit, or the claim is decided.
    """
    try:
        refuse_unfit_picture(content, name=name, most_bytes=MOST_LICENCE_BYTES, by=by)
    except FileRefused as error:
        raise ClaimError(error.code, error.sentence) from error
    return _kept_with(by, claim, content, name)


@transaction.atomic
def _kept_with(by: str, claim: FirmClaim, content: BinaryIO, name: str) -> FirmClaim:
    with system_scope(OWN_CLAIM):
        current = held(claim)
        if current.state not in OPEN_STATES:
            raise ClaimError("decided", f"这份认领{current.get_state_display()}，不用再传执照。")
        days = int(parameter_at(LICENCE_DAYS, current.place_path, clock.today()))
        file = store(
            content,
            kind=LICENCE,
            original_name=name,
            by=by,
            place_path=current.place_path,
            expires_at=clock.now() + datetime.timedelta(days=days),
        )
        older = current.licence_id
        moved(by, current, {"licence_id": file.id})
        if older is not None:
            destroy(older)
    return current


def send_phone_code(*, claim: FirmClaim, from_address: str) -> CodeSent:
    """Send a code to the telephone the claimant gave.

    :raises CodeRefusedError: when too many were sent lately.
    """
    return send_code(phone=open_inside(claim.phone), purpose=PHONE_PURPOSE, from_address=from_address)


@transaction.atomic
def prove_phone(*, by: str, claim: FirmClaim) -> FirmClaim:
    """Note that the claimant holds the telephone; call after `is_phone_code` said yes."""
    with system_scope(OWN_CLAIM):
        current = held(claim)
        moved(by, current, {"is_phone_proven": True})
    return current


def is_phone_code(*, claim: FirmClaim, code: str, sent_id: str) -> bool:
    """Whether a code is the one sent for this claim to this session; it is used up, and a wrong one costs a try."""
    return check_code(phone=open_inside(claim.phone), purpose=PHONE_PURPOSE, code=code, sent_id=sent_id)


@transaction.atomic
def withdraw_claim(*, by: str, claim: FirmClaim) -> FirmClaim:
    """Take a claim back.

    :raises ClaimError: when it is decided already.
    """
    with system_scope(OWN_CLAIM):
        return move(by=by, role=CLAIMANT, claim=claim, step="withdraw", given={}, decided_by=by)


@transaction.atomic
def ask_county(*, by: str, claim: FirmClaim) -> FirmClaim:
    """Ask the county to decide, when the firm's administrator said no or is not the right one to ask.

    :raises ClaimError: when the claim does not wait for an administrator.
    """
    with system_scope(OWN_CLAIM):
        return move(by=by, role=CLAIMANT, claim=claim, step="appeal", given={})


def _checked(text: str) -> str:
    try:
        return parse_credit_code(text).code
    except IdentityError as error:
        raise ClaimError(f"credit_code.{error.code}", error.sentence) from error


def _record_of(facts: ClaimFacts, code: str) -> tuple[Organisation | None, FoundBy]:
    said = OrganisationFacts(
        name=facts.firm_name.strip(),
        place_id=facts.place.id,
        place_path=facts.place.path,
        county_id=facts.place.county_id,
        credit_code=code,
    )
    found = match_organisations([said])[0].organisation
    if found is None:
        return None, FoundBy.NOTHING
    if found.nature == OrganisationNature.GROUP:  # whoever acted for a group would see what it holds
        raise ClaimError("group", "这个名称是单位设的领导小组或专班，不是用人单位，不能认领。请核对名称。")
    return found, FoundBy.CREDIT_CODE if found.credit_code == code else FoundBy.NAME


def _refuse_second(claimant: User, organisation: Organisation | None) -> None:
    if organisation and claimant.id in {post.user_id for post in posts_of_firm(organisation.id)}:
        raise ClaimError("colleague", "您已经是这家单位的用户，不用再认领。在右上角换到这家单位的身份就行。")


def _county_of(organisation: Organisation | None, said: Place) -> Place:
    """The firm's own county decides, wherever the claimant says the firm is."""
    if organisation is None:
        return said
    path = county_path(organisation.place_path, organisation.county_id)
    return Place.objects.filter(path=path).first() or said


def _insert(claim: FirmClaim) -> None:
    try:
        with transaction.atomic():
            claim.save(force_insert=True)
    except IntegrityError as error:
        raise ClaimError(
            "open", "您还有一份认领没有办完。请先等结果，或把那一份撤回，再认领别的单位。"
        ) from error
