"""Ledgers (台账) of the plan in force at a place: declared in the pack, counted from the facts, never a table.

A ledger names its source (sources.py says which there are). A bureau adds a ledger or a column by a file in
its pack.
"""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

from baigong.domains.places.enums import TOWN_KINDS
from baigong.domains.places.models import Place
from baigong.domains.policies.selectors import pack_for
from baigong.domains.reports.sources import Source, sources
from baigong.foundation.exchange.handouts import Asked, Handed, Limits, Stamp, hand_out
from baigong.foundation.scope.conditions import place_range
from baigong.foundation.sheets.book import Written
from baigong.foundation.sheets.writer import SheetOut, write_workbook
from baigong.kernels.registers import (
    TOTAL,
    CellValue,
    CrossTab,
    Key,
    Register,
    cross_tab,
    heading_of,
    lay_out,
)

PIECE = 500


@dataclass(frozen=True, slots=True)
class Ledger:
    """A ledger at a place on a day."""

    register: Register
    source: Source
    place: Place
    on: datetime.date

    def rows(self) -> Iterator[dict[str, Any]]:
        return self.source.rows_with(self.register.asks_for)(self.place.path, self.on)


def ledgers_of(place: Place, on: datetime.date) -> list[Ledger]:
    """Return the ledgers of the plan at a place, its own and its parents', those whose source is built."""
    found: dict[str, Ledger] = {}
    known = sources()
    for pack in pack_for(place.path).lineage:
        for register in pack.registers:
            if register.source in known:
                found.setdefault(register.id, Ledger(register, known[register.source], place, on))
    return [found[key] for key in sorted(found)]


def ledger_named(place: Place, ledger_id: str, on: datetime.date) -> Ledger | None:
    """Return one ledger of the plan at a place, None when the plan has none of that id."""
    return next((each for each in ledgers_of(place, on) if each.register.id == ledger_id), None)


@dataclass(frozen=True, slots=True)
class Line:
    """One row under the plan's headings; `gaps` are the required headings it leaves blank."""

    row_id: Any
    cells: tuple[CellValue, ...]
    gaps: tuple[str, ...]


def lines_of(ledger: Ledger) -> Iterator[Line]:
    """Yield a ledger of columns line by line, never the whole of it in memory."""
    rows = ledger.rows()
    while piece := list(itertools.islice(rows, PIECE)):
        table = lay_out(ledger.register, piece, on=ledger.on)
        yield from map(Line, table.row_ids, table.cells, table.gaps)


def headings_of(ledger: Ledger) -> tuple[str, ...]:
    return tuple(map(heading_of, ledger.register.columns))


def figures_of(ledger: Ledger) -> CrossTab:
    """Return a ledger of figures; a town with nothing to report is a line of zeros."""
    shape = ledger.register.cross_tab
    towns: list[Key] = []
    if shape is not None and shape.rows == ("town_label",):
        rows = Place.objects.filter(
            place_range("path", ledger.place.path), kind__in=TOWN_KINDS, valid_to__isnull=True
        )
        towns = [(name,) for name in rows.order_by("code").values_list("name", flat=True)]
    return cross_tab(ledger.register, ledger.rows(), on=ledger.on, row_keys=towns)


def hand_out_ledger(ledger: Ledger, *, by: str, label: str, limits: Limits) -> Handed:
    """Return a ledger as its annex form, or that it waits for a second person; `label` is who exports.

    A line of a ledger of columns is a row about somebody; of a ledger of figures the lines count as they stand.

    :raises HandoutError: when the day's rows are used up.
    """
    register = ledger.register
    heading_rows = ((f"{ledger.place.name}{register.title}（{ledger.on}）",),)
    headings, lines, ids = _content(ledger)

    def write(stream: IO[bytes], stamp: Stamp) -> Written:
        sheet = SheetOut(_sheet_name(register), headings, lines, heading_rows=heading_rows)
        return write_workbook(
            stream, [sheet], watermark=stamp.watermark, manifest=stamp.manifest, mark=stamp.mark
        )

    asked = Asked(
        by=by, label=label, title=register.title, purpose="按方案附表导出台账", act="reports.ledger",
        object_kind=ledger.source.object_kind, object_ids=ids, place_path=ledger.place.path,
        detail={"ledger": register.id}, row_count=len(lines),
    )  # fmt: skip
    return hand_out(asked, limits, write)


def _content(ledger: Ledger) -> tuple[tuple[str, ...], list[Sequence[Any]], list[Any]]:
    """Return headings, lines, and the ids of the rows they stand for."""
    if ledger.register.cross_tab is None:
        found = list(lines_of(ledger))
        return headings_of(ledger), [line.cells for line in found], [line.row_id for line in found]
    figures = figures_of(ledger)
    headings, lines = figure_lines(ledger.register, figures)
    return headings, list(lines), list({key for cell in figures.cells.values() for key in cell.row_ids})


def _sheet_name(register: Register) -> str:
    """A sheet's name holds thirty-one characters and no brackets of its own."""
    return register.title.split("（")[0].replace("：", "")[:31]


def figure_lines(register: Register, figures: CrossTab) -> tuple[tuple[str, ...], Iterable[Sequence[Any]]]:
    """Return the headings and the lines of a cross-tab as they are written, the total last."""
    shape, fields = register.cross_tab, sources()[register.source].fields
    assert shape is not None
    columns = (*figures.column_keys, TOTAL) if shape.columns else (TOTAL,)
    headings = (
        *(fields[name] for name in shape.rows),
        *(_heading(measure, column) for column in columns for measure in figures.measures),
    )
    lines = [
        (
            *(_words(part) for part in (key if key != TOTAL else ("合计", *[""] * (len(shape.rows) - 1)))),
            *(
                figures.cell(key, column, measure.id).value
                for column in columns
                for measure in figures.measures
            ),
        )
        for key in (*figures.row_keys, TOTAL)
    ]
    return headings, lines


def _heading(measure: Any, column: Key) -> str:
    """Return a figure's heading; under a column of its own, that column's words stand before it."""
    own = f"{measure.heading}（{measure.unit}）" if measure.unit else str(measure.heading)
    return own if column == TOTAL else f"{'、'.join(map(_words, column))}：{own}"


def _words(part: Any) -> str:
    return "没有写明" if part is None else str(part)


def behind(ledger: Ledger, row: int, column: int, measure: str) -> tuple[str, list[dict[str, Any]]]:
    """Return what a figure is called and the rows it was counted from; -1 stands for the total.

    :raises KeyError: when the ledger has no such figure.
    """
    figures = figures_of(ledger)
    try:
        row_key = TOTAL if row < 0 else figures.row_keys[row]
        column_key = TOTAL if column < 0 else figures.column_keys[column]
    except IndexError as error:
        raise KeyError((row, column)) from error
    named = {each.id: each for each in figures.measures}
    wanted = set(figures.cell(row_key, column_key, named[measure].id).row_ids)
    label = "，".join((*map(_words, row_key), named[measure].heading))
    return label, [each for each in ledger.rows() if each["id"] in wanted]
