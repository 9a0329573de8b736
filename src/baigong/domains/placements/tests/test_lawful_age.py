"""Nobody under sixteen is introduced, invited or hired; from sixteen on the day everybody may be."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from tests import sand_table

from baigong.domains.parties import ages
from baigong.domains.placements import services, telling_person
from baigong.domains.placements.errors import PlacementError
from baigong.domains.placements.hiring import hire
from baigong.domains.placements.models import Introduction
from baigong.domains.placements.services import introduce, invite
from baigong.domains.placements.telling_person import tell_person
from baigong.domains.statuses.models import Status
from baigong.domains.users.models import User
from baigong.foundation import clock
from baigong.foundation.scope import system_scope
from baigong.kernels.periods import WorkingAge

ON = datetime.date(2026, 6, 1)
PLACE = "1.1.1.1"


@pytest.fixture
def world(db: Any) -> Any:
    with system_scope("test"):
        return sand_table.build_world()


def _born(world: Any, birth: datetime.date) -> Any:
    entry = world.registrations[PLACE]
    entry.person.birth_date = birth.isoformat()
    entry.person.save(update_fields=["birth_date"])
    return entry


@pytest.mark.parametrize("verb", [introduce, invite])
def test_fifteen_and_364_days_is_refused_and_the_birthday_is_not(world: Any, verb: Any) -> None:
    with system_scope("test"), clock.at(ON):
        entry, vacancy = _born(world, datetime.date(2010, 6, 2)), world.vacancies[PLACE]
        vacancy.public_since = clock.now()
        vacancy.save(update_fields=["public_since"])
        with pytest.raises(PlacementError) as refused:
            verb(by="test", vacancy=vacancy, registration=entry, on=ON)
        assert (refused.value.code, Introduction.objects.count()) == ("under-age", 0)
        assert "劳动法第十五条" in refused.value.sentence
        birthday = ON + datetime.timedelta(days=1)
        verb(by="test", vacancy=vacancy, registration=entry, on=birthday)
        assert Introduction.objects.count() == 1


def test_a_hire_is_judged_by_its_own_day(world: Any) -> None:
    with system_scope("test"):
        entry, vacancy = _born(world, datetime.date(2010, 6, 2)), world.vacancies[PLACE]
        later = ON + datetime.timedelta(days=1)
        row = introduce(by="test", vacancy=vacancy, registration=entry, on=later)
        with pytest.raises(PlacementError, match="不满16周岁"):
            hire(by="test", role="county_officer", introduction=row, on=ON)
        assert hire(by="test", role="county_officer", introduction=row, on=later).starts_on == later


def test_without_the_guard_a_child_is_introduced(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ages, "working_age", lambda *_, **__: WorkingAge.FULL)
    with system_scope("test"):
        entry = _born(world, datetime.date(2016, 6, 2))
        introduce(by="test", vacancy=world.vacancies[PLACE], registration=entry, on=ON)
        assert Introduction.objects.count() == 1


def _dead(entry: Any) -> None:
    Status.objects.create(
        party_id=entry.person_id, code="deceased", starts_on=ON, place_path=entry.place_path
    )


def test_the_dead_are_not_introduced_hired_or_told(world: Any) -> None:
    """Reliability 130: whoever recorded the death, from its day on."""
    with system_scope("test"), clock.at(ON):
        entry, vacancy = _born(world, datetime.date(1990, 6, 2)), world.vacancies[PLACE]
        row = introduce(by="test", vacancy=vacancy, registration=entry, on=ON - datetime.timedelta(days=1))
        _dead(entry)
        with pytest.raises(PlacementError) as refused:
            introduce(by="test", vacancy=world.vacancies["1.2.1.1"], registration=entry, on=ON)
        assert refused.value.code == "deceased" and "已去世" in refused.value.sentence
        with pytest.raises(PlacementError, match="已去世"):
            hire(by="test", role="county_officer", introduction=row, on=ON)
        User.objects.create_user(username="x", person_id=entry.person_id)
        assert tell_person(by="test", introduction=row) == 0


def test_without_the_guard_the_dead_are_introduced_and_told(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (services, telling_person):
        monkeypatch.setattr(module, "is_deceased", lambda *_: False)
    with system_scope("test"), clock.at(ON):
        entry = _born(world, datetime.date(1990, 6, 2))
        _dead(entry)
        User.objects.create_user(username="x", person_id=entry.person_id)
        row = introduce(by="test", vacancy=world.vacancies[PLACE], registration=entry, on=ON)
        assert tell_person(by="other", introduction=row) == 1
