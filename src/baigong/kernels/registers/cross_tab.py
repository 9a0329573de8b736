"""Counting rows by what they hold: every figure keeps the ids of the rows behind it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from baigong.kernels.predicates import Moments, evaluate

from .lay_out import Row
from .model import CrossTabShape, Measure, Register

Key: TypeAlias = tuple[Any, ...]
TOTAL: Key = ("合计",)


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure and the rows it was counted from. `unfilled` rows count but hold no number to add."""

    value: int
    row_ids: tuple[Any, ...]
    unfilled: int = 0


@dataclass(frozen=True, slots=True)
class CrossTab:
    """Figures by (row key, column key, measure id); the key `TOTAL` stands for all rows or all columns.

    Totals are counted from the rows, not added up from the cells: distinct firms of two towns may be one.
    """

    row_keys: tuple[Key, ...]
    column_keys: tuple[Key, ...]
    measures: tuple[Measure, ...]
    cells: dict[tuple[Key, Key, str], Cell]

    def cell(self, row: Key, column: Key, measure: str) -> Cell:
        """The figure at a crossing; 0 where there are no rows."""
        return self.cells.get((row, column, measure), Cell(0, ()))


def cross_tab(
    register: Register,
    rows: Iterable[Row],
    *,
    on: date | Moments,
    row_keys: Sequence[Key] = (),
    column_keys: Sequence[Key] = (),
) -> CrossTab:
    """Count the register's rows by its declared fields.

    `row_keys` and `column_keys` come first and are shown even when empty (a county with nothing to report
    is a line of zeros, not a missing line); further keys follow in order of their text, unknown ones last.
    """
    shape = register.cross_tab
    if shape is None:
        raise ValueError(f"register {register.id} declares no cross-tab")
    kept = [row for row in rows if evaluate(register.rows, row, on=on) is True]
    cells = {
        (row_key, column_key, measure.id): _count(measure, found)
        for measure in shape.measures
        for (row_key, column_key), found in _crossings(shape, measure, kept, on).items()
    }
    found_rows = [_key(row, shape.rows) for row in kept]
    found_columns = [_key(row, shape.columns) for row in kept] if shape.columns else []
    return CrossTab(
        _ordered(row_keys, found_rows), _ordered(column_keys, found_columns), shape.measures, cells
    )


def _crossings(
    shape: CrossTabShape, measure: Measure, rows: Sequence[Row], on: date | Moments
) -> dict[tuple[Key, Key], list[Row]]:
    found: dict[tuple[Key, Key], list[Row]] = {}
    for row in rows:
        if evaluate(measure.where, row, on=on) is not True:
            continue
        columns = {TOTAL, _key(row, shape.columns)} if shape.columns else {TOTAL}
        for row_key in (_key(row, shape.rows), TOTAL):
            for column_key in columns:
                found.setdefault((row_key, column_key), []).append(row)
    return found


def _key(row: Row, fields: tuple[str, ...]) -> Key:
    return tuple(row[name] for name in fields)


def _count(measure: Measure, rows: list[Row]) -> Cell:
    ids = tuple(row["id"] for row in rows)
    if measure.count == "rows":
        return Cell(len(rows), ids)
    known = [row[measure.field] for row in rows if row[measure.field] is not None]
    value = len(set(known)) if measure.count == "distinct" else sum(known)
    return Cell(value, ids, len(rows) - len(known))


def _ordered(first: Sequence[Key], found: Iterable[Key]) -> tuple[Key, ...]:
    rest = sorted(set(found) - set(first), key=lambda key: [(part is None, str(part)) for part in key])
    return (*first, *rest)
