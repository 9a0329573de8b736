"""The county's week: needs, headcounts and filled posts by proof level, by town and by trade (LG-16, BZ-1a).

Every figure keeps the ids of the rows behind it, so that it opens to them; the page, the workbook and the
list behind a figure all come from the same table.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q

from baigong.domains.codes.selectors import entry_of
from baigong.domains.placements.models import Engagement
from baigong.domains.placements.proofs import ProofStanding, standings_of
from baigong.domains.places.enums import COUNTY_KINDS, TOWN_KINDS
from baigong.domains.places.models import Place
from baigong.domains.policies.selectors import pack_for
from baigong.domains.shortages.models import Need, NeedReport
from baigong.domains.shortages.services import is_clear
from baigong.domains.units.models import ReportingUnit
from baigong.domains.units.selectors import UnitCut, unit_cut
from baigong.foundation.scope.conditions import place_range
from baigong.kernels.periods import Week

UNCODED = "未归类"
OUTSIDE = "none"


@dataclass(slots=True)
class Cell:
    """One figure: its value and the rows it counts."""

    kind: str
    value: int = 0
    ids: list[UUID] = field(default_factory=list)
    amounts: list[int] = field(default_factory=list)

    def add(self, key: UUID, amount: int = 1) -> None:
        self.value += amount
        self.ids.append(key)
        self.amounts.append(amount)


@dataclass(frozen=True, slots=True)
class RowBehind:
    """A need or a hire that a figure counts, and how much of the figure it is."""

    row: Any
    amount: int


@dataclass(slots=True)
class WeekRow:
    """One town or one trade with its figures by measure code."""

    key: str
    label: str
    cells: dict[str, Cell] = field(default_factory=dict)

    def cell(self, measure: str) -> Cell:
        """Return the cell of a measure, made when first asked for."""
        found = self.cells.get(measure)
        if found is None:
            found = self.cells[measure] = Cell("need" if measure in NEED_MEASURES else "engagement")
        return found


@dataclass(frozen=True, slots=True)
class Measure:
    code: str
    label: str


@dataclass(frozen=True, slots=True)
class WeekTable:
    """A whole table; `total` counts every need and hire once.

    `by_town` has a row for each division below the place, which are counties for a city (`division_label`).
    `by_unit` is a second cut, by zones and parks with the rest as a row of its own; empty where none reports.
    """

    week: Week
    place_path: str
    place_label: str
    measures: tuple[Measure, ...]
    by_town: tuple[WeekRow, ...]
    by_trade: tuple[WeekRow, ...]
    total: WeekRow
    by_unit: tuple[WeekRow, ...] = ()
    division_label: str = "镇街"

    def cell(self, dimension: str, key: str, measure: str) -> Cell:
        """Return one figure; KeyError when the table has no such figure."""
        rows = self.rows(dimension)
        row = next((row for row in rows if row.key == key), None)
        if row is None or measure not in {ALL_HIRES, *(each.code for each in self.measures)}:
            raise KeyError((dimension, key, measure))
        return row.cell(measure)

    def rows(self, dimension: str) -> tuple[WeekRow, ...]:
        """Return the rows of a dimension; KeyError when there is no such."""
        return {
            "town": self.by_town,
            "trade": self.by_trade,
            "unit": self.by_unit,
            "total": (self.total,),
        }[dimension]


@dataclass(slots=True)
class _Cuts:
    """The rows being counted, and how a need or hire finds those it belongs to: one of each dimension."""

    towns: dict[str, Place]
    units: UnitCut
    total: WeekRow = field(default_factory=lambda: WeekRow("", "合计"))
    by_town: dict[str, WeekRow] = field(default_factory=dict)
    by_trade: dict[str, WeekRow] = field(default_factory=dict)
    by_unit: dict[str, WeekRow] = field(default_factory=dict)

    def rows_of(self, path: str, occupation_code: str, firm_id: UUID) -> list[WeekRow]:
        return [
            self.total,
            _town_row(self.by_town, self.towns, path),
            _trade_row(self.by_trade, occupation_code),
            _unit_row(self.by_unit, self.units.unit_of(firm_id, path)),
        ]

    def unit_rows(self) -> tuple[WeekRow, ...]:
        """Return the second cut; nothing where everything lies outside the units."""
        return _sorted(self.by_unit.values(), "headcount") if set(self.by_unit) - {OUTSIDE} else ()


ALL_HIRES = "hires"
NEED_MEASURES = ("needs", "headcount", "clear")
_NEED_LABELS = (("needs", "缺工岗位"), ("headcount", "缺工人数"), ("clear", "四清齐全"))


def week_table(place: Place, week: Week) -> WeekTable:
    """Return the week's table of a place as the scope sees it, in a constant number of queries."""
    pack, needs = pack_for(place.path), needs_of(place, week)
    headcounts = headcounts_of(needs, week)
    hires = engagements_of(place, week, pack.plan.starts_on)
    standings = standings_of(hires, before=week.ends_before, place_path=place.path)
    cuts = _Cuts({town.path: town for town in _towns(place)}, unit_cut(week.last_day, pack.reporting_units))
    levels = [level for level in pack.proof_levels.levels if level.id != "introduced"]
    measures = (
        *(Measure(code, label) for code, label in _NEED_LABELS),
        *(Measure(f"level:{level.id}", level.label) for level in levels),
        Measure("filled", "计为补上"),
        Measure("new", "本周新增到岗"),
    )
    for need in needs:
        rows = cuts.rows_of(need.place_path, need.occupation_code, need.organisation_id)
        _count_need(rows, need, headcounts.get(need.id, need.headcount))
    for standing in standings:
        hire = standing.engagement
        rows = cuts.rows_of(hire.place_path, hire.occupation_code, hire.employer_id)
        _count_engagement(rows, standing, week)
    return WeekTable(
        week,
        place.path,
        place.name,
        measures,
        _sorted(cuts.by_town.values(), "headcount"),
        _sorted(cuts.by_trade.values(), "headcount"),
        cuts.total,
        cuts.unit_rows(),
        "镇街" if place.county_id else "县（市、区）",
    )


def needs_of(place: Place, week: Week) -> Any:
    """Return the needs known by the week's end and not closed by then."""
    in_place = place_range("place_path", place.path)
    open_then = Need.objects.filter(in_place, withdrawn_at__isnull=True).exclude(
        closed_on__lt=week.ends_before
    )
    reported = NeedReport.objects.filter(
        in_place, reported_on__lt=week.ends_before, voided_at__isnull=True
    ).values("need_id")
    return open_then.filter(id__in=reported)


def headcounts_of(needs: Any, week: Week) -> dict[UUID, int]:
    """Return the headcount each need had as last reported before the week's end, where a report gave one."""
    rows = NeedReport.objects.filter(
        need_id__in=needs.values("id"),
        reported_on__lt=week.ends_before,
        voided_at__isnull=True,
        headcount_open__isnull=False,
    )
    ordered = rows.order_by("reported_on", "recorded_at").values_list("need_id", "headcount_open")
    return {need_id: headcount for need_id, headcount in ordered if headcount is not None}


def engagements_of(place: Place, week: Week, since: datetime.date) -> list[Engagement]:
    """Return the hires on posts of the place since the plan began and before the week's end."""
    return list(
        Engagement.objects.filter(
            place_range("place_path", place.path),
            Q(need_id__isnull=False) | Q(vacancy_id__isnull=False),
            starts_on__gte=since,
            starts_on__lt=week.ends_before,
            voided_at__isnull=True,
        )
    )


def _towns(place: Place) -> Iterable[Place]:
    kinds = TOWN_KINDS if place.county_id else COUNTY_KINDS
    return Place.objects.filter(place_range("path", place.path), kind__in=kinds, valid_to__isnull=True)


def _town_row(rows: dict[str, WeekRow], towns: dict[str, Place], path: str) -> WeekRow:
    town = next((towns[prefix] for prefix in _prefixes(path) if prefix in towns), None)
    key = town.key if town else "here"
    return rows.setdefault(key, WeekRow(key, town.name if town else "本级"))


def _unit_row(rows: dict[str, WeekRow], unit: ReportingUnit | None) -> WeekRow:
    key = unit.code if unit else OUTSIDE
    return rows.setdefault(key, WeekRow(key, unit.label if unit else "园区以外"))


def _prefixes(path: str) -> list[str]:
    keys = path.strip("/").split("/")
    return ["/".join(keys[: depth + 1]) + "/" for depth in range(len(keys))][::-1]


def _trade_row(rows: dict[str, WeekRow], occupation_code: str) -> WeekRow:
    group = f"{occupation_code[:7]}-00" if occupation_code else ""
    found = entry_of("occupation", group)
    key = group if found else "none"
    return rows.setdefault(key, WeekRow(key, found.label if found else UNCODED))


def _count_need(rows: Iterable[WeekRow], need: Need, headcount: int | None) -> None:
    """Count a need; one that lacks nobody any more is no shortage, one that did not say how many is."""
    if headcount == 0:
        return
    for row in rows:
        row.cell("needs").add(need.id)
        row.cell("headcount").add(need.id, headcount or 0)
        if is_clear(need):
            row.cell("clear").add(need.id)


def _count_engagement(rows: Iterable[WeekRow], standing: ProofStanding, week: Week) -> None:
    """Count a hire in each level whose own proofs it has; one that ended fills nothing any more."""
    hire = standing.engagement
    has_ended = hire.ends_before is not None and hire.ends_before < week.ends_before
    measures = [] if has_ended else [f"level:{level}" for level in standing.reached]
    measures += ["filled"] if standing.is_filled and not has_ended else []
    measures += ["new"] if hire.starts_on >= week.starts_on else []
    for row in rows:
        for measure in (*measures, *([ALL_HIRES] if measures else [])):
            row.cell(measure).add(hire.id)


def _sorted(rows: Iterable[WeekRow], measure: str) -> tuple[WeekRow, ...]:
    return tuple(sorted(rows, key=lambda row: (-row.cell(measure).value, row.label)))


def rows_behind(
    table: WeekTable, dimension: str, key: str, measure: str, *, start: int = 0, limit: int | None = None
) -> list[RowBehind]:
    """Return the needs or hires a figure counts, as the scope sees them; their amounts sum to the figure.

    `hires` is no figure of the page: all the hires any of its figures counts.

    :raises KeyError: when the table has no such figure.
    """
    cell = table.cell(dimension, key, measure)
    end = None if limit is None else start + limit
    ids, amounts = cell.ids[start:end], cell.amounts[start:end]
    if cell.kind == "need":
        found = Need.objects.select_related("organisation", "place").in_bulk(ids)
    else:
        found = Engagement.objects.select_related("person", "employer", "need").in_bulk(ids)
    return [
        RowBehind(found[each], amount) for each, amount in zip(ids, amounts, strict=True) if each in found
    ]
