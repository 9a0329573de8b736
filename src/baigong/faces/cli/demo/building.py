"""Building the city: places and codes, lists through the ordinary import, then what happened since."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from django.db import transaction

from baigong.domains.codes.loading import load_codes
from baigong.domains.places.enums import COUNTY_KINDS, PlaceKind
from baigong.domains.places.models import Place
from baigong.domains.places.services import add_place
from baigong.domains.policies.selectors import pack_for
from baigong.domains.policies.services import adopt_pack
from baigong.faces.cli.demo import lists, world
from baigong.faces.cli.demo.bodies import fill_bodies, open_bodies
from baigong.faces.cli.demo.canvass import canvass_village
from baigong.faces.cli.demo.feeds import fill_feeds, fill_units
from baigong.faces.cli.demo.firm_desk import fill_desk
from baigong.faces.cli.demo.further import fill_further_lists
from baigong.faces.cli.demo.personas import open_personas
from baigong.faces.cli.demo.points import fill_points
from baigong.faces.cli.demo.policies import fill_policies
from baigong.faces.cli.demo.seeker_desk import fill_phone
from baigong.faces.cli.demo.story import tell_story
from baigong.foundation import clock
from baigong.foundation.audit.sealing import seal
from baigong.foundation.scope import system_scope

_Item = TypeVar("_Item")
COUNTY = 2  # whose desks the demonstration shows
SINCE = datetime.date(2020, 1, 1)


def _mark() -> Path:
    return Path(settings.VAR_FOLDER) / "demo-built.txt"


def is_built() -> bool:
    """Return whether the city was built to its end here."""
    return _mark().exists() and Place.objects.exists()


def build_city(size_name: str) -> None:
    """Build the city of a size; an interrupted building is not taken for a finished one.

    :raises RuntimeError: when a half-built city is in the way.
    """
    if Place.objects.exists():
        raise HalfBuiltError
    size, today = world.SIZES[size_name], clock.today()
    with system_scope("建演示城市"), clock.at(today - datetime.timedelta(days=84)):
        with transaction.atomic():
            load_codes(on=SINCE)
            places = _add_places()
            fill_points(place for place in places.values() if place.kind in COUNTY_KINDS)
            adopt_pack(by="demo", name=pack_for(places["city"].path).plan.id, on=SINCE)
        lists.import_all(size, places, today - datetime.timedelta(days=84), progress)
    with system_scope("建演示城市"):
        tell_story(size, today, progress)
        with transaction.atomic():
            bodies = open_bodies(_desks(places))
            open_personas(_desks(places), SINCE, bodies)
            fill_desk(_desks(places)["county"], today)
            fill_phone(_desks(places)["village"], today)
            fill_policies(_desks(places), today)
        fill_units(_desks(places)["county"], _desks(places)["town"], SINCE)
        fill_feeds(_desks(places)["county"], COUNTY, size, today)
        fill_further_lists(_desks(places)["county"], _desks(places)["town"], COUNTY, size, today)
        fill_bodies(bodies, _desks(places)["county"], today)
        canvass_village(_desks(places)["village"], today)
    seal()
    _mark().write_text(size_name, encoding="utf-8")


class HalfBuiltError(RuntimeError):
    sentence = "上次的演示城市没有建完。请删掉var文件夹，再运行一次make demo。"


def _add_places() -> dict[str, Place]:
    data = world.city()
    province = add_place(
        name=data["province"],
        kind=PlaceKind.PROVINCE,
        code=data["province_code"],
        parent=None,
        valid_from=SINCE,
    )
    city = add_place(
        name=data["name"], kind=PlaceKind.CITY, code=data["code"], parent=province, valid_from=SINCE
    )
    places = {"city": city}
    for number, county in enumerate(data["counties"]):
        row = add_place(
            name=county["name"], kind=county["kind"], code=county["code"], parent=city, valid_from=SINCE
        )
        places[county["name"]] = row
        for position, town in enumerate(world.towns_of(number)):
            _add_town(row, number, position, town)
    return places


def _add_town(county: Place, number: int, position: int, name: str) -> None:
    code = f"{county.code}{101 + position:03d}"
    town = add_place(name=name, kind=PlaceKind.TOWN, code=code, parent=county, valid_from=SINCE)
    for village_position, village in enumerate(world.villages_of(number, position)):
        village_code = f"{code}{201 + village_position:03d}"
        add_place(name=village, kind=PlaceKind.VILLAGE, code=village_code, parent=town, valid_from=SINCE)


def _desks(places: dict[str, Place]) -> dict[str, Place]:
    names = [county["name"] for county in world.city()["counties"]]
    county = places[names[COUNTY]]
    town = Place.objects.filter(parent=county).order_by("code")[0]
    village = Place.objects.filter(parent=town).order_by("code")[0]
    return {
        "city": places["city"],
        "county": county,
        "neighbour": places[names[COUNTY + 1]],
        "town": town,
        "village": village,
    }


def progress(label: str, items: Iterable[_Item], total: int) -> Iterator[_Item]:
    """Yield the items while a bar shows how far they are; without a terminal, one line at the end."""
    show = _bar(label, total)
    done = 0
    for item in items:
        yield item
        done += 1
        show(done)
    if not sys.stdout.isatty():
        print(f"{label}：{done}", flush=True)


def _bar(label: str, total: int) -> Callable[[int], None]:
    if not sys.stdout.isatty():
        return lambda done: None

    def show(done: int) -> None:
        filled = 30 * done // max(total, 1)
        end = "\n" if done >= total else ""
        print(f"\r{label} {'━' * filled}{'·' * (30 - filled)} {done}/{total}", end=end, flush=True)

    return show
