"""A firm's months from four sources: each figure with its source and day; what nobody said is no nought (HA-1a)."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.sand_table import World, build_world, officer

from baigong.domains.measurements.models import Measurement
from baigong.domains.parties.models import Organisation
from baigong.domains.placements.models import InsuranceSpan
from baigong.domains.reports import monitoring
from baigong.domains.reports.monitoring import INSURED, SOURCES, Figure, monitoring_of
from baigong.domains.shortages.services import report_need
from baigong.domains.statuses.models import Status
from baigong.foundation import clock
from baigong.foundation.scope import enter, system_scope

TODAY = datetime.date(2026, 5, 20)
KEY = "1.1.1.1"
CODES = [code for code, _ in SOURCES]


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with system_scope("试验"), clock.at(TODAY):
        yield build_world()


def at(world: World) -> dict[str, str]:
    return {"place_path": world.places[KEY].path, "county_id": world.places[KEY].county_id}


def insure(world: World, key: str, first: int, months: int, source: str = "register") -> None:
    InsuranceSpan.objects.create(
        person=world.persons[key], employer=world.firms[KEY], first_month=first, months=months,
        source=source, **at(world),
    )  # fmt: skip


def figure(world: World, code: str, month: str) -> Figure | None:
    (line,) = [each for each in monitoring_of(world.firms[KEY].id, TODAY) if str(each.month) == month]
    return line.figures[CODES.index(code)]


def test_each_source_is_told_by_month_with_its_day(world: World) -> None:
    for day, headcount in ((datetime.date(2026, 4, 3), 9), (datetime.date(2026, 4, 28), 6)):
        report_need(
            by="t",
            need=world.needs[KEY],
            contact_way="call",
            values={"headcount": headcount},
            reported_on=day,
        )
    insure(world, KEY, 202603, 2)
    insure(world, "1.1.1.2", 202604, 1)
    Status.objects.create(
        party_id=world.persons[KEY].id,
        code="registered-unemployed",
        starts_on=datetime.date(2026, 5, 6),
        **at(world),
    )
    demand, insured = figure(world, "hiring-demand", "2026-04"), figure(world, INSURED, "2026-04")
    assert demand == Figure(6, "用工摸排（电话）", datetime.date(2026, 4, 28))
    assert insured == Figure(2, "参保月份（部门数据）", TODAY)
    gone = figure(world, "unemployment-registered", "2026-05")
    assert gone is not None and gone.number == 1
    assert figure(world, "market-recruited", "2026-05") is not None
    changes = {str(line.month): line.change for line in monitoring_of(world.firms[KEY].id, TODAY)}
    assert (changes["2026-04"], changes["2026-05"], changes["2026-03"]) == (1, None, None)


def test_a_month_that_is_not_over_is_compared_with_none(world: World) -> None:
    insure(world, KEY, 202603, 3)
    insure(world, "1.1.1.2", 202604, 1)
    changes = {str(line.month): line.change for line in monitoring_of(world.firms[KEY].id, TODAY)}
    assert (changes["2026-04"], changes["2026-05"]) == (1, None)


def test_nothing_said_is_no_nought(world: World) -> None:
    lines = monitoring_of(world.firms[KEY].id, TODAY)
    assert len(lines) == monitoring.MONTHS
    assert all(line.figures[CODES.index(INSURED)] is None and line.change is None for line in lines)


def test_a_reported_number_goes_before_what_is_counted(world: World) -> None:
    insure(world, KEY, 202604, 1)
    measured(world)
    assert figure(world, INSURED, "2026-04") == Figure(41, "社保局月报", TODAY)


def test_if_the_count_went_first_the_departments_number_would_be_lost(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sabotage twin: what was reported is not asked."""
    insure(world, KEY, 202604, 1)
    measured(world)
    monkeypatch.setattr(monitoring, "_measured", lambda keys, months: {})
    counted = figure(world, INSURED, "2026-04")
    assert counted is not None and counted.number == 1


def measured(world: World) -> None:
    Measurement.objects.create(
        indicator=INSURED, organisation=world.firms[KEY], place=world.places[KEY], number=Decimal(41),
        unit="person", series="社保局月报", period_starts_on=datetime.date(2026, 4, 1),
        period_ends_before=datetime.date(2026, 5, 1), **at(world),
    )  # fmt: skip


def test_the_number_of_queries_does_not_grow_with_the_rows(world: World) -> None:
    counts = []
    for number, key in enumerate(("1.1.1.1", "1.1.1.2")):
        insure(world, key, 202601 + number, 3)
        with CaptureQueriesContext(connection) as captured:
            monitoring_of(world.firms[KEY].id, TODAY)
        counts.append(sum(" FROM " in query["sql"] for query in captured))
    assert counts[0] == counts[1] <= 8


def test_another_county_counts_none_of_it(world: World) -> None:
    insure(world, KEY, 202604, 1)
    with enter(world.scope_at("1.2")):
        assert all(line.figures == (None,) * 4 for line in monitoring_of(world.firms[KEY].id, TODAY))


def test_the_page_shows_the_panel_and_says_which_source_is_silent(world: World) -> None:
    insure(world, KEY, 202603, 2)
    client, firm = Client(), Organisation.objects.get(id=world.firms[KEY].id)
    client.force_login(officer(world, "county_officer", "1.1"))
    page = client.get(f"/desk/firms/{firm.id}/").content.decode()
    panel = page.split('id="months"')[1].split("</section>")[0]
    assert "2026-04" in panel and "参保月份（部门数据）" in panel and "和上月一样" in panel
    assert "失业登记：这几个月没有收到过数据" in panel
