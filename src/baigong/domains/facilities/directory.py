"""Where people are served, for everybody: the places an office publishes, by place and kind (FX-15a, PD-4a, M01.6)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db.models import Q

from baigong.domains.facilities.enums import FacilityKind
from baigong.domains.facilities.models import Facility
from baigong.domains.places.enums import PlaceKind
from baigong.domains.places.points import place_points
from baigong.domains.places.selectors import labels_of
from baigong.foundation import clock
from baigong.foundation.scope import enter, public_scope
from baigong.kernels.distance import Point

PAGE_SIZE = 30
# What strangers read depends on these columns.
SHOWN_BY = (
    "withdrawn_at", "kind", "label", "address", "telephone", "opening_hours", "opened_on", "closed_on", "place_path",
)  # fmt: skip
# The three levels of the service network and what lies above them.
LEVELS = {
    PlaceKind.PROVINCE: "省级", PlaceKind.CITY: "市级", PlaceKind.COUNTY: "县级", PlaceKind.ZONE: "县级",
    PlaceKind.TOWN: "镇街", PlaceKind.PARK: "镇街", PlaceKind.VILLAGE: "村居", PlaceKind.GRID: "村居",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ServicePoint:
    """One place of service as strangers read it; `point` is where its place lies, None when nobody knows."""

    id: uuid.UUID
    kind: str
    label: str
    level: str
    place_label: str
    place_path: str
    address: str
    telephone: str
    opening_hours: str
    point: Point | None


@dataclass(frozen=True, slots=True)
class Directory:
    """One page of the directory, and the kinds and points of all that was found (a map shows more than a page)."""

    points: tuple[ServicePoint, ...]
    total: int
    page: int
    pages: int
    on_map: tuple[tuple[str, Point, int], ...]


def service_points(*, place_path: str = "", kind: str = "", page: int = 1) -> Directory:
    """Return one page of the published places of service, the higher level first; those closed are left out."""
    today = clock.today()
    rows = Facility.objects.filter(
        Q(closed_on__isnull=True) | Q(closed_on__gt=today),
        Q(opened_on__isnull=True) | Q(opened_on__lte=today),
        public_since__lte=clock.now(),
        withdrawn_at__isnull=True,
    )
    if place_path:
        rows = rows.filter(place_path__startswith=place_path)
    if kind:
        rows = rows.filter(kind=kind)
    with enter(public_scope()):
        found = list(rows.select_related("place").order_by("place_path", "kind", "label", "id"))
    pages = max(1, -(-len(found) // PAGE_SIZE))
    number = min(page, pages)
    shown = found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    names = labels_of({path for row in found for path in (row.place_path, _county_of(row.place_path))})
    return Directory(
        tuple(_as_read(row, names) for row in shown), len(found), number, pages, _on_map(found, names)
    )


def _county_of(path: str) -> str:
    """Return the path of what a place lies in, for its name: two places may be called the same."""
    keys = path.strip("/").split("/")
    return "/".join(keys[:-1]) + "/" if len(keys) > 1 else path


def _as_read(row: Facility, names: dict[str, str]) -> ServicePoint:
    above = names.get(_county_of(row.place_path), "")
    own = names.get(row.place_path, "")
    return ServicePoint(
        id=row.id,
        kind=FacilityKind(row.kind).label,
        label=row.label,
        level=LEVELS.get(PlaceKind(row.place.kind), ""),
        place_label=own if above == own else above + own,
        place_path=row.place_path,
        address=row.address,
        telephone=row.telephone,
        opening_hours=row.opening_hours,
        point=place_points().at(row.place_path),
    )


def _on_map(rows: list[Facility], names: dict[str, str]) -> tuple[tuple[str, Point, int], ...]:
    """Return each place that has a point with its name and how many are there."""
    held: dict[str, tuple[Point, int]] = {}
    for row in rows:
        point = place_points().at(row.place_path)
        if point is not None:
            held[row.place_path] = (point, held.get(row.place_path, (point, 0))[1] + 1)
    return tuple((names.get(path, ""), point, count) for path, (point, count) in sorted(held.items()))
