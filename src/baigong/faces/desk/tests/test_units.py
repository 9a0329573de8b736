"""Zones and parks on the desk: made, joined, left and closed with days; another county's are nobody's business."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.sand_table import SINCE, World, build_world, officer

from baigong.domains.units.models import ReportingUnit, UnitMember
from baigong.domains.units.services import join_unit, open_unit
from baigong.faces.desk.views import units as views
from baigong.foundation import clock
from baigong.foundation.scope import system_scope

TODAY = datetime.date(2026, 3, 22)


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with clock.at(TODAY):
        with system_scope("试验"):
            built = build_world()
        yield built


def desk(world: World, role: str = "county_officer", at: str = "1.1") -> Client:
    client = Client()
    with system_scope("试验"):
        client.force_login(officer(world, role, at))
    return client


def opened(world: World, key: str = "1.1", code: str = "990101-K1") -> ReportingUnit:
    with system_scope("试验"):
        return open_unit(
            by="t", label=f"园区{key}", code=code, kind="park", place=world.places[key], valid_from=SINCE
        )


def members() -> list[UnitMember]:
    with system_scope("试验"):
        return list(UnitMember.objects.order_by("starts_on", "id"))


def test_a_park_is_made_and_fills_and_empties_with_days(world: World) -> None:
    client, firm, town = desk(world), world.firms["1.1.1.1"], world.places["1.1.2"]
    said = {"label": "城东园区", "kind": "park", "place": str(world.places["1.1"].id), "code": "990101-K1"}
    assert client.post("/desk/units/new/", said | {"on": "2026-01-01"}).status_code == 302
    unit = ReportingUnit.objects.get()
    page = f"/desk/units/{unit.id}/"
    for what in ({"join-firm": firm.name}, {"join-place": str(town.id)}):
        assert client.post(f"{page}join/", what | {"join-on": "2026-02-01"}).status_code == 302
    first, second = members()
    assert {first.organisation_id or second.organisation_id, first.place_id or second.place_id} == {
        firm.id,
        town.id,
    }
    text = client.get(page).content.decode()
    assert firm.name in text and f"{town.name}（整个地方）" in text and "2个成员" in text
    left = {"leave-member": str(first.id), "leave-on": "2026-03-01", "leave-reason": "迁出"}
    assert client.post(f"{page}leave/", left).status_code == 302
    assert members()[0].ends_before == datetime.date(2026, 3, 1)
    closed = {"close-on": "2026-03-22", "close-reason": "撤销"}
    assert client.post(f"{page}close/", closed).status_code == 302
    assert all(member.ends_before for member in members())
    assert "停了" in client.get("/desk/units/").content.decode()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "请写一家企业，或者选一个地方"),
        ({"firm": "没有这家"}, "没有这家企业"),
        ({"firm": "1.2.1.1"}, "没有这家企业"),
        ({"firm": "1.1.1.1", "on": "2001-01-01"}, "才报数"),
        ({"firm": "1.1.1.1", "on": "昨天"}, "日期读不懂"),
    ],
)
def test_what_does_not_fit_is_said(world: World, said: dict[str, str], sentence: str) -> None:
    unit, key = opened(world), said.get("firm", "")
    words = world.firms[key].name if key in world.firms else key
    sent = {"join-firm": words, "join-on": said.get("on", "2026-02-01")}
    response = desk(world).post(f"/desk/units/{unit.id}/join/", sent)
    assert response.status_code == 422 and sentence in response.content.decode()
    assert members() == []


@pytest.mark.parametrize(
    ("role", "at", "status"),
    [("county_officer", "1.2", 404), ("town_officer", "1.1.1", 403), ("leader", "1.1", 403)],
)
def test_others_change_nothing(world: World, role: str, at: str, status: int) -> None:
    unit, client = opened(world), desk(world, role, at)
    sent = {"close-on": "2026-03-22", "close-reason": "撤销"}
    assert client.post(f"/desk/units/{unit.id}/close/", sent).status_code == status
    unit.refresh_from_db()
    assert unit.valid_to is None
    assert (unit.label in client.get("/desk/units/").content.decode()) == (role == "leader")


def test_without_asking_whose_place_it_is_another_county_would_close_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sabotage twin: units are found by their number alone."""
    unit = opened(world)
    monkeypatch.setattr(views, "_unit_or_404", lambda request, key: ReportingUnit.objects.get(id=key))
    sent = {"close-on": "2026-03-22", "close-reason": "撤销"}
    desk(world, at="1.2").post(f"/desk/units/{unit.id}/close/", sent)
    unit.refresh_from_db()
    assert unit.valid_to == TODAY


def test_the_number_of_queries_does_not_grow(world: World) -> None:
    client, counts = desk(world), []
    unit = opened(world)
    client.get("/desk/units/")
    for number, key in enumerate(("1.1.1.1", "1.1.1.2")):
        with system_scope("试验"):
            join_unit(by="t", unit=unit, member=world.firms[key], starts_on=SINCE)
        opened(world, code=f"990101-P{number}")
        with CaptureQueriesContext(connection) as captured:
            client.get("/desk/units/")
            client.get(f"/desk/units/{unit.id}/")
        counts.append(len(captured))
    assert counts[0] == counts[1]
