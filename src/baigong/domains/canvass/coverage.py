"""How far a place's canvass has come, by town and village, in one pass of grouped questions (PD-1, PD-2a, PD-2b).

Every figure is a count of rows, rolled up the place tree; a place with nothing reported is a line of zeros.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from baigong.domains.activities.enums import ActivityKind
from baigong.domains.activities.models import Activity
from baigong.domains.canvass.firms import asked_in
from baigong.domains.canvass.rhythm import Rhythm, rhythm_at
from baigong.domains.duplicates.selectors import open_pairs_by_place
from baigong.domains.parties.models import Organisation
from baigong.domains.places.enums import COUNTY_KINDS, TOWN_KINDS, PlaceKind
from baigong.domains.places.models import Place
from baigong.domains.places.selectors import places_below
from baigong.domains.policies.selectors import carries, pack_for
from baigong.domains.shortages.enums import ContactWay
from baigong.domains.shortages.models import Need, NeedReport
from baigong.domains.shortages.selectors import LACKING
from baigong.domains.workers.models import Registration
from baigong.domains.workers.selectors import CURRENT
from baigong.foundation.scope.conditions import place_range

LISTED_FLOOR = "listed-organisations"


@dataclass(frozen=True, slots=True)
class Measure:
    """One column: what is counted, in which unit, and which rows stand behind it."""

    code: str
    label: str
    unit: str
    of: str


MEASURES = (
    Measure("residents", "清单上", "人", "entry"),
    Measure("done", "本期摸排", "人", "entry"),
    Measure("stale", "过期", "人", "entry"),
    Measure("no_phone", "没电话", "人", "entry"),
    Measure("doubles", "疑似重复", "对", "pair"),
    Measure("listed", "缺工企业", "家", "firm"),
    Measure("asked", "本期问过", "家", "firm"),
    Measure("visited", "本期上门", "家", "firm"),
    Measure("outreach", "三进四送", "次", "visit"),
)
_BY_CODE = {measure.code: measure for measure in MEASURES}


@dataclass(frozen=True, slots=True)
class Line:
    """One place with its figures, by the codes of `MEASURES`; `floor` is a duty of firms listed, where there is one."""

    place: Place
    depth: int
    figures: Mapping[str, int]
    floor: int | None = None

    @property
    def is_short(self) -> bool:
        """Say whether fewer firms are listed than the plan wants of the place (BZ-1b)."""
        return self.floor is not None and self.figures["listed"] < self.floor

    @property
    def percent(self) -> Decimal:
        """Return the residents asked in this period per hundred on the list; 0 for an empty list.

        One decimal, rounded down: a few of many are not nobody, and all but one are not all.
        """
        listed = self.figures["residents"]
        return Decimal(1000 * self.figures["done"] // listed) / 10 if listed else Decimal(0)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The table of one place on one day: its total and a line for each place below it."""

    rhythm: Rhythm
    total: Line
    lines: tuple[Line, ...]


def coverage_of(place: Place, on: datetime.date) -> Coverage:
    """Return the coverage of a place, in six questions however many places lie below it."""
    rhythm = rhythm_at(place.path, on)
    shown = _places(place)
    figures = _rolled_up(_counted(place.path, rhythm), place.path)
    due = _duty(place.path)
    lines = [
        Line(each, each.path.count("/") - place.path.count("/") - 1, _figures(figures, each), due.of(each))
        for each in shown
        if each.id != place.id
    ]
    return Coverage(rhythm, Line(place, 0, _figures(figures, place), due.of(place)), tuple(lines))


def sorted_lines(lines: Sequence[Line], code: str, *, descending: bool) -> list[Line]:
    """Return the lines by one figure, ties by the order of the tree.

    :raises KeyError: for a code that is no measure and not `percent`.
    """
    if code == "percent":
        return sorted(lines, key=lambda line: -line.percent if descending else line.percent)
    name = _BY_CODE[code].code
    return sorted(lines, key=lambda line: -line.figures[name] if descending else line.figures[name])


def _places(place: Place) -> list[Place]:
    """Two levels below the place: a city shows towns, villages are shown from a county down."""
    wide = place.kind in (PlaceKind.PROVINCE, PlaceKind.CITY)
    kinds = {place.kind, *COUNTY_KINDS, *TOWN_KINDS} if wide else set(PlaceKind.values)
    return sorted(
        (each for each in places_below(place.path) if each.kind in kinds), key=lambda each: each.path
    )


def _figures(figures: Mapping[str, Mapping[str, int]], place: Place) -> dict[str, int]:
    own = figures.get(place.path, {})
    return {measure.code: own.get(measure.code, 0) for measure in MEASURES}


@dataclass(frozen=True, slots=True)
class _Duty:
    """How many firms have to be listed: in each county, and in the whole place whose plan says so (BZ-1b, DQ-10)."""

    per_county: int | None
    total: int | None
    total_at: str

    def of(self, place: Place) -> int | None:
        """Return what one place owes, None where the plan says nothing of it."""
        if place.kind in COUNTY_KINDS:
            return self.per_county
        return self.total if carries(place.code, self.total_at) else None


def _duty(place_path: str) -> _Duty:
    """Return the duty of the nearest plan that has one; its floor and its total do not stand in for each other."""
    for pack in pack_for(place_path).lineage:
        for quota in pack.quotas:
            if quota.measure == LISTED_FLOOR:
                return _Duty(quota.floor, quota.total, pack.plan.place_code)
    return _Duty(None, None, "")


def entries_of(code: str, rhythm: Rhythm) -> Q:
    """Return the condition of the entries one figure counts.

    :raises KeyError: for a figure that counts no entries.
    """
    return {
        "residents": CURRENT,
        "done": CURRENT & Q(surveyed_on__gte=rhythm.starts_on),
        "stale": CURRENT & Q(surveyed_on__lt=rhythm.stale_before),
        "no_phone": CURRENT & Q(person__phone__isnull=True),
    }[code]


def firms_of(code: str, rhythm: Rhythm) -> Any:
    """Return the firms one figure counts, whose places are their own.

    :raises KeyError: for a figure that counts no firms.
    """
    reports = NeedReport.objects.filter(asked_in(rhythm), organisation_id=OuterRef("id"))
    asked = {
        "listed": Exists(Need.objects.filter(LACKING, organisation_id=OuterRef("id"))),
        "asked": Exists(reports),
        "visited": Exists(reports.filter(contact_way=ContactWay.VISIT)),
    }[code]
    return Organisation.objects.filter(asked, withdrawn_at__isnull=True)


def visits_in(rhythm: Rhythm) -> Any:
    """Return the outreach visits of the period."""
    return Activity.objects.filter(
        kind=ActivityKind.OUTREACH,
        voided_at__isnull=True,
        superseded_at__isnull=True,
        held_on__gte=rhythm.starts_on,
        held_on__lt=rhythm.ends_before,
    )


def _counted(place_path: str, rhythm: Rhythm) -> dict[str, dict[str, int]]:
    """Return the figures by path and code, each kind of row asked once."""
    inside = place_range("place_path", place_path)
    found: dict[str, dict[str, int]] = defaultdict(dict)
    codes = [measure.code for measure in MEASURES if measure.of == "entry"]
    entries = Registration.objects.filter(inside, CURRENT).values("place_path")
    asked = {code: Count("id", filter=entries_of(code, rhythm)) for code in codes}
    for row in entries.annotate(**asked).order_by():
        found[row["place_path"]] |= {code: row[code] for code in codes}
    for code in (measure.code for measure in MEASURES if measure.of == "firm"):
        rows = firms_of(code, rhythm).filter(inside).values("place_path").annotate(n=Count("id")).order_by()
        for path, count in rows.values_list("place_path", "n"):
            found[path][code] = count
    for path, count in open_pairs_by_place(place_path).items():
        found[path]["doubles"] = count
    visits = visits_in(rhythm).filter(inside).values("place_path").annotate(n=Count("id")).order_by()
    for path, count in visits.values_list("place_path", "n"):
        found[path]["outreach"] = count
    return found


def _rolled_up(counted: Mapping[str, Mapping[str, int]], top: str) -> dict[str, dict[str, int]]:
    """Return the figures of every place at or below `top`, each with all that lies below it."""
    figures: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for path, own in counted.items():
        above = path
        while len(above) >= len(top):
            for code, count in own.items():
                figures[above][code] += count
            above = above[: above.rstrip("/").rfind("/") + 1]
    return figures


def rows_behind(
    place_path: str, code: str, rhythm: Rhythm, *, start: int, limit: int
) -> tuple[Measure, list[Any], int]:
    """Return the rows one figure counts and how many there are.

    :raises KeyError: for a code that is no measure, or pairs, which have a page of their own.
    """
    measure = _BY_CODE[code]
    inside = place_range("place_path", place_path)
    if measure.of == "entry":
        found = Registration.objects.filter(inside, entries_of(code, rhythm)).order_by("surveyed_on", "id")
        shown = found.select_related("place").prefetch_related("person")
    elif measure.of == "firm":
        found = firms_of(code, rhythm).filter(inside).order_by("name_pinyin", "id")
        shown = found.select_related("place")
    elif measure.of == "visit":
        found = visits_in(rhythm).filter(inside).order_by("-held_on", "id")
        shown = found.select_related("place")
    else:
        raise KeyError(code)
    return measure, list(shown[start : start + limit]), found.count()
