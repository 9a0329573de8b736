"""An officer decides a claim on a record: it is this person's, or it is not."""

from __future__ import annotations

from django.db import transaction

from baigong.domains.parties.models import Party, Person
from baigong.domains.parties.services import PersonFacts, differences, update_persons, withdraw_persons
from baigong.domains.placements.enums import OPEN_STATES
from baigong.domains.placements.models import Introduction
from baigong.domains.seekers.enums import RecordClaimState
from baigong.domains.seekers.errors import SeekerError
from baigong.domains.seekers.joining import SELF_LIST
from baigong.domains.seekers.models import RecordClaim
from baigong.domains.seekers.telling import tell_claimant
from baigong.domains.users.models import User
from baigong.domains.workers.models import Registration
from baigong.domains.workers.selectors import CURRENT
from baigong.foundation import clock
from baigong.foundation.audit.services import record
from baigong.foundation.facts.models import Source
from baigong.foundation.privacy.secret import open_inside
from baigong.foundation.scope import system_scope

_MERGED = "并入原来的登记"
_WISHES = (
    "state", "occupation_text", "occupation_codes", "occupation_group", "pay_from_fen_month", "wish_places",
    "wish_places_text", "shift", "wants_lodging", "free_from", "birth_year", "sex",
)  # fmt: skip


@transaction.atomic
def confirm_record_claim(*, by: str, claim: RecordClaim, person: Person) -> RecordClaim:
    """Give the claimant the record; a record the claimant started meanwhile goes into it with its wishes.

    :raises SeekerError: when the claim is decided, the record is somebody else's, or an application runs.
    """
    held = _held(claim)
    with system_scope("核实求职者本人的登记"):
        user = User.objects.select_for_update().get(id=held.claimant_id)
        if User.objects.filter(person_id=person.id, is_active=True).exclude(id=user.id).exists():
            raise SeekerError("taken", "这份登记已经是另一个账号的。请先核实那个账号，再办这一份。")
        if user.person_id not in (None, person.id):
            _take_over(by, user.person_id, person)
        user.person_id = person.id
        user.save(update_fields=["person_id"])
        _keep_phone(by, held, person)
    return _decide(by, held, RecordClaimState.CONFIRMED, person=person)


@transaction.atomic
def refuse_record_claim(*, by: str, claim: RecordClaim, text: str) -> RecordClaim:
    """Say that the record is not the claimant's; the words are shown to the claimant.

    :raises SeekerError: when the claim is decided already.
    """
    return _decide(by, _held(claim), RecordClaimState.REFUSED, text=text)


def _held(claim: RecordClaim) -> RecordClaim:
    found: RecordClaim = RecordClaim.objects.select_for_update().get(id=claim.id)
    if found.state != RecordClaimState.WAITING:
        raise SeekerError("decided", f"这份认领已经办过：{found.get_state_display()}。请回列表看别的。")
    return found


def _decide(
    by: str, claim: RecordClaim, state: RecordClaimState, *, person: Person | None = None, text: str = ""
) -> RecordClaim:
    claim.state, claim.answer_text = state, text
    claim.person = person or claim.person
    claim.decided_by, claim.decided_on, claim.updated_at = by, clock.today(), clock.now()
    claim.save(update_fields=["state", "answer_text", "person", "decided_by", "decided_on", "updated_at"])
    record(
        by=by,
        act=f"seekers.{state}",
        object_kind="record_claim",
        object_ids=[claim.id],
        place_path=claim.place_path,
        detail={"person": str(claim.person_id) if claim.person_id else ""},
    )
    tell_claimant(by=by, claim=claim)
    return claim


def _keep_phone(by: str, claim: RecordClaim, person: Person) -> None:
    """The telephone the person signs in with is the one that reaches the person."""
    if claim.phone is None:
        return
    facts = PersonFacts(open_inside(person.full_name), phone=open_inside(claim.phone))
    changed = differences(person, facts)
    if changed:
        update_persons(by=by, updates=[(person, changed)], place_path=person.place_path)


def _take_over(by: str, started_id: object, person: Person) -> None:
    """Put what the person started into the record that was there, and take the started one out of the lists."""
    if Introduction.objects.filter(person_id=started_id, state__in=OPEN_STATES).exists():
        raise SeekerError("applies", "这个人用新登记投的岗位还没有结果。请先记下结果，再核实。")
    now = clock.now()
    started = Registration.objects.filter(CURRENT, person_id=started_id).order_by("-recorded_at")
    newest = started.first()
    started.update(voided_at=now, voided_reason=_MERGED)
    if newest is not None:
        older = Registration.objects.filter(
            CURRENT, person=person, place_id=newest.place_id, supply_list=SELF_LIST
        )
        older.update(superseded_at=now)
        Registration.objects.create(
            person=person, place_id=newest.place_id, place_path=newest.place_path,
            county_id=newest.county_id, supply_list=SELF_LIST, surveyed_on=newest.surveyed_on,
            source=Source.PERSON, source_id=by, **{name: getattr(newest, name) for name in _WISHES},
        )  # fmt: skip
    withdraw_persons(by=by, person_ids=[started_id], reason=_MERGED)  # type: ignore[list-item]  # a UUID
    Party.objects.filter(id=started_id).update(merged_into=person.party)
