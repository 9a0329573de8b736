"""A person comes to the own record: claims one an office entered, or starts one (M03.1, HA-2a).

Whoever does not match everything learns nothing of who is in the register: a record that is not there, one that
belongs to somebody else and one that differs in a letter get one and the same answer, and so does a new record
under a number that is already there.
"""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from baigong.domains.parties.ages import UnderAgeError, refuse_under_age
from baigong.domains.parties.models import Person
from baigong.domains.parties.services import PersonFacts, add_persons, index_of, new_person, persons_by_index
from baigong.domains.places.models import Place
from baigong.domains.policies.selectors import parameter_at
from baigong.domains.seekers.enums import RecordClaimState
from baigong.domains.seekers.errors import SeekerError
from baigong.domains.seekers.models import RecordClaim
from baigong.domains.seekers.sensitive import NOT_AGREED, agree
from baigong.domains.users.models import User
from baigong.domains.workers.models import Registration
from baigong.foundation import clock
from baigong.foundation.audit.services import record
from baigong.foundation.facts.models import Certainty, Source
from baigong.foundation.privacy.kinds import normalise
from baigong.foundation.privacy.secret import Secret, open_inside
from baigong.foundation.scope import system_scope
from baigong.kernels.identity import IdentityNumber

TRIES = "record-claim-tries"
SELF_LIST = "self"
_OWN = "本人认领或新建登记"
_A_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says of himself; the number has a right check digit, the telephone is one.

    `agreed_to` is the version of the notice to which the person agreed apart that the number is kept; "" means
    no, and then the number is compared and kept nowhere (PIPL 29).
    """

    full_name: str
    number: IdentityNumber
    phone: str
    place: Place
    agreed_to: str = ""


@transaction.atomic
def claim_record(*, by: str, claimant: User, said: Said) -> Person | None:
    """Give the claimant the record that agrees in number, name and telephone; None when an officer must look.

    :raises SeekerError: under the lawful age, with a record already, after too many failed tries in a day, or
        without leave to keep the number: each failed try is kept with it, or nobody would notice who tries many.
    """
    user = _may_try(claimant, said)
    if not said.agreed_to:
        raise SeekerError("no-consent", NOT_AGREED)
    agree(by=by, user=user, place=said.place, version=said.agreed_to)
    with system_scope(_OWN):
        known = persons_by_index([index_of(said.number.number18)]).get(index_of(said.number.number18))
        if known is not None and _agrees(known, said) and not _is_taken(known.id):
            _link(by, user, known.id, "seekers.claim", known.place_path)
            return known
        ask_the_office(by, user, said, known)
    return None


@transaction.atomic
def start_record(*, by: str, claimant: User, said: Said) -> Person:
    """Make the claimant a record and an entry of the supply list, source the person, certainty declared.

    Where the number is in the register already and all agrees, that record is the claimant's. Where not all
    agrees, the new record stands without a number until an officer has looked; the answer is the same. Without
    leave to keep the number it stands without one as well.

    :raises SeekerError: under the lawful age, with a record already, or after too many failed tries in a day.
    """
    user = _may_try(claimant, said)
    if said.agreed_to:
        agree(by=by, user=user, place=said.place, version=said.agreed_to)
    with system_scope(_OWN):
        known = persons_by_index([index_of(said.number.number18)]).get(index_of(said.number.number18))
        if known is not None and _agrees(known, said) and not _is_taken(known.id):
            _link(by, user, known.id, "seekers.claim", known.place_path)
            return known
        person = _new_person(by, said, keeps_number=known is None and bool(said.agreed_to))
        _enter(by, person, said.place, {"birth_year": said.number.birth_date.year, "sex": person.sex})
        _link(by, user, person.id, "seekers.start", said.place.path)
        if known is not None:
            ask_the_office(by, user, said, known)
    return person


def tries_left(user: User, place_path: str = "") -> int:
    """Return how many failed tries the user has left today (a day is the last twenty-four hours)."""
    with system_scope(_OWN):
        failed = RecordClaim.objects.filter(claimant=user, recorded_at__gt=clock.now() - _A_DAY).count()
    return max(0, int(parameter_at(TRIES, place_path, clock.today())) - failed)


def _may_try(claimant: User, said: Said) -> User:
    """Hold the account, so that two tries sent at once count as two."""
    try:
        refuse_under_age(said.number.birth_date, place_path=said.place.path, on=clock.today())
    except UnderAgeError as error:
        raise SeekerError(error.code, error.sentence) from error
    user = User.objects.select_for_update().get(id=claimant.id)
    if user.person_id is not None:
        raise SeekerError("has-record", "您已经有登记了，在“我的登记”里看。资料不对，请找村居或镇街更正。")
    if not tries_left(user, said.place.path):
        raise SeekerError(
            "tries", "一天里没对上的次数用完了。请明天这个时候再来，或带身份证到村居、镇街办理。"
        )
    return user


def _agrees(known: Person, said: Said) -> bool:
    pairs: tuple[tuple[str, Secret | None, str], ...] = (
        ("name", known.full_name, said.full_name),
        ("phone", known.phone, said.phone),
    )
    return all(
        kept is not None and normalise(kind, open_inside(kept)) == normalise(kind, typed)
        for kind, kept, typed in pairs
    )


def _is_taken(person_id: uuid.UUID) -> bool:
    return User.objects.filter(person_id=person_id, is_active=True).exists()


def _link(by: str, user: User, person_id: uuid.UUID, act: str, place_path: str) -> None:
    user.person_id = person_id
    user.save(update_fields=["person_id"])
    record(by=by, act=act, object_kind="party", object_ids=[person_id], place_path=place_path)


def ask_the_office(by: str, user: User, said: Said, known: Person | None) -> RecordClaim:
    """Put what was said on the desk of the record's own place, or of the place named."""
    now = clock.now()
    waiting = RecordClaim.objects.filter(claimant=user, state=RecordClaimState.WAITING)
    waiting.update(state=RecordClaimState.REPLACED, updated_at=now)
    place = Place.objects.filter(path=known.place_path).first() if known else None
    place = place or said.place
    claim = RecordClaim(
        claimant=user, person=known, place=place, place_path=place.path, county_id=place.county_id,
        source=Source.PERSON, source_id=by,
    )  # fmt: skip
    claim.full_name, claim.phone = said.full_name, said.phone
    claim.identity_number = said.number.number18 if said.agreed_to else None
    claim.save(force_insert=True)
    record(
        by=by,
        act="seekers.ask",
        object_kind="record_claim",
        object_ids=[claim.id],
        place_path=place.path,
        purpose="核实本人",
    )
    return claim


def _new_person(by: str, said: Said, *, keeps_number: bool) -> Person:
    facts = PersonFacts(said.full_name, said.number if keeps_number else None, phone=said.phone)
    person = new_person(
        facts,
        place_path=said.place.path,
        county_id=said.place.county_id,
        source=Source.PERSON,
        source_id=by,
    )
    person.birth_date = said.number.birth_date.isoformat()
    person.birth_year = said.number.birth_date.year
    person.sex = {"male": "m", "female": "f"}[said.number.sex]
    add_persons([person], [said.full_name])
    return person


def _enter(by: str, person: Person, place: Place, values: dict[str, Any]) -> Registration:
    entry = Registration(
        person=person, place=place, place_path=place.path, county_id=place.county_id, supply_list=SELF_LIST,
        surveyed_on=clock.today(), source=Source.PERSON, source_id=by, certainty=Certainty.DECLARED, **values,
    )  # fmt: skip
    entry.save(force_insert=True)
    record(
        by=by,
        act="workers.register",
        object_kind="registration",
        object_ids=[entry.id],
        place_path=place.path,
        detail={"list": SELF_LIST},
    )
    return entry
