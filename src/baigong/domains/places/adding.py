"""Towns, villages, zones, parks and grids added below places that stand, from a table."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

from baigong.domains.places.enums import PlaceKind
from baigong.domains.places.errors import PlacesError
from baigong.domains.places.models import Place, PlaceEra, Reform
from baigong.domains.places.redrawing import LONGEST_PATH, PARENTS
from baigong.domains.places.reforming import OPEN_STATES
from baigong.domains.places.services import add_place
from baigong.foundation import clock
from baigong.foundation.audit.services import record
from baigong.kernels.codes import division_level, normal_division_code
from baigong.kernels.codes.sources import file_rows

_KINDS = {3: PlaceKind.COUNTY, 4: PlaceKind.TOWN, 5: PlaceKind.VILLAGE}
_CODE = re.compile(r"[0-9A-Za-z-]{1,12}")
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One line of a table of places; `parent` is the code of the place above, `kind` empty where the code tells it."""

    line: int
    code: str
    name: str
    parent: str
    kind: str = ""


@dataclass(slots=True)
class Added:
    """What came of a table: the places added, and how many of its lines stood already."""

    places: list[Place] = field(default_factory=list)
    unchanged: int = 0


def read_places_csv(path: Path) -> list[PlaceRow]:
    """Read a CSV file with the columns code, name and parent, and kind for what is no division.

    :raises CodesError: for a file that cannot be read or lacks a column.
    """
    labels = {kind.label: kind.value for kind in PlaceKind}
    return [
        PlaceRow(line, row["code"], row["name"], row["parent"], labels.get(row["kind"], row["kind"]))
        for line, row in file_rows(path, ("code", "name", "parent"), optional=("kind",))
    ]


@transaction.atomic
def add_places(*, by: str, rows: Sequence[PlaceRow], on: datetime.date) -> Added:
    """Add the places of a table that are not there yet, a superior before what lies below it; all of them or none.

    A place that stands with the same name and superior is left as it is. Nothing is renamed or moved: that is a
    reform's, which takes the rows along.

    :raises PlacesError: with every line that does not fit, or while a reform is under way.
    """
    if on > clock.today():
        raise PlacesError("day", [f"从{on}起才有，到那天再加。"])
    if Reform.objects.filter(state__in=OPEN_STATES).exists():
        raise PlacesError("reform", ["区划调整还没完成，现在加的地方会落在旧的上级下面。请等它完成再加。"])
    adding = _Adding(by_code={place.code: place for place in Place.objects.filter(valid_to__isnull=True)})
    adding.take(rows, on)
    if adding.problems:
        raise PlacesError("lines", adding.problems)
    if adding.added.places:
        ids = [place.id for place in adding.added.places]
        record(by=by, act="places.add", object_kind="place", object_ids=ids)
    return adding.added


@dataclass(slots=True)
class _Adding:
    by_code: dict[str, Place]
    added: Added = field(default_factory=Added)
    problems: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    def take(self, rows: Sequence[PlaceRow], on: datetime.date) -> None:
        self.used = set(PlaceEra.objects.values_list("code", flat=True)) | set(
            Place.objects.filter(valid_to__isnull=False).values_list("code", flat=True)
        )
        waiting = list(rows)
        while waiting:
            ready = [row for row in waiting if row.parent in self.by_code or row.code in self.by_code]
            if not ready:
                break
            for row in ready:
                self._one(row, on)
            waiting = [row for row in waiting if row not in ready]
        self.problems += [
            f"第{row.line}行“{row.name}”的上级“{row.parent}”没有这个地方，请补上或改正。" for row in waiting
        ]

    def _one(self, row: PlaceRow, on: datetime.date) -> None:
        known = self.by_code.get(row.code)
        if known is not None:
            self._stands(row, known)
            return
        parent, kind = self.by_code[row.parent], row.kind or _kind_of(row.code)
        fault = self._fault(row, kind, parent)
        if fault:
            self.problems.append(f"第{row.line}行{fault}")
            return
        place = add_place(name=row.name, kind=kind, code=row.code, parent=parent, valid_from=on)
        self.by_code[row.code] = place
        self.added.places.append(place)

    def _stands(self, row: PlaceRow, known: Place) -> None:
        above = known.parent.code if known.parent else ""
        if (known.name, above) == (row.name, row.parent):
            self.added.unchanged += 1
        else:
            self.problems.append(
                f"第{row.line}行的{row.code}已经是“{known.name}”（上级{above}）。改名和划转请用baigong reform。"
            )

    def _fault(self, row: PlaceRow, kind: str, parent: Place) -> str:
        if not _CODE.fullmatch(row.code):
            return f"的代码“{row.code}”不对，应为不超过12个的数字、字母和连字符。"
        if row.code in self.used:
            return f"的代码{row.code}以前用过，请换一个。"
        if not row.name or len(row.name) > _LONGEST_NAME:
            return f"（{row.code}）没有名称，或超过{_LONGEST_NAME}个字。"
        if kind not in PARENTS:
            return f"“{row.name}”看不出是什么，请写上kind：{'、'.join(PARENTS)}。"
        if parent.kind not in PARENTS[kind]:
            return f"“{row.name}”是{PlaceKind(kind).label}，不能放在“{parent.name}”下面。"
        if len(parent.path) + 5 > LONGEST_PATH:
            return f"“{row.name}”的层级太深。"
        return ""


def _kind_of(code: str) -> str:
    return _KINDS.get(division_level(code), "") if normal_division_code(code) == code else ""
