"""Nobody under sixteen is registered, by whatever door: table, feed, canvass, own hand (reliability 130).

Each door is tried with somebody fifteen years and 364 days old and again on the birthday; its twin takes the guard
away and lets the child in. Introductions, invitations and hires: domains/placements/tests/test_lawful_age.py.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest

from baigong.domains.parties import ages
from baigong.domains.parties.services import PersonFacts
from baigong.domains.parties.tests.bringing_in import gbk, sentences
from baigong.domains.seekers.errors import SeekerError
from baigong.domains.seekers.joining import Said, claim_record, start_record
from baigong.domains.users.enums import Role
from baigong.domains.users.models import User
from baigong.domains.users.services import open_party_account
from baigong.domains.workers import reading
from baigong.domains.workers.entering import Resident, enter_resident
from baigong.domains.workers.models import Registration
from baigong.domains.workers.services import RegistrationError
from baigong.domains.workers.tests.supplying import HEAD, zhang
from baigong.foundation import clock
from baigong.foundation.scope import system_scope
from baigong.kernels.identity import mint_test_identity_number, parse_identity_number
from baigong.kernels.periods import WorkingAge
from tests.feeds.agreed import Agreed

TODAY = datetime.date(2026, 5, 11)
BIRTHDAY = TODAY + datetime.timedelta(days=1)
CHILD = parse_identity_number(mint_test_identity_number("371602", datetime.date(2010, 5, 12), 9, "male"))
PHONE = "13900007001"
LAW = "不满16周岁，法律不许招用，也不能登记求职（劳动法第十五条、禁止使用童工规定）"
Door = Callable[[Agreed, datetime.date], str]


def by_table(agreed: Agreed, on: datetime.date) -> str:
    rows = gbk([HEAD, zhang(number=CHILD.number18, pay=f"60{on.day}")])
    batch = agreed.counties.bring("workers", rows, on=on)
    with system_scope("test"):
        return " ".join(sentences(batch))


def by_feed(agreed: Agreed, on: datetime.date) -> str:
    with clock.at(datetime.datetime.combine(on, datetime.time(9), tzinfo=clock.CHINA)):
        name = f"residents-{on.day}"
        agreed.add(name, "workers", "push")
        receipt = agreed.carried(name, gbk([HEAD, zhang(number=CHILD.number18)]), as_of=str(on))
    # A receipt quotes no cell, so it names the reason; the sentence stands in the workbook of the bad rows.
    return LAW if [each["codes"] for each in receipt["rejects"]] == [["under-age"]] else str(receipt)


def at_the_door(agreed: Agreed, on: datetime.date) -> str:
    resident = Resident(PersonFacts("张试真", CHILD, phone=PHONE), agreed.counties.town, on)
    return _entered(resident)


def at_the_door_by_the_year(agreed: Agreed, on: datetime.date) -> str:
    """Without a number the year of birth stands in for it: a child of ten against somebody of the year."""
    year = on.year - (10 if on == TODAY else 16)
    facts = PersonFacts("张试真", None, number_missing="not_given", phone=PHONE)
    return _entered(Resident(facts, agreed.counties.town, on, birth_year=year))


def _entered(resident: Resident) -> str:
    with system_scope("test"), clock.at(resident.surveyed_on):
        try:
            enter_resident(by="t", resident=resident, values={})
        except RegistrationError as error:
            return error.sentence
    return ""


def by_own_hand(agreed: Agreed, on: datetime.date) -> str:
    with system_scope("test"), clock.at(on):
        place = agreed.counties.town
        user = _account(place)
        said = Said("张试真", CHILD, PHONE, place, agreed_to="试用版")
        try:
            claim_record(by="t", claimant=user, said=said)
            start_record(by="t", claimant=user, said=said)
        except SeekerError as error:
            return str(error)
    return ""


def _account(place: object) -> User:
    found = User.objects.filter(display_name="张某").first()
    return found or open_party_account(by="", phone=PHONE, display_name="张某", role=Role.SEEKER, place=place)  # type: ignore[arg-type]  # a place


DOORS = [by_table, by_feed, at_the_door, at_the_door_by_the_year, by_own_hand]


def entries() -> int:
    with system_scope("test"):
        return Registration.objects.count()


@pytest.mark.parametrize("door", DOORS)
def test_no_child_comes_in_and_on_the_birthday_everybody_does(agreed: Agreed, door: Door) -> None:
    said = door(agreed, TODAY)
    assert (LAW in said, entries()) == (True, 0), said
    door(agreed, BIRTHDAY)
    assert entries() == 1


@pytest.mark.parametrize("door", DOORS)
def test_with_the_guard_off_a_child_comes_in(
    agreed: Agreed, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sabotage twin: everybody counts as grown up."""
    for module in (ages, reading):
        monkeypatch.setattr(module, "working_age", lambda *_, **__: WorkingAge.FULL)
    door(agreed, TODAY)
    assert entries() == 1
