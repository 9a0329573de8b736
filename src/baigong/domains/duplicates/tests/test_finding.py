"""Which entries are put side by side, which are not, and that looking again asks nothing twice."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baigong.domains.duplicates import finding
from baigong.domains.duplicates.merging import say_different
from baigong.domains.duplicates.models import DuplicateCandidate, Fingerprint
from baigong.domains.duplicates.reach import place_above
from baigong.domains.duplicates.tests.pairs import PHONE, County, look
from baigong.domains.parties.models import Person
from baigong.domains.parties.services import index_of, update_persons
from baigong.foundation.jobs.queue import enqueue
from baigong.foundation.jobs.worker import Worker
from baigong.foundation.privacy.secret import Secret
from baigong.foundation.scope import enter, system_scope
from baigong.kernels.identity import mint_test_credit_code, mint_test_identity_number, parse_identity_number

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def county() -> County:
    return County()


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        (("陈小燕", 1), ("陈小燕", None), "number_missing"),
        (("陈小燕", 1), ("陈小艳", None), "number_missing"),
        (("陈小燕", 1), ("陈小燕", 2), "same_birth"),
        (("陈小燕", 1), ("陈小艳", 2), ""),
        (("陈小燕", 1), ("周大海", None), ""),
    ],
)
def test_persons_of_one_telephone(
    county: County, one: tuple[str, int], other: tuple[str, int | None], likeness: str
) -> None:
    county.resident(*one)
    county.resident(*other)
    assert [each.likeness for each in look()] == ([likeness] if likeness else [])


def test_persons_of_one_village_without_a_number(county: County) -> None:
    county.resident("陈小燕", 1)
    county.resident("陈小燕", None, phone="13800009999")
    county.resident("陈小燕", None, "two", phone="13800008888")
    assert [each.likeness for each in look()] == ["number_missing"]


def test_fifteen_and_eighteen_digits_are_one_person_from_the_start(county: County) -> None:
    entry = county.resident("陈小燕", 1)
    number = mint_test_identity_number("371602", datetime.date(1985, 5, 3), 1, "female")
    old = number[:6] + number[8:17]
    with system_scope("test"):
        assert index_of(parse_identity_number(old).number18) == bytes(entry.person.identity_index)


def test_firms_of_one_name(county: County) -> None:
    code = mint_test_credit_code("371602", 1)
    county.firm("北渡愚公机械有限责任公司", code)
    county.firm("北渡愚公机械有限公司")
    county.firm("北渡愚公机械有限公司城东分公司")
    county.firm("北渡愚公机械有限公司", at="far")
    assert [each.likeness for each in look()] == ["code_missing"]


def test_a_pair_lies_above_everything_known_of_both(county: County) -> None:
    county.resident("陈小燕", 1, "one")
    county.resident("陈小燕", None, "two")
    pair = look()[0]
    assert pair.place_path == county.places["town"].path
    for key, sees in (("town", True), ("one", False), ("county", True), ("far", False)):
        with enter(county.scope(key)):
            assert DuplicateCandidate.objects.filter(id=pair.id).exists() is sees, key
    assert place_above(["0/1/2/", "0/1/3/4/"]) == "0/1/" and place_above(["0/", "1/"]) == ""


def test_what_was_said_to_be_different_is_not_asked_again(county: County) -> None:
    county.resident("陈小燕", 1)
    twin = county.resident("陈小燕", 2)
    pair = look()[0]
    with enter(county.scope()):
        say_different(by="t", candidate=pair)
        update_persons(by="t", updates=[(twin.person, {"phone": "13800007777"})], place_path="")
        update_persons(by="t", updates=[(twin.person, {"phone": PHONE})], place_path="")
    assert look() == []
    with system_scope("test"):
        assert DuplicateCandidate.objects.get().standing == "different"


def test_a_pair_that_is_mended_goes_and_may_come_back(county: County) -> None:
    county.resident("陈小燕", 1)
    twin = county.resident("陈小艳", None, "two")
    assert len(look()) == 1
    with system_scope("test"):
        update_persons(by="t", updates=[(twin.person, {"phone": "13800007777"})], place_path="")
    assert look() == []
    with system_scope("test"):
        person = Person.objects.get(id=twin.person_id)
        update_persons(by="t", updates=[(person, {"phone": PHONE})], place_path="")
    assert len(look()) == 1


def test_a_telephone_of_many_says_nothing(county: County) -> None:
    for number in range(finding.MOST_SHARING + 1):
        county.resident("陈小燕", number, ("one", "two")[number % 2])
    with system_scope("test"):
        kinds = {each.likeness for each in look()}
    assert "same_phone" not in kinds


def test_only_what_changed_is_opened(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    """The nightly look reads changed entries once; the twin has it read everybody."""
    for number in range(5):
        county.resident(f"陈小{'燕海山川河'[number]}", number, phone=f"1380000330{number}")
    look()
    opened: list[Secret] = []
    true = finding.open_inside
    monkeypatch.setattr(finding, "open_inside", lambda secret: (opened.append(secret), true(secret))[1])
    look()
    assert opened == []
    with system_scope("test"):
        finding.FingerprintMark.objects.all().delete()
    look()
    assert len(opened) >= 10


def test_digests_tell_nothing(county: County) -> None:
    county.resident("陈小燕", 1)
    look()
    with system_scope("test"):
        rows = list(Fingerprint.objects.values_list("digest", flat=True))
    assert rows and all(len(bytes(row)) == finding.DIGEST_BYTES for row in rows)
    assert not any(PHONE.encode() in bytes(row) for row in rows)


def test_the_nightly_job_does_it(county: County) -> None:
    county.resident("陈小燕", 1)
    county.resident("陈小燕", None)
    enqueue("duplicates.find", {}, key="test")
    Worker(["short"]).run(until_idle=True)
    with system_scope("test"):
        assert DuplicateCandidate.objects.count() == 1


def test_more_people_cost_no_more_questions(county: County) -> None:
    def look_counted(first: int, last: int) -> int:
        for number in range(first, last):
            name, phone = f"陈{chr(0x4E00 + number)}", f"138000044{number:02d}"
            county.resident(name, number, phone=phone)
            county.resident(name, None, phone=phone)
        with CaptureQueriesContext(connection) as asked, system_scope("test"):
            assert finding.find_duplicates().candidates == last - first
        return len(asked)

    look_counted(0, 3)
    assert look_counted(3, 6) == look_counted(6, 30)
