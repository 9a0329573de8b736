"""The directory of places of service: what an office publishes, and nothing else; the map draws places as they lie."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from tests.sand_table import World, build_world

from baigong.domains.facilities.lists import FACILITIES
from baigong.domains.facilities.models import Facility
from baigong.domains.places.models import Place
from baigong.faces.portal.points import MARGIN, WIDTH, drawn
from baigong.foundation import clock
from baigong.foundation.exchange.contract import ImportContext
from baigong.foundation.exchange.declared import enter_row
from baigong.foundation.facts.models import Certainty, Source
from baigong.foundation.scope import Scope, enter, system_scope
from baigong.kernels.distance import Point

AT = "1.1"


def entered(world: World, at: str = AT, **said: str) -> Facility:
    """Write one row of the list by hand, as an officer of the place does."""
    place: Place = world.places[at]
    context = ImportContext(
        batch_id=place.id, by="t", place_id=place.id, place_path=place.path, county_id=place.county_id,
        on=clock.today(), source=Source.OFFICER, certainty=Certainty.CHECKED,
    )  # fmt: skip
    row = {
        "kind": "公共就业服务网点", "label": f"便民窗口{at}", "address": "幸福路1号", "telephone": "0000-1234567",
        "opening_hours": "工作日9:00至17:00", "opened_on": "2020-01-01", "public": "是",
    } | said  # fmt: skip
    with enter(Scope(actor="t", label="t", places=(place.path,))):
        enter_row(FACILITIES, row, context)
        return Facility.objects.get(label=row["label"])


def page(client: Client, address: str = "/points/") -> str:
    return client.get(address).content.decode()


@pytest.fixture
def world(db: None) -> World:
    with system_scope("test"):
        return build_world()


@pytest.fixture
def stranger() -> Client:
    return Client()


def test_what_is_published_is_there_with_how_to_reach_it(world: World, stranger: Client) -> None:
    assert "还没有公布的网点" in page(stranger)
    entered(world)
    found = page(stranger)
    for words in (
        f"便民窗口{AT}",
        "幸福路1号",
        "0000-1234567",
        "工作日9:00至17:00",
        "1处网点",
        "公共就业服务网点",
    ):
        assert words in found, words


@pytest.mark.parametrize(
    "said",
    [{"public": ""}, {"public": "否"}, {"closed_on": "2021-01-01"}],
)
def test_what_is_not_published_not_open_or_closed_is_not(
    world: World, stranger: Client, said: dict[str, str]
) -> None:
    entered(world, **said)
    assert "便民窗口" not in page(stranger)


def test_a_withdrawn_one_goes_away(world: World, stranger: Client) -> None:
    point = entered(world)
    with system_scope("test"):
        Facility.objects.filter(id=point.id).update(withdrawn_at=clock.now())
    assert "便民窗口" not in page(stranger)


def test_read_again_the_same_row_changes_nothing(world: World) -> None:
    first = entered(world).public_since
    with clock.at(clock.now() + datetime.timedelta(days=3)):
        assert entered(world).public_since == first


def test_it_narrows_to_a_kind_and_to_a_place(world: World, stranger: Client) -> None:
    entered(world)
    entered(world, label="休息点甲", kind="户外劳动者休息点")
    only = page(stranger, "/points/?kind=rest_place")
    assert "休息点甲" in only and "便民窗口" not in only
    for wrong in ("?kind=x", "?place=x", "?page=0", "?page=x"):
        assert stranger.get(f"/points/{wrong}").status_code == 400


def test_places_are_drawn_as_they_lie() -> None:
    drawing = drawn(
        [("北", Point(37.9, 118.0), 1), ("南", Point(37.1, 118.0), 9), ("东", Point(37.5, 118.9), 1)]
    )
    assert drawing is not None
    north, south, east = drawing.marks
    assert north.y < east.y < south.y and east.x > north.x == south.x and south.radius > north.radius
    for mark in drawing.marks:
        assert MARGIN <= mark.x <= WIDTH - MARGIN and MARGIN <= mark.y <= drawing.height - MARGIN
    assert drawn([]) is None
    (alone,) = drawn([("一处", Point(37.5, 118.0), 1)]).marks  # type: ignore[union-attr]
    assert alone.x == WIDTH / 2


def test_the_map_shows_only_places_that_have_a_point(world: World, stranger: Client) -> None:
    entered(world)
    assert "points-map" not in page(stranger)
    place = world.places[AT]
    Place.objects.filter(id=place.id).update(latitude="37.38", longitude="118.00")
    known: Any = Place.objects.get(id=place.id)
    assert (place.name in page(stranger)) and known.latitude is not None
