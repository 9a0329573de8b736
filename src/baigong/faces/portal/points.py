"""Where people are served: the published places of service by level, on a list and a drawn map (FX-15a, PD-4a)."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from baigong.domains.facilities.directory import Directory, service_points
from baigong.domains.facilities.enums import FacilityKind
from baigong.domains.vacancies.public import public_places
from baigong.kernels.distance import Point

LONGEST_NUMBER = 5
# The drawing's own units; the page gives it its width.
WIDTH, MARGIN, LEAST_HEIGHT, MOST_HEIGHT = 600.0, 40.0, 240.0, 600.0
SMALLEST_SPAN = 0.02  # degrees; a single place lies in the middle


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on the drawing: where its dot stands and how large it is, in the drawing's units."""

    name: str
    count: int
    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """Places drawn as they lie, north above; nothing but dots and names."""

    width: float
    height: float
    marks: tuple[Mark, ...]


def points(request: HttpRequest) -> HttpResponse:
    """The directory, narrowed to a place or a kind of service."""
    places = public_places()
    asked = {name: request.GET.get(name, "") for name in ("place", "kind")}
    place = next((each for each in places if each.key == asked["place"]), None)
    number = request.GET.get("page", "1")
    shown: dict[str, Any] = {
        "title": "服务网点", "places": places, "kinds": FacilityKind.choices, "values": asked,
    }  # fmt: skip
    if refusal := _refusal(asked, number, is_place_known=place is not None):
        return render(request, "portal/points.html", shown | {"refusal": refusal}, status=400)
    found = service_points(place_path=place.path if place else "", kind=asked["kind"], page=int(number))
    shown |= {"found": found, "pager": _pager(found, asked), "map": drawn(found.on_map)}
    return render(request, "portal/points.html", shown)


def _refusal(asked: dict[str, str], number: str, *, is_place_known: bool) -> str:
    if asked["place"] and not is_place_known:
        return "“地方”这一项读不懂，请从下面重新选。"
    if asked["kind"] and asked["kind"] not in FacilityKind.values:
        return "“类别”这一项读不懂，请从下面重新选。"
    if not (number.isascii() and number.isdecimal() and len(number) <= LONGEST_NUMBER and int(number)):
        return "页码读不懂，请从第1页重新打开。"
    return ""


def drawn(places: Iterable[tuple[str, Point, int]]) -> Drawing | None:
    """Return the drawing of places with their points; None without any.

    A degree of longitude is drawn as much shorter as it is at the middle latitude.
    """
    listed = [(name, float(point.latitude), float(point.longitude), count) for name, point, count in places]
    if not listed:
        return None
    norths, easts = [north for _, north, _, _ in listed], [east for _, _, east, _ in listed]
    narrowing = math.cos(math.radians((min(norths) + max(norths)) / 2))
    wide = max((max(easts) - min(easts)) * narrowing, SMALLEST_SPAN)
    high = max(max(norths) - min(norths), SMALLEST_SPAN)
    inside = WIDTH - 2 * MARGIN
    scale = min(inside / wide, (MOST_HEIGHT - 2 * MARGIN) / high)
    height = max(high * scale + 2 * MARGIN, LEAST_HEIGHT)
    middle_east, middle_north = (min(easts) + max(easts)) / 2, (min(norths) + max(norths)) / 2
    marks = [
        Mark(
            name,
            count,
            round(WIDTH / 2 + (east - middle_east) * narrowing * scale, 1),
            round(height / 2 - (north - middle_north) * scale, 1),
            round(min(7 + 2 * math.sqrt(count), 16), 1),
        )
        for name, north, east, count in listed
    ]
    return Drawing(WIDTH, round(height, 1), tuple(marks))


def _pager(found: Directory, kept: dict[str, str]) -> dict[str, str]:
    def address(number: int) -> str:
        asked = kept | {"page": str(number) if number > 1 else ""}
        query = urlencode({name: value for name, value in asked.items() if value})
        return reverse("portal:points") + (f"?{query}" if query else "")

    return {
        "previous_url": address(found.page - 1) if found.page > 1 else "",
        "next_url": address(found.page + 1) if found.page < found.pages else "",
        "range_text": f"第{found.page}页",
        "total_text": f"共{found.pages}页",
        "sort_text": "按地方排",
    }
