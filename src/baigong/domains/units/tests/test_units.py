"""Zones and parks as a second cut: every need counts once in it, the divisions' total stays, days decide."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from tests.sand_table import SINCE, World, build_world, officer

from baigong.domains.parties.models import Organisation
from baigong.domains.places.models import Place
from baigong.domains.policies.selectors import pack_for
from baigong.domains.reports import week as weeks
from baigong.domains.reports.week import OUTSIDE, WeekTable, week_table
from baigong.domains.shortages.ledger_rows import shortage_list
from baigong.domains.shortages.services import report_need
from baigong.domains.units.errors import UnitError
from baigong.domains.units.models import ReportingUnit, UnitMember
from baigong.domains.units.selectors import UnitCut, unit_cut, units_on
from baigong.domains.units.services import close_unit, join_unit, leave_unit, open_unit
from baigong.faces.cli.main import main
from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.scope import enter, system_scope
from baigong.kernels.periods import week_of

SUNDAY = datetime.date(2026, 3, 22)
AFTER = SUNDAY + datetime.timedelta(days=1)
TOWN, OTHER_TOWN = "1.1.1", "1.1.2"
KEYS = ("1.1.1.1", "1.1.1.2", "1.1.2.1", "1.1.2.2")
BOTH = ("zone", "park")


@pytest.fixture
def world(db: None) -> Iterator[World]:
    built = build_world()
    with system_scope("试验"), clock.at(SUNDAY):
        for number, key in enumerate(KEYS, 1):
            said = {"headcount": number}
            report_need(by="t", need=built.needs[key], contact_way="call", values=said, reported_on=SUNDAY)
        yield built


def opened(
    world: World, code: str = "990101-K1", label: str = "城东园区", kind: str = "park"
) -> ReportingUnit:
    return open_unit(by="t", label=label, code=code, kind=kind, place=world.places["1.1"], valid_from=SINCE)


def member(unit: ReportingUnit, of: Organisation | Place, starts_on: datetime.date = SINCE) -> UnitMember:
    return join_unit(by="t", unit=unit, member=of, starts_on=starts_on)


def table_of(world: World, key: str = "1.1", on: datetime.date = SUNDAY) -> WeekTable:
    return week_table(world.places[key], week_of(on))


def headcounts(table: WeekTable) -> dict[str, int]:
    return {row.key: row.cell("headcount").value for row in table.by_unit}


def test_every_need_counts_once_in_the_second_cut_and_the_total_stays(world: World) -> None:
    before = table_of(world).total.cell("headcount").value
    assert table_of(world).by_unit == ()
    park, zone = opened(world), opened(world, "990101-Z1", "城西开发区", "zone")
    member(park, world.places[TOWN])
    member(zone, world.firms["1.1.1.2"])  # lies in the park's town, and is the zone's all the same
    table = table_of(world)
    assert headcounts(table) == {"990101-K1": 1, "990101-Z1": 2, OUTSIDE: 7}
    assert table.total.cell("headcount").value == before == sum(headcounts(table).values()) == 10
    ids = [key for row in table.by_unit for key in row.cell("needs").ids]
    assert sorted(ids) == sorted(table.total.cell("needs").ids)


def test_without_the_firms_own_word_going_first_it_would_count_for_the_town(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sabotage twin: only places are asked."""
    park, zone = opened(world), opened(world, "990101-Z1", "城西开发区", "zone")
    member(park, world.places[TOWN])
    member(zone, world.firms["1.1.1.2"])

    def careless(on: datetime.date, reporting: tuple[str, ...]) -> UnitCut:
        cut = unit_cut(on, reporting)
        return UnitCut(cut.units, {}, cut.by_path)

    monkeypatch.setattr(weeks, "unit_cut", careless)
    assert headcounts(table_of(world)) == {"990101-K1": 3, OUTSIDE: 7}


def test_days_decide(world: World) -> None:
    unit = opened(world)
    first = member(unit, world.firms["1.1.1.1"])
    leave_unit(by="t", member=first, on=SUNDAY, reason="迁出")
    assert table_of(world).by_unit == ()
    member(unit, world.firms["1.1.1.1"], SUNDAY)
    assert headcounts(table_of(world)) == {"990101-K1": 1, OUTSIDE: 9}
    assert close_unit(by="t", unit=unit, on=AFTER, reason="撤销") == 1
    assert headcounts(table_of(world)) == {"990101-K1": 1, OUTSIDE: 9}
    assert table_of(world, on=AFTER).by_unit == () and units_on(AFTER) == []
    acts = set(AuditEntry.objects.filter(object_kind="reporting_unit").values_list("act", flat=True))
    assert acts == {"units.open", "units.join", "units.leave", "units.close"}


REFUSED: dict[str, tuple[str, Callable[[World, ReportingUnit], object]]] = {
    "twice": ("先让它离开", lambda world, unit: member(unit, world.firms["1.1.1.1"])),
    "another unit": (
        "先让它离开",
        lambda world, unit: member(opened(world, "990101-Z1", "区", "zone"), world.firms["1.1.1.1"]),
    ),
    "elsewhere": ("不能算进", lambda world, unit: member(unit, world.firms["1.2.1.1"])),
    "too early": (
        "起才报数",
        lambda world, unit: member(unit, world.firms["1.1.2.1"], SINCE - datetime.timedelta(days=1)),
    ),
    "no code": ("连字符", lambda world, unit: opened(world, "371602")),
    "same code": ("已经有了", lambda world, unit: opened(world)),
    "no kind": ("只能写", lambda world, unit: opened(world, "990101-K2", kind="town")),
    "closed too early": (
        "请核对日期",
        lambda world, unit: close_unit(by="t", unit=unit, on=SINCE, reason="x"),
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_does_not_fit_is_refused_in_words(world: World, what: str) -> None:
    unit = opened(world)
    member(unit, world.firms["1.1.1.1"])
    words, act = REFUSED[what]
    with pytest.raises(UnitError, match=words):
        act(world, unit)


def test_the_database_refuses_a_second_unit_at_one_time(world: World) -> None:
    first = member(opened(world), world.firms["1.1.1.1"])
    zone = opened(world, "990101-Z1", "区", "zone")
    for of in (
        {"organisation": world.firms["1.1.1.1"]},
        {},
        {"place": world.places[TOWN], "organisation": None},
    ):
        said = {"unit": zone, "starts_on": AFTER, "place_path": first.place_path} | of
        if of.get("place"):
            said["organisation"] = world.firms["1.1.2.1"]
        with pytest.raises(DatabaseError), transaction.atomic():
            UnitMember.objects.create(**said)


def test_the_plan_says_which_units_report(world: World) -> None:
    park, zone = opened(world), opened(world, "990101-Z1", "城西开发区", "zone")
    assert set(pack_for(world.places["1.1"].path).reporting_units) == set(BOTH)
    for reporting, units in (
        (BOTH, {park.id, zone.id}),
        (("zone",), {zone.id}),
        ((park.code,), {park.id}),
        ((), set()),
    ):
        assert set(unit_cut(SUNDAY, reporting).units) == units


def test_a_ledger_may_ask_for_the_unit(world: World) -> None:
    member(opened(world), world.firms["1.1.1.1"])
    rows = list(shortage_list(world.places["1.1"].path, SUNDAY))
    labels = {row["organisation_name"]: row["unit_label"] for row in rows}
    assert labels["企业1.1.1.1"] == "城东园区" and labels["企业1.1.1.2"] is None


def test_members_elsewhere_are_not_seen_and_the_queries_do_not_grow(world: World) -> None:
    from django.test.utils import CaptureQueriesContext

    unit = open_unit(
        by="t", label="跨县园区", code="990100-K9", kind="park", place=world.places["1"], valid_from=SINCE
    )
    member(unit, world.firms["1.1.1.1"])
    with enter(world.scope_at("1.2")):
        assert UnitMember.objects.count() == 0
    table_of(world)  # the scope of before is said to the database again, once
    counts = []
    for key in ("1.1.1.2", "1.1.2.1"):
        with CaptureQueriesContext(connection) as captured:
            table_of(world)
        counts.append(len(captured))
        member(unit, world.firms[key])
    assert counts[0] == counts[1]


def test_the_weeks_page_shows_the_cut_and_opens_its_figures(world: World) -> None:
    member(opened(world), world.firms["1.1.1.1"])
    client = Client()
    client.force_login(officer(world, "county_officer", "1.1"))
    page = client.get("/desk/week/").content.decode()
    assert "按园区和开发区" in page and "园区以外" in page
    rows = client.get("/desk/week/rows/?dimension=unit&key=990101-K1&measure=headcount").content.decode()
    assert "企业1.1.1.1" in rows and "企业1.1.1.2" not in rows
    assert client.get("/desk/week/rows/?dimension=unit&key=990101-K2&measure=needs").status_code == 404
    assert client.post("/desk/week/workbook/").status_code == 200


def test_by_command(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    county, town = world.places["1.1"].code, world.places[TOWN].code
    day = ["--on", SINCE.isoformat()]
    assert main(["units", "open", "990101-K1", "--label", "城东园区", "--place", county, *day]) == 0
    assert main(["units", "join", "990101-K1", "--place", town, *day]) == 0
    assert main(["units", "join", "990101-K1", "--place", town, *day]) == 1
    assert main(["units", "join", "990101-K1", "--firm", "91370000000000000X", *day]) == 1
    assert main(["units", "list"]) == 0
    assert "成员1个" in capsys.readouterr().out
    assert main(["units", "leave", "990101-K1", "--place", town]) == 0
    assert main(["units", "close", "990101-K1", "--on", AFTER.isoformat()]) == 0
    assert main(["units", "close", "990101-K9"]) == 1
