"""A resident entered one by one, as a village does at the door (SD-2.1.2a, BZ-2a, PD-1)."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from baigong.domains.parties.ages import UnderAgeError, refuse_under_age
from baigong.domains.parties.models import Person
from baigong.domains.parties.services import (
    PersonFacts,
    add_persons,
    differences,
    index_of,
    new_person,
    persons_by_index,
    update_persons,
)
from baigong.domains.parties.sight import show_to_places
from baigong.domains.places.models import Place
from baigong.domains.workers.known import SUPPLY_LIST
from baigong.domains.workers.models import Registration
from baigong.domains.workers.selectors import CURRENT
from baigong.domains.workers.services import RegistrationError, carried_over
from baigong.foundation import clock
from baigong.foundation.audit.services import record
from baigong.foundation.facts.models import Certainty, Source
from baigong.foundation.privacy.secret import open_inside
from baigong.kernels.identity import IdentityNumber


@dataclass(frozen=True, slots=True)
class Resident:
    """Who is entered: what is said of the person, where, on which day, and the year where no number says it."""

    facts: PersonFacts
    place: Place
    surveyed_on: datetime.date
    birth_year: int | None = None


def entry_known_by(number: IdentityNumber) -> Registration | None:
    """Return the entry in force, within the scope, of whoever has this number; nothing of anybody elsewhere."""
    person = persons_by_index([index_of(number.number18)]).get(index_of(number.number18))
    if person is None:
        return None
    found = Registration.objects.filter(CURRENT, person_id=person.id, supply_list=SUPPLY_LIST)
    return found.select_related("person", "place").order_by("-surveyed_on", "-recorded_at").first()


@transaction.atomic
def enter_resident(*, by: str, resident: Resident, values: Mapping[str, Any]) -> tuple[Registration, bool]:
    """Enter somebody on the supply list, or enter what is new of somebody known; returns whether it was known.

    `values` are fields of the registration; what is left out keeps what was known.

    :raises RegistrationError: for somebody too young to work, or when a later survey is registered already.
    """
    _refuse_child(resident)
    person = _person_of(resident)
    current = _current_of(person, resident.place) if person else None
    if current is not None and current.surveyed_on > resident.surveyed_on:
        day = f"{current.surveyed_on:%Y-%m-%d}"
        raise RegistrationError("late", f"这个人已有{day}的摸排，比这次新。请核对摸排日期。")
    known = person is not None
    person = _update(by, person, resident) if person else _add(by, resident)
    fresh = _entry(by, person, resident, current, values)
    if current is not None:
        taken = Registration.objects.filter(CURRENT, id=current.id).update(superseded_at=clock.now())
        if not taken:
            raise RegistrationError("superseded", "这一页打开以后有人改过这个人的登记。请再存一次。")
    _insert(fresh)
    record(
        by=by,
        act="workers.enter",
        object_kind="registration",
        object_ids=[fresh.id],
        place_path=fresh.place_path,
        detail={"supersedes": str(current.id) if current else "", "fields": sorted(values)},
    )
    return fresh, known


def _refuse_child(resident: Resident) -> None:
    """Whatever form it comes by: of a year alone the first day counts, so that nobody old enough is sent away."""
    number, year = resident.facts.number, resident.birth_year
    birth = number.birth_date if number else datetime.date(year, 1, 1) if year else None
    if birth is None:
        return
    try:
        refuse_under_age(birth, place_path=resident.place.path, on=resident.surveyed_on)
    except UnderAgeError as error:
        raise RegistrationError(error.code, error.sentence) from error


def _person_of(resident: Resident) -> Person | None:
    if resident.facts.number is None:
        return None
    index = index_of(resident.facts.number.number18)
    return persons_by_index([index]).get(index)


def _current_of(person: Person, place: Place) -> Registration | None:
    """Return the entry this is news of: that of the place, else one of another place within the scope."""
    found: list[Registration] = list(
        Registration.objects.filter(CURRENT, person_id=person.id, supply_list=SUPPLY_LIST)
    )
    here = [each for each in found if each.place_id == place.id]
    return next(iter(here or found), None)


def _add(by: str, resident: Resident) -> Person:
    place = resident.place
    person = new_person(
        resident.facts,
        place_path=place.path,
        county_id=place.county_id,
        source=Source.OFFICER,
        source_id=by,
    )
    person.birth_year = person.birth_year or resident.birth_year
    try:
        with transaction.atomic():
            add_persons([person], [resident.facts.full_name])
    except IntegrityError:
        raise RegistrationError("number", "这个身份证号刚被别人登记。请再存一次，就会更新这个人。") from None
    return person


def _update(by: str, person: Person, resident: Resident) -> Person:
    # Before the change: row-level security lets nobody change a person outside their sight.
    show_to_places(by=by, wanted=[(person, resident.place.path)])
    changes = differences(person, resident.facts)
    if changes:
        update_persons(by=by, updates=[(person, changes)], place_path=resident.place.path)
    return person


def _entry(
    by: str, person: Person, resident: Resident, current: Registration | None, values: Mapping[str, Any]
) -> Registration:
    place = resident.place
    said = {
        **(carried_over(current) if current else {"supply_list": SUPPLY_LIST}),
        **values,
        "person_id": person.id,
        "place_id": place.id,
        "place_path": place.path,
        "county_id": place.county_id,
        "surveyed_on": resident.surveyed_on,
        "birth_year": person.birth_year,
        "sex": person.sex,
    }
    fresh = Registration(**said, source=Source.OFFICER, source_id=by, certainty=Certainty.DECLARED)
    if current is not None and current.note is not None:
        fresh.note = open_inside(current.note)
    return fresh


def _insert(fresh: Registration) -> None:
    try:
        with transaction.atomic():
            fresh.save(force_insert=True)
    except IntegrityError:
        raise RegistrationError("superseded", "刚才有人登记了同一个人。请再存一次。") from None
