"""What the week counts: shortages that still are, levels whose own proofs are held, hires who are still there."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest
from tests.sand_table import World, build_world

from baigong.domains.placements.hiring import add_proof, hire
from baigong.domains.placements.models import Engagement
from baigong.domains.placements.services import introduce
from baigong.domains.reports.week import WeekTable, week_table
from baigong.domains.shortages.services import is_clear, report_need
from baigong.foundation import clock
from baigong.foundation.scope import system_scope
from baigong.kernels.periods import week_of

HERE, COUNTY = "1.1.1.1", "1.1"
MONDAY = datetime.date(2026, 3, 16)
SUNDAY = datetime.date(2026, 3, 22)


@pytest.fixture
def world(db: None) -> Iterator[World]:
    built = build_world()
    with system_scope("test"), clock.at(SUNDAY):
        yield built


def figures(world: World, on: datetime.date = SUNDAY) -> dict[str, int]:
    table: WeekTable = week_table(world.places[COUNTY], week_of(on))
    return {measure.code: table.total.cell(measure.code).value for measure in table.measures}


def told(world: World, day: datetime.date, headcount: int) -> None:
    report_need(
        by="test",
        need=world.needs[HERE],
        contact_way="call",
        values={"headcount": headcount},
        reported_on=day,
    )


def hired(world: World, on: datetime.date, kind: str = "employee") -> Engagement:
    introduction = introduce(
        by="test", vacancy=world.vacancies[HERE], registration=world.registrations[HERE], on=on
    )
    return hire(by="test", role="county_officer", introduction=introduction, on=on, kind=kind)


def test_a_need_that_lacks_nobody_any_more_is_not_counted(world: World) -> None:
    told(world, MONDAY, 5)
    assert (figures(world)["needs"], figures(world)["headcount"]) == (1, 5)
    told(world, SUNDAY, 0)
    assert (figures(world)["needs"], figures(world)["headcount"]) == (0, 0)


def test_a_contact_entered_late_stays_history(world: World) -> None:
    told(world, SUNDAY, 5)
    told(world, MONDAY, 18)
    world.needs[HERE].refresh_from_db()
    assert world.needs[HERE].headcount == 5
    assert figures(world)["headcount"] == 5
    assert list(
        world.needs[HERE].reports.order_by("reported_on").values_list("headcount_open", flat=True)
    ) == [18, 5]


def test_clear_in_the_week_is_clear_on_the_firms_page(world: World) -> None:
    need = world.needs[HERE]
    need.kind, need.skill_level, need.pay_to_fen_month = "skilled", 3, 800_000
    need.save()
    told(world, MONDAY, 5)
    assert is_clear(need) and figures(world)["clear"] == 1


def test_a_level_counts_only_hires_that_hold_its_own_proofs(world: World) -> None:
    told(world, MONDAY, 5)
    engagement = hired(world, MONDAY, "flexible")
    add_proof(by="test", engagement=engagement, kind="registration", signed_on=MONDAY)
    found = figures(world)
    assert (found["level:hired"], found["level:registered"], found["filled"]) == (1, 1, 1)
    assert found["level:contracted"] == 0


def test_somebody_who_has_left_fills_nothing(world: World) -> None:
    told(world, MONDAY, 5)
    engagement = hired(world, MONDAY)
    assert (figures(world)["level:hired"], figures(world)["new"]) == (1, 1)
    Engagement.objects.filter(id=engagement.id).update(ends_before=SUNDAY)
    assert (figures(world)["level:hired"], figures(world)["new"]) == (0, 1)


def test_a_hire_without_a_shortage_is_still_a_hire(world: World) -> None:
    world.needs[HERE].withdrawn_at = clock.now()
    world.needs[HERE].save()
    world.vacancies[HERE].need = None
    world.vacancies[HERE].save()
    assert hired(world, MONDAY).need_id is None
    assert figures(world)["level:hired"] == 1
