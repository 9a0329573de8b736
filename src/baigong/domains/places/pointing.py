"""The office says where its places lie: a table of codes and points, checked as a whole, written with its history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet

from baigong.domains.places.enums import POINTED_KINDS
from baigong.domains.places.models import Place
from baigong.foundation.audit.changes import ObjectChange, record_changes_in_bulk
from baigong.kernels.distance import Point, PointError

HEADINGS = ("代码", "名称", "纬度", "经度")
_NEEDED = ("代码", "纬度", "经度")
# Written in both columns it takes a point away; empty cells leave what is there.
NOWHERE = "-"
MOST_PROBLEMS = 20


class PointListError(ValueError):
    """The table cannot be taken; `problems` says in which line and why. Nothing was written."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        self.sentence = "\n".join(problems[:MOST_PROBLEMS])
        if len(problems) > MOST_PROBLEMS:
            self.sentence += f"\n还有{len(problems) - MOST_PROBLEMS}处。"
        super().__init__(self.sentence)


@dataclass(frozen=True, slots=True)
class PointCounts:
    """What a table does: places that get their first point, another one, or none any more; and those as before."""

    added: int
    moved: int
    cleared: int
    unchanged: int


def point_rows(path: str = "") -> Iterator[tuple[str, str, str, str]]:
    """Yield code, name and the point it has of every place that may have one, at or below a path."""
    for place in _pointed().filter(path__startswith=path).order_by("code"):
        yield place.code, place.name, _text(place.latitude), _text(place.longitude)


def read_points(rows: Iterable[Sequence[str]]) -> dict[str, Point | None]:
    """Return code → point of a table, None where the point is taken away; lines left empty are not in it.

    :param rows: the cells' texts, the headings first.
    :raises PointListError: for a missing column, a line that cannot be read, or a code that comes twice.
    """
    found: dict[str, Point | None] = {}
    problems: list[str] = []
    for number, (code, north, east) in enumerate(_lines(rows), start=2):
        if not north and not east:
            continue
        if code in found:
            problems.append(f"第{number}行：代码{code}前面已经写过。")
            continue
        try:
            found[code] = None if north == east == NOWHERE else Point.read(north, east)
        except PointError as error:
            problems.append(f"第{number}行（{code}）：{error.sentence}")
    if problems:
        raise PointListError(problems)
    return found


def _lines(rows: Iterable[Sequence[str]]) -> Iterator[tuple[str, str, str]]:
    given = iter(rows)
    headings = [text.strip() for text in next(given, ())]
    missing = [name for name in _NEEDED if name not in headings]
    if missing:
        raise PointListError([f"表头缺“{'、'.join(missing)}”。第一行要写：{'、'.join(HEADINGS)}。"])
    at = [headings.index(name) for name in _NEEDED]
    for row in given:
        code, north, east = (row[column].strip() if column < len(row) else "" for column in at)
        yield code, north, east


def plan_points(points: Mapping[str, Point | None]) -> PointCounts:
    """Return what a table would do; nothing is written.

    :raises PointListError: for a code that no place from town level down has.
    """
    return _counts(_places(points), points)


@transaction.atomic
def set_points(*, by: str, points: Mapping[str, Point | None]) -> PointCounts:
    """Write the points of places by their codes; what they said before stays in their history.

    :raises PointListError: for a code that no place from town level down has.
    """
    places = _places(points, is_locked=True)
    counts = _counts(places, points)
    changed, changes = [], []
    for place in places:
        before, after = _said(_point_of(place)), _said(points[place.code])
        if before != after:
            changes.append(ObjectChange(str(place.id), before, after))
            place.latitude, place.longitude = after["latitude"], after["longitude"]
            changed.append(place)
    Place.objects.bulk_update(changed, ["latitude", "longitude"], batch_size=500)
    record_changes_in_bulk(by=by, model=Place, changes=changes)
    return counts


def _pointed() -> QuerySet[Place]:
    return Place.objects.filter(kind__in=POINTED_KINDS, valid_to__isnull=True)


def _places(points: Mapping[str, Point | None], *, is_locked: bool = False) -> list[Place]:
    asked = _pointed().select_for_update(no_key=True) if is_locked else _pointed()
    found = {place.code: place for place in asked if place.code in points}
    problems = [
        f"没有代码是“{code[:20]}”的镇街、园区、村或网格。县以上不登记坐标。"
        for code in points
        if code not in found
    ]
    if problems:
        raise PointListError(problems)
    return list(found.values())


def _counts(places: list[Place], points: Mapping[str, Point | None]) -> PointCounts:
    pairs = [(_point_of(place), points[place.code]) for place in places]
    changed = [(before, after) for before, after in pairs if before != after]
    return PointCounts(
        added=sum(before is None for before, _ in changed),
        moved=sum(before is not None and after is not None for before, after in changed),
        cleared=sum(after is None for _, after in changed),
        unchanged=len(pairs) - len(changed),
    )


def _point_of(place: Place) -> Point | None:
    if place.latitude is None or place.longitude is None:
        return None
    return Point(place.latitude, place.longitude)


def _text(degrees: Decimal | None) -> str:
    return "" if degrees is None else str(degrees)


def _said(point: Point | None) -> dict[str, Decimal | None]:
    return {
        "latitude": None if point is None else point.latitude,
        "longitude": None if point is None else point.longitude,
    }
