"""A person with an account hears of the own introductions, from others, once a step, and nothing about oneself."""

from __future__ import annotations

import datetime

import pytest
from tests.sand_table import World, build_world, officer

from baigong.domains.placements.models import Introduction
from baigong.domains.placements.services import introduce, invite, take_step
from baigong.domains.users.models import User
from baigong.domains.vacancies.models import Vacancy
from baigong.foundation import clock
from baigong.foundation.messages.models import Message
from baigong.foundation.scope import system_scope

KEY, TODAY = "1.1.1.1", clock.today()


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.fixture
def person(world: World) -> User:
    user = officer(world, "seeker", KEY)
    User.objects.filter(id=user.id).update(person_id=world.persons[KEY].id)
    return user


def subjects(user: User) -> list[str]:
    return list(
        Message.objects.filter(to_user_id=user.id).order_by("created_at").values_list("subject", flat=True)
    )


def invited(world: World) -> Introduction:
    vacancy = world.vacancies[KEY]
    with system_scope("试验"):
        Vacancy.objects.filter(id=vacancy.id).update(public_since=clock.now())
        vacancy.refresh_from_db()
        return invite(by="test", vacancy=vacancy, registration=world.registrations[KEY], on=TODAY)


def step(row: Introduction, name: str, by: str = "test", **more: object) -> None:
    with system_scope("试验"):
        take_step(by=by, role="county_officer", introduction=row, step=name, on=TODAY, **more)  # type: ignore[arg-type]


def test_each_step_of_others_is_told_once_and_names_nobody(world: World, person: User) -> None:
    row = invited(world)
    title = world.vacancies[KEY].title
    assert subjects(person) == [f"有单位想请您去做“{title}”"]
    told = Message.objects.get(to_user_id=person.id)
    assert told.link == f"/me/applications/{row.id}/" and "单位看不到您是谁" in told.body
    step(row, "agree")
    step(row, "set_interview", interview_on=TODAY + datetime.timedelta(days=2))
    step(row, "hire")
    assert [text.replace(title, "") for text in subjects(person)[1:]] == [
        f"“”约您{TODAY + datetime.timedelta(days=2)}面试", "“”录用您了",
    ]  # fmt: skip
    name = str(world.persons[KEY].full_name)
    assert all(name not in text for text in subjects(person))


def test_a_refusal_is_told_kindly_and_ones_own_no_is_not_told_back(world: World, person: User) -> None:
    row = invited(world)
    step(row, "person_refuses", refusal_code="far")
    assert len(subjects(person)) == 1
    with system_scope("试验"):
        other = introduce(
            by="test", vacancy=world.vacancies[KEY], registration=world.registrations[KEY], on=TODAY
        )
    step(other, "employer_refuses", refusal_code="skill")
    assert "没有录用" in subjects(person)[-1]


def test_who_acts_is_not_told_and_who_has_no_account_costs_nothing(world: World, person: User) -> None:
    with system_scope("试验"):
        introduce(
            by=str(person.id), vacancy=world.vacancies[KEY], registration=world.registrations[KEY], on=TODAY
        )
        other = "1.1.1.2"
        introduce(
            by="test", vacancy=world.vacancies[other], registration=world.registrations[other], on=TODAY
        )
    assert subjects(person) == []
