"""What a register declares; packs hold it as `registers/<id>.toml`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from baigong.kernels.predicates import ALWAYS, Predicate, subjects

# money: the row holds fen, the cell shows yuan. list: several labels in one cell.
ColumnKind: TypeAlias = Literal["text", "integer", "decimal", "money", "date", "yes_no", "list"]
Count: TypeAlias = Literal["rows", "distinct", "sum"]
COLUMN_KINDS: tuple[str, ...] = get_args(ColumnKind)
COUNTS: tuple[str, ...] = get_args(Count)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the row's field, the plan's heading, how to show it, whether a blank is a gap.

    `width` is in Chinese characters. `unit` stands in the heading, never in the cell.
    """

    field: str
    heading: str
    kind: ColumnKind = "text"
    required: bool = False
    width: int = 8
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of a cross-tab: how many rows, how many different values, or the sum of a field."""

    id: str
    heading: str
    count: Count = "rows"
    field: str = ""
    where: Predicate = ALWAYS
    unit: str = ""


@dataclass(frozen=True, slots=True)
class CrossTabShape:
    """Fields whose values head the rows and (if any) the columns, and the figures in each cell."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class Register:
    """A ledger of the plan; `source` names the selector that delivers its rows, each with an ``id``."""

    id: str
    title: str
    source: str
    columns: tuple[Column, ...]
    rows: Predicate = ALWAYS
    cross_tab: CrossTabShape | None = None
    clause: str = ""

    @property
    def asks_for(self) -> frozenset[str]:
        """Every field of a row that its columns, its condition and its figures read."""
        asked = {column.field for column in self.columns} | subjects(self.rows)
        if self.cross_tab is not None:
            asked |= {*self.cross_tab.rows, *self.cross_tab.columns}
            for measure in self.cross_tab.measures:
                asked |= {measure.field} | subjects(measure.where)
        return frozenset(asked - {""})
