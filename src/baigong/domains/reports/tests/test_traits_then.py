"""A figure of a past day does not move because a firm has grown since (model.md: dimension values as of recording)."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from tests.sand_table import World, build_world

from baigong.domains.measurements.models import Measurement
from baigong.domains.parties.correcting import FirmCorrection, Grounds, correct_firm
from baigong.domains.parties.models import Organisation
from baigong.domains.parties.traits import Traits, traits_then
from baigong.domains.reports.sources import sources
from baigong.domains.shortages.striking_off import close_need
from baigong.foundation import clock
from baigong.foundation.audit.models import Change
from baigong.foundation.scope import system_scope

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 3, 20)
LATER, LATEST = DAY + datetime.timedelta(days=30), DAY + datetime.timedelta(days=60)
HERE, COUNTY = "1.1.1.1", "1.1"
GROUNDS = Grounds(reason="企业年报", document="2026年年报")


@pytest.fixture
def world() -> World:
    with clock.at(DAY):
        return build_world()


def grow(world: World) -> None:
    """The firm is small and private on the day, of middle size later, large and a public office's at last."""
    for day, said in (
        (LATER, FirmCorrection(size_label="中型", industry_code="I")),
        (LATEST, FirmCorrection(size_label="大型", nature="institution")),
    ):
        with clock.at(day):
            firm = Organisation.objects.get(id=world.firms[HERE].id)
            correct_firm(by="t", firm=firm, said=said, grounds=GROUNDS)


def report(world: World, day: datetime.date) -> Measurement:
    place = world.places[HERE]
    with clock.at(day):
        return Measurement.objects.create(
            organisation=world.firms[HERE], place=place, indicator="platform-workers", period_starts_on=day,
            period_ends_before=day + datetime.timedelta(days=1), number=3, unit="人",
            place_path=place.path, county_id=place.county_id,
        )  # fmt: skip


def row(world: World, name: str, on: datetime.date, row_id: Any) -> dict[str, Any]:
    source = sources()[name]
    rows = source.rows_with(source.fields)(world.places[COUNTY].path, on)
    return next(each for each in rows if each["id"] == row_id)


def sizes(world: World) -> list[str | None]:
    need = world.needs[HERE]
    found = []
    for on in (DAY, LATER, LATEST):
        with clock.at(LATEST):
            found.append(row(world, "shortages.shortage_list", on, need.id)["size_label"])
    return found


def test_an_open_line_says_what_its_firm_was_on_the_lists_day(world: World) -> None:
    with system_scope("试"):
        assert sizes(world) == [None, None, None]
        grow(world)
        assert sizes(world) == [None, "中型", "大型"]
        assert Change.objects.filter(field="size_label").count() == 2
        labels = [
            row(world, "shortages.shortage_list", on, world.needs[HERE].id)["nature_label"]
            for on in (LATER, LATEST)
        ]
        assert labels == ["企业", "事业单位"]


def test_a_line_struck_off_says_what_its_firm_was_then(world: World) -> None:
    with system_scope("试"):
        with clock.at(DAY):
            close_need(by="t", need=world.needs[HERE], reason="企业说已招满", on=DAY)
        grow(world)
        assert sizes(world) == [None, None, None]


def test_a_figure_a_firm_reported_stands_under_the_nature_it_had(world: World) -> None:
    with system_scope("试"):
        told = [report(world, DAY)]
        grow(world)
        told.append(report(world, LATEST))
        with clock.at(LATEST):
            labels = [row(world, "lists.measurements", LATEST, each.id)["nature_label"] for each in told]
        assert labels == ["企业", "事业单位"]


def test_a_moment_to_come_means_today(world: World) -> None:
    with system_scope("试"):
        grow(world)
        firm = Organisation.objects.get(id=world.firms[HERE].id)
        with clock.at(LATEST):
            found = traits_then({"k": (firm, clock.end_of_day(LATEST))})
        assert found == {"k": Traits("institution", "大型", "I")}
