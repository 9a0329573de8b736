"""Where the places of the invented city lie: made up from the seed, and for some nobody has said it yet."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable

from baigong.domains.places.enums import PlaceKind
from baigong.domains.places.models import Place
from baigong.domains.places.pointing import set_points
from baigong.faces.cli.demo.world import SEED, city
from baigong.kernels.distance import Point

# Degrees north; one degree is about 111 kilometres.
COUNTY_APART, TOWN_APART, VILLAGE_APART = 0.28, 0.16, 0.03
# One town in so many has no point, nor have its villages: the portal says so.
WITHOUT = 9


def fill_points(counties: Iterable[Place]) -> None:
    """Enter the points of towns and villages below these counties by their codes."""
    found: dict[str, Point | None] = {}
    data = city()
    for county in counties:
        middle = _beside((data["latitude"], data["longitude"]), county.code, COUNTY_APART)
        for number, town in enumerate(_below(county, PlaceKind.TOWN), start=1):
            if number % WITHOUT == 0:
                continue
            centre = _beside(middle, town.code, TOWN_APART)
            found[town.code] = _point(centre)
            for village in _below(town, PlaceKind.VILLAGE):
                found[village.code] = _point(_beside(centre, village.code, VILLAGE_APART))
    set_points(by="demo", points=found)


def _below(place: Place, kind: str) -> Iterable[Place]:
    return Place.objects.filter(parent=place, kind=kind).order_by("code")


def _beside(middle: tuple[float, float], code: str, apart: float) -> tuple[float, float]:
    """Return a point at most so many degrees away, evenly strewn over the round."""
    source = random.Random(f"{SEED}-point-{code}")  # noqa: S311 (a demonstration)
    away, turn = apart * math.sqrt(source.random()), 2 * math.pi * source.random()
    north = middle[0] + away * math.cos(turn)
    return north, middle[1] + away * math.sin(turn) / math.cos(math.radians(north))


def _point(place: tuple[float, float]) -> Point:
    return Point.read(f"{place[0]:.5f}", f"{place[1]:.5f}")
