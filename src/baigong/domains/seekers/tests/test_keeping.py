"""The term of the register runs out: told thirty days before, held back by a document, cleared on the day."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.sand_table import officer

from baigong.domains.parties.models import Organisation, Person
from baigong.domains.seekers import erasing, keeping, serving
from baigong.domains.seekers.erasing import erase_person
from baigong.domains.seekers.errors import SeekerError
from baigong.domains.seekers.keeping import clear_due_persons, end_hold, give_notices, hold, notice_days
from baigong.domains.seekers.models import Erasure, RetentionHold, RetentionNotice
from baigong.domains.seekers.tests.seeking import HOME, seeker
from baigong.domains.workers.models import Registration
from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.messages.models import Message
from baigong.foundation.privacy.catalogue import personal_fields
from baigong.foundation.retention.rules import rules
from baigong.foundation.retention.services import clear_due
from baigong.foundation.scope import system_scope
from baigong.kernels.periods import add_months

T = clock.today()
DAY = datetime.timedelta(days=1)
HELD, AGAIN = "1.1.1.2", "1.1.2.1"
END = add_months(T, 36)
UNTIL_HELD, SERVED = END + 200 * DAY, END - 10 * DAY


@pytest.fixture(autouse=True)
def own_list(settings: Any, tmp_path: Path) -> None:
    settings.BAIGONG_ERASURE_FILE = tmp_path / "erasures.txt"


def days() -> Iterator[datetime.date]:
    """Yield five years: every day near those that count, each fourteenth between."""
    near = [END - 30 * DAY, END, SERVED, UNTIL_HELD, UNTIL_HELD + 30 * DAY, add_months(SERVED, 36) - 30 * DAY]
    for number in range((add_months(T, 60) - T).days + 1):
        day = T + number * DAY
        if number % 14 == 0 or any(abs((day - each).days) <= 3 for each in near):
            yield day


def served(world: Any) -> None:
    """The office writes a new survey of somebody."""
    entry = world.registrations[AGAIN]
    place = world.places[AGAIN]
    Registration.objects.filter(id=entry.id).update(superseded_at=clock.now())
    Registration.objects.create(
        person=world.persons[AGAIN], place=place, surveyed_on=clock.today(), recorded_at=clock.now(),
        place_path=place.path, county_id=place.county_id,
    )  # fmt: skip


def travel(world: Any) -> tuple[dict[str, list[datetime.date]], dict[str, datetime.date]]:
    """Live five years night by night; return when each person was told, and when cleared."""
    names = {person.id: key for key, person in world.persons.items()}
    told: dict[str, list[datetime.date]] = {}
    gone: dict[str, datetime.date] = {}
    for day in days():
        with clock.at(day), system_scope("test"):
            if day == T + 14 * DAY:
                hold(by="test", person=world.persons[HELD], document="民初字第1号")
            if day == UNTIL_HELD:
                end_hold(by="test", person_id=world.persons[HELD].id, reason="结案")
            if day == SERVED:
                served(world)
            give_notices()
            clear_due()
            for row in RetentionNotice.objects.filter(told_on=day):
                told.setdefault(names[row.person_id], []).append(day)
            for row in Erasure.objects.all():
                gone.setdefault(names[row.party_id], day)
    return told, gone


def test_five_years_in_one_run(world: Any) -> None:
    """Reliability 127: exact days, notice thirty days before, a hold stops it, being served begins anew."""
    user, village = seeker(world), officer(world, "village_officer", HOME)
    told, gone = travel(world)
    assert told[HOME] == [END - 30 * DAY] and gone[HOME] == END
    assert told[HELD] == [UNTIL_HELD] and gone[HELD] == UNTIL_HELD + 30 * DAY
    assert told[AGAIN] == [END - 30 * DAY]
    assert AGAIN not in gone, "served again ten days before the end, the three years begin anew"
    assert {gone[key] for key in world.persons if key not in (HELD, AGAIN)} == {END}
    with system_scope("test"):
        assert str(Person.objects.get(id=world.persons[HOME].id).full_name) == "已**"
        own = Message.objects.filter(to_user_id=user.id, kind=keeping.KIND)
        offices = Message.objects.filter(to_user_id=village.id, kind=keeping.KIND)
        assert [str(END) in each.subject for each in (*own, *offices)] == [True, True]
        entries = [
            e for e in AuditEntry.objects.filter(act="retention.clear") if "seekers.persons" in e.object_ids
        ]
        assert sum(entry.detail["rows"] for entry in entries) == len(gone)
        assert {entry.purpose for entry in entries} == {"服务终止后三年"}


def test_nobody_is_cleared_who_was_not_told(world: Any) -> None:
    """Reliability 127: the night of the notice was missed, so the thirty days begin when it is made good."""
    with clock.at(END + 5 * DAY), system_scope("test"):
        assert clear_due_persons() == 0
        assert give_notices() == len(world.persons)
    with clock.at(END + 34 * DAY), system_scope("test"):
        assert clear_due_persons() == 0
    with clock.at(END + 35 * DAY), system_scope("test"):
        assert clear_due_persons() == len(world.persons)


def test_without_the_hold_the_held_go_too(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sabotage twin."""
    with system_scope("test"):
        hold(by="test", person=world.persons[HELD], document="民初字第1号")
        for module in (keeping, erasing):
            monkeypatch.setattr(
                module, "held_on", lambda day: RetentionHold.objects.none().values("person_id")
            )
        with clock.at(END - 30 * DAY):
            give_notices()
        with clock.at(END):
            assert clear_due_persons() == len(world.persons)


def test_without_the_signs_the_served_go_too(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sabotage twin: nobody says that somebody is still served."""
    monkeypatch.setattr(serving, "_signs", {})
    with clock.at(END - 30 * DAY), system_scope("test"):
        served(world)
        assert give_notices() == len(world.persons)


def test_what_is_held_cannot_be_erased_by_wish_either(world: Any) -> None:
    user = seeker(world)
    with system_scope("test"):
        hold(by="test", person=world.persons[HOME], document="民初字第1号")
        with pytest.raises(SeekerError, match="保全"):
            erase_person(by=str(user.id), person_id=user.person_id)
        assert end_hold(by="test", person_id=user.person_id, reason="结案")
        assert not end_hold(by="test", person_id=user.person_id, reason="结案")
        erase_person(by=str(user.id), person_id=user.person_id)


def test_a_hold_rests_on_a_document(world: Any) -> None:
    with system_scope("test"), pytest.raises(SeekerError, match="文书"):
        hold(by="test", person=world.persons[HOME], document=" ")


def test_the_figure_is_the_registers(db: None) -> None:
    """Whatever the register says lasts three years after the service is kept by one rule, by its own words."""
    covered = {name for each in rules() for name in each.covers}
    of_people = {f.name for f in personal_fields() if f.retention == "服务终止后三年"}
    of_firms = {f.name for f in personal_fields() if f.model == Organisation._meta.label_lower}
    assert of_people - of_firms <= covered
    assert keeping.term_of_persons().ends(T) == END and notice_days(T) == 30
