"""Alarms of the watch: reading too much, asking one number after another; the security officer is told."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator

import pytest

from baigong.domains.parties.models import Person
from baigong.domains.parties.services import PersonFacts, add_persons, new_person
from baigong.domains.seekers.enums import RecordClaimState
from baigong.domains.seekers.errors import SeekerError
from baigong.domains.seekers.joining import Said, claim_record
from baigong.domains.seekers.models import RecordClaim
from baigong.domains.seekers.probing import MOST
from baigong.domains.users.enums import Role
from baigong.domains.users.services import open_party_account
from baigong.faces.oversight import alarms
from baigong.faces.oversight.alarms import raise_alarms
from baigong.faces.oversight.tests.oversight_world import NAME, World, look_at, signed_in, text_of
from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.facts.bulk import insert_rows
from baigong.foundation.jobs import schedules
from baigong.foundation.jobs.worker import Worker
from baigong.foundation.messages.models import Message
from baigong.foundation.scope import system_scope
from baigong.kernels.identity import IdentityNumber, mint_test_identity_number, parse_identity_number
from baigong.kernels.identity.numbers import Sex

MANY = 10_000


def test_the_security_officer_is_told_within_a_minute_and_once(world: World) -> None:
    """Reliability 43: by a message that names nobody; the watch runs every minute."""
    for _ in range(8):
        look_at(world, world.officer, 0, 1, 2, 3)
    with system_scope("test"):
        raise_alarms()
        raise_alarms()
    [message] = Message.objects.filter(kind="alarm")
    assert message.to_user_id == world.security.id and "一小时里看得太多" in message.subject
    assert "安全报警" in text_of(signed_in(world.security).get("/inbox/"))
    assert NAME not in message.subject + message.body
    [watch] = [each for each in schedules._schedules.values() if each.kind == "audit.watch"]
    now = clock.now()
    assert watch.cadence(now)[0] != watch.cadence(now + datetime.timedelta(seconds=60))[0]


def asked_in_a_row(world: World, count: int, step: int = 1) -> list[Person | None]:
    """Many accounts, each within its tries, ask for one number after another."""
    answers = []
    birth = datetime.date(1990, 5, 6)
    for at in range(count):
        if at % 3 == 0:
            user = open_party_account(
                by="", phone=f"139{at:08}", display_name="试", role=Role.SEEKER, place=world.village
            )
        number = parse_identity_number(mint_test_identity_number("371600", birth, step * at, "female"))
        said = Said("欧阳试探", number, f"139{at:08}", world.village, agreed_to="试用版")
        answers.append(claim_record(by=str(user.id), claimant=user, said=said))
    return answers


def test_numbers_asked_one_after_another_raise_an_alarm_and_get_no_answer(world: World) -> None:
    """Reliability 41: 0 answers, one alarm to the security officer, whatever account each try comes from."""
    with system_scope("test"):
        assert asked_in_a_row(world, 60) == [None] * 60
        assert [raise_alarms(), raise_alarms()] == [1, 0]
    alarm = AuditEntry.objects.get(act="audit.alarm")
    assert (alarm.detail["rule"], alarm.detail["figure"], alarm.count) == ("sequence", 60, 60)
    assert "相邻的身份证号" in Message.objects.get(kind="alarm").subject


def numbers_in_a_row(count: int) -> Iterator[IdentityNumber]:
    """Give numbers each the neighbour of the one before, birthday after birthday."""
    for at in range(count):
        day, order = datetime.date(1990, 5, 6) + datetime.timedelta(days=at // 1000), at % 1000
        sex: Sex = "male" if order % 2 else "female"
        yield parse_identity_number(mint_test_identity_number("371600", day, order // 2, sex))


def left_by_tries(world: World, numbers: Iterable[IdentityNumber], began: datetime.datetime) -> None:
    """Write the rows that failed tries leave, thousands in a second, without waiting for each at the door."""
    user = open_party_account(
        by="", phone="13900007770", display_name="试", role=Role.SEEKER, place=world.village
    )
    rows = []
    for at, number in enumerate(numbers):
        row = RecordClaim(claimant=user, place=world.village, state=RecordClaimState.REPLACED)
        row.place_path, row.county_id = world.village.path, world.village.county_id
        row.recorded_at = began + datetime.timedelta(milliseconds=5 * at)
        row.full_name, row.identity_number, row.phone = "欧阳试探", number.number18, "13900007770"
        rows.append(row)
    insert_rows(rows)


def test_ten_thousand_neighbours_get_no_answer_and_the_alarm_comes_within_a_minute(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reliability 41: the last of them through the door, then one account that will not stop."""
    watch = {name: each for name, each in schedules._schedules.items() if each.kind == "audit.watch"}
    monkeypatch.setattr(schedules, "_schedules", watch)
    *many, known, last = numbers_in_a_row(MANY)
    began = clock.now()
    with system_scope("test"):
        add_persons([new_person(PersonFacts("欧阳在册", known), **at_home(world))], ["欧阳在册"])
        left_by_tries(world, many, began)
        user = open_party_account(
            by="", phone="13900007771", display_name="试", role=Role.SEEKER, place=world.village
        )

        def asks(number: IdentityNumber) -> Person | None:
            said = Said("欧阳试探", number, "13900007771", world.village, agreed_to="试用版")
            return claim_record(by=str(user.id), claimant=user, said=said)

        with clock.at(began + datetime.timedelta(seconds=51)):
            # One of them is in the register, and nobody learns it.
            assert [asks(known), asks(last), asks(known)] == [None] * 3
            for number in many[:100]:
                with pytest.raises(SeekerError):
                    asks(number)
            assert RecordClaim.objects.count() == MANY + 1
    with clock.at(began + datetime.timedelta(seconds=60)):
        schedules.plan_due()
        assert Worker(["short"]).run(until_idle=True) == 1
    alarm = AuditEntry.objects.get(act="audit.alarm")
    assert (alarm.detail["rule"], alarm.detail["figure"]) == ("sequence", MOST - 1)  # one number came twice
    assert Message.objects.filter(kind="alarm").count() == 1


def at_home(world: World) -> dict[str, str]:
    place = world.village
    return {"place_path": place.path, "county_id": place.county_id, "source": "officer", "source_id": ""}


def test_people_who_mistype_raise_no_alarm(world: World) -> None:
    with system_scope("test"):
        asked_in_a_row(world, 20, step=7)
        assert raise_alarms() == 0


def test_without_the_watch_the_sequence_goes_unseen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sabotage twin."""
    monkeypatch.setattr(alarms, "LOUD", alarms.LOUD - {"sequence"})
    with system_scope("test"):
        asked_in_a_row(world, 60)
        assert raise_alarms() == 0
