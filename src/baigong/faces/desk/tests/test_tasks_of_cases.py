"""Cases whose day has come stand among the day's tasks of who works where they lie (M17, JH-11b)."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from tests.sand_table import World, build_world

from baigong.domains.cases.models import Case
from baigong.faces.desk.tasks import tasks_of
from baigong.faces.desk.tasks.line import SHOWN_OF_A_KIND
from baigong.foundation import clock
from baigong.foundation.scope import Scope, enter, system_scope

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 3, 20)
HERE, THERE, COUNTY = "1.1.1.1", "1.2.1.1", "1.1"


@pytest.fixture
def world() -> World:
    with clock.at(DAY):
        return build_world()


def case(world: World, label: str, days: int, key: str = HERE, **more: Any) -> Case:
    place = world.places[key]
    return Case.objects.create(
        kind=more.pop("kind", "difficulty"), label=label, place=place, opened_on=DAY - datetime.timedelta(days=40),
        due_on=DAY + datetime.timedelta(days=days), place_path=place.path, county_id=place.county_id, **more,
    )  # fmt: skip


def told(world: World) -> list[tuple[str, str]]:
    with enter(Scope(actor="t", label="t", places=(world.places[COUNTY].path,))):
        found = tasks_of(DAY, "county_officer")
    return [(task["clock"], task["title"]) for task in found if "records" in task["url"]]


def test_what_is_over_and_what_is_due_stands_there_and_nothing_else(world: World) -> None:
    with system_scope("试"), clock.at(DAY):
        case(world, "明天到期", 1)
        case(world, "超了", -3, responsible_text="交通局")
        case(world, "还早", 9)
        case(world, "办结的", -3, state="solved", closed_on=DAY)
        case(world, "撤了", -3, withdrawn_at=clock.now())
        case(world, "公开的别县的", -3, THERE, public_since=clock.now())
        case(world, "帮扶", -1, kind="aid_plan", person=world.persons[HERE])
    assert told(world) == [
        ("超3天", "“超了”要在03-17办结"), ("剩1天", "“明天到期”要在03-21办结"), ("待办", "1份帮扶方案到了复核日期"),
    ]  # fmt: skip


def test_many_are_counted_and_not_listed(world: World) -> None:
    with system_scope("试"), clock.at(DAY):
        for number in range(SHOWN_OF_A_KIND + 2):
            case(world, f"第{number}件", -1)
    found = told(world)
    assert len(found) == SHOWN_OF_A_KIND + 1 and ("待办", "另有2件事项到了期限") in found
