"""A firm that lacks nobody is no firm short of workers in list, ledger and floor, as in the week."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from tests.sand_table import World, build_world

from baigong.domains.canvass import coverage
from baigong.domains.canvass.coverage import firms_of
from baigong.domains.canvass.rhythm import rhythm_at
from baigong.domains.reports.week import week_table
from baigong.domains.reports.weekly_needs import weekly_needs
from baigong.domains.shortages import selectors
from baigong.domains.shortages.ledger_rows import shortage_list
from baigong.domains.shortages.selectors import OPEN, firm_lines, open_needs_of
from baigong.domains.shortages.services import report_need
from baigong.domains.shortages.striking_off import close_need
from baigong.foundation import clock
from baigong.foundation.scope import system_scope
from baigong.kernels.periods import week_of

HERE = "1.1.1.1"
MONDAY, SUNDAY = datetime.date(2026, 3, 16), datetime.date(2026, 3, 22)
NEXT = datetime.date(2026, 3, 24)


@pytest.fixture
def world(db: None) -> Iterator[World]:
    built = build_world()
    with system_scope("test"), clock.at(NEXT):
        yield built


def told(world: World, day: datetime.date, headcount: int) -> None:
    need = world.needs[HERE]
    report_need(by="t", need=need, contact_way="call", values={"headcount": headcount}, reported_on=day)
    need.refresh_from_db()


def counted(world: World) -> dict[str, Any]:
    """Return whether each of the counts holds the firm."""
    county, firm = world.places["1.1"], world.firms[HERE]
    week = week_table(county, week_of(NEXT))
    return {
        "list": firm.id in {line.organisation.id for line in firm_lines(place=county.path)},
        "floor": firms_of("listed", rhythm_at(county.path, NEXT)).filter(id=firm.id).exists(),
        "ledger": firm.id in {row["organisation_id"] for row in shortage_list(county.path, NEXT)},
        "week": world.needs[HERE].id in week.total.cell("needs").ids,
    }


def test_whoever_lacks_nobody_is_counted_nowhere_and_whoever_lacks_again_everywhere(world: World) -> None:
    told(world, MONDAY, 5)
    assert set(counted(world).values()) == {True}
    told(world, NEXT, 0)
    assert set(counted(world).values()) == {False}
    assert [need.id for need in open_needs_of(world.firms[HERE].id)] == [world.needs[HERE].id]
    told(world, NEXT, 2)
    assert set(counted(world).values()) == {True}


def test_counted_as_open_the_firm_would_stay_short_of_workers(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sabotage twin: every open line counts, as it did."""
    for module in (selectors, coverage):
        monkeypatch.setattr(module, "LACKING", OPEN)
    told(world, NEXT, 0)
    found = counted(world)
    assert (found["list"], found["floor"], found["week"]) == (True, True, False)


def test_nobody_said_how_many_is_still_a_shortage(world: World) -> None:
    told(world, MONDAY, 5)
    type(world.needs[HERE]).objects.filter(id=world.needs[HERE].id).update(headcount=None)
    found = counted(world)
    assert found["list"] and found["floor"] and found["ledger"]


def test_a_week_gone_by_keeps_what_lacked_then(world: World) -> None:
    told(world, MONDAY, 5)
    told(world, NEXT, 0)
    rows = {row["id"]: row for row in weekly_needs(world.places["1.1"].path, SUNDAY)}
    assert rows[world.needs[HERE].id]["headcount"] == 5


def test_what_was_struck_off_stays_in_the_ledger(world: World) -> None:
    told(world, MONDAY, 0)
    close_need(by="t", need=world.needs[HERE], reason="企业说已招满", on=NEXT)
    rows = {row["id"]: row for row in shortage_list(world.places["1.1"].path, NEXT)}
    assert rows[world.needs[HERE].id]["closed_reason"] == "企业说已招满"
