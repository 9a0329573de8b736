"""Rows under the plan's headings, and what each row still lacks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from baigong.kernels.predicates import Moments, evaluate

from .model import Column, Register

CellValue: TypeAlias = str | int | Decimal | date | None
Row: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """A register laid out: `cells`, `gaps` and `row_ids` run in step, one entry a row.

    A cell of `None` is "not known" (shown as a dash); `gaps` names the required headings a row lacks.
    """

    title: str
    headings: tuple[str, ...]
    cells: tuple[tuple[CellValue, ...], ...]
    gaps: tuple[tuple[str, ...], ...]
    row_ids: tuple[Any, ...]


def lay_out(register: Register, rows: Iterable[Row], *, on: date | Moments) -> Table:
    """Lay out the rows the register's condition holds for (one it cannot decide is left out), in order."""
    kept = [row for row in rows if evaluate(register.rows, row, on=on) is True]
    return Table(
        title=register.title,
        headings=tuple(heading_of(column) for column in register.columns),
        cells=tuple(tuple(_cell(column, row) for column in register.columns) for row in kept),
        gaps=tuple(gaps(register, row) for row in kept),
        row_ids=tuple(row["id"] for row in kept),
    )


def gaps(register: Register, row: Row) -> tuple[str, ...]:
    """The headings of required columns this row leaves blank (the "four clear" facts, for instance)."""
    required = (column for column in register.columns if column.required)
    return tuple(column.heading for column in required if _is_blank(row[column.field]))


def heading_of(column: Column) -> str:
    """The heading as printed, the unit in brackets behind it."""
    return f"{column.heading}（{column.unit}）" if column.unit else column.heading


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip()) or value in ((), [], frozenset())


def _cell(column: Column, row: Row) -> CellValue:
    value = row[column.field]  # a KeyError here is a register asking for a field its source does not have
    return None if _is_blank(value) else _SHOW[column.kind](value)


def yuan_of(fen: int) -> Decimal:
    """Integer fen as yuan with two decimals."""
    if isinstance(fen, bool) or not isinstance(fen, int):
        raise TypeError(f"money is integer fen, not {fen!r}")
    return Decimal(fen).scaleb(-2)


_SHOW: Mapping[str, Callable[[Any], CellValue]] = {
    "text": str,
    "integer": int,
    "decimal": Decimal,
    "money": yuan_of,
    "date": lambda value: value,
    "yes_no": lambda value: "是" if value else "否",
    "list": lambda value: "、".join(str(each) for each in value),
}
