"""From an uploaded file to tables whose columns have been recognised, sheet by sheet."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from baigong.foundation.exchange.contract import RowIn
from baigong.foundation.sheets.reader import read_workbook
from baigong.kernels.recognition.cells import EMPTY, Cell
from baigong.kernels.recognition.columns import ColumnGuess, recognise
from baigong.kernels.recognition.fields import Field, Layout
from baigong.kernels.recognition.readers import is_blank, is_cut_identity, truncated_identities
from baigong.kernels.recognition.tables import Table, filled_rows, find_table
from baigong.kernels.recognition.values import is_ticked

SAMPLES = 40
SHOWN_SAMPLES = 3
TAKEN = ("sure", "likely", "chosen")
_SAYS_UNIT = re.compile("[元万千kK月年天日时议]")


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A sheet's table: its rows with merged words filled, and where the data stands."""

    index: int
    name: str
    rows: list[list[Cell]]
    table: Table

    def sample_rows(self) -> list[list[Cell]]:
        """The first rows, and for a column they leave empty the first row that fills it."""
        sample = [self.rows[number] for number in self.table.data_rows[:SAMPLES]]
        empty = [
            column
            for column in range(self.table.width)
            if all(column >= len(row) or row[column].is_empty for row in sample)
        ]
        for number in self.table.data_rows[SAMPLES:]:
            if not empty:
                break
            row = self.rows[number]
            still = [column for column in empty if column >= len(row) or row[column].is_empty]
            if len(still) < len(empty):
                sample.append(row)
                empty = still
        return sample


def read_tables(data: bytes, *, name: str, layout: Layout) -> list[SheetTable]:
    """Return the tables of a file's sheets; sheets without a single filled row are left out.

    :raises SheetError: when the file is unsafe or unreadable, with a sentence for people.
    """
    known = {text for field in layout.fields for text in (field.label, *field.aliases)}
    found = []
    for index, sheet in enumerate(read_workbook(data, name=name).sheets):
        table = find_table(sheet.rows, merges=sheet.merges, known=known)
        if table is not None:
            found.append(SheetTable(index, sheet.name, filled_rows(sheet.rows, sheet.merges), table))
    return found


def guess_columns(
    table: SheetTable, layout: Layout, remembered: Mapping[str, str | None]
) -> tuple[ColumnGuess, ...]:
    """Return what each column of a sheet is taken for."""
    return recognise(table.table.headings, table.sample_rows(), layout, remembered or None)


def headings_digest(headings: tuple[str, ...]) -> str:
    """Return the name under which a layout's answers are remembered."""
    return hashlib.sha256("\x1f".join(headings).encode()).hexdigest()


def described(table: SheetTable, guesses: tuple[ColumnGuess, ...]) -> dict[str, Any]:
    """Return a sheet's columns as kept with the batch (no values of people in it)."""
    return {
        "index": table.index,
        "name": table.name,
        "rows": len(table.table.data_rows) + blank_rows(table),
        "digest": headings_digest(table.table.headings),
        "columns": [
            {
                "heading": heading,
                "field": guess.field.name if guess.field and guess.certainty in TAKEN else None,
                "suggested": guess.field.name if guess.field else None,
                "certainty": guess.certainty,
                "why": guess.why,
                "unit": guess.unit,
                "answer": guess.answer,
            }
            for heading, guess in zip(table.table.headings, guesses, strict=True)
        ],
    }


def blank_rows(table: SheetTable) -> int:
    """Return how many rows below the heading are no data: empty ones, totals, repeated headings."""
    below = max(table.table.heading_rows, default=-1)
    return sum(1 for number in table.table.skipped if number > below)


def shown_samples(table: SheetTable) -> list[list[str]]:
    """Return a few cells of each column, for the page on which columns are confirmed."""
    samples: list[list[str]] = []
    rows = table.sample_rows()
    for column in range(len(table.table.headings)):
        texts = [row[column].text for row in rows if column < len(row) and not row[column].is_empty]
        samples.append(texts[:SHOWN_SAMPLES])
    return samples


def rows_in(table: SheetTable, columns: list[dict[str, Any]], layout: Layout) -> Iterator[RowIn]:
    """Yield the data rows by field name; numbers are those a spreadsheet program shows.

    A bare figure of pay is handed on with the unit its heading names: 6 under “月薪（千元）” is 6千元. An
    identity number cut on its way through a quantity is handed on as the quantity it was, whatever the file
    says; only the whole column tells.
    """
    chosen = [(position, column) for position, column in enumerate(columns) if column["field"]]
    taken = [(position, column["field"]) for position, column in chosen if not column.get("answer")]
    ticks = [
        (position, column["field"], column["answer"]) for position, column in chosen if column.get("answer")
    ]
    units = {
        column["field"]: column["unit"]
        for column in columns
        if column["field"] and column.get("unit") and layout.field(column["field"]).kind == "pay"
    }
    cut = [field for position, field in taken if _is_cut(table, position, layout.field(field))]
    for number in table.table.data_rows:
        row = table.rows[number]
        cells = {field: row[position] if position < len(row) else EMPTY for position, field in taken}
        for field, unit in units.items():
            cells[field] = _with_unit(cells[field], unit)
        cells |= _ticked(row, ticks)
        for field in cut:
            if is_cut_identity(cells[field]):
                cells[field] = Cell(cells[field].text, "number")
        yield RowIn(number + 1, cells)


def _ticked(row: Sequence[Cell], ticks: Sequence[tuple[int, str, str]]) -> dict[str, Cell]:
    """The fields whose answers are columns of ticks: what is ticked, joined."""
    said: dict[str, list[str]] = {}
    for position, field, answer in ticks:
        is_set = position < len(row) and is_ticked(row[position : position + 1])
        said.setdefault(field, []).extend([answer] if is_set else [])
    return {field: Cell("、".join(answers)) if answers else EMPTY for field, answers in said.items()}


def _is_cut(table: SheetTable, position: int, field: Field) -> bool:
    if field.kind != "identity_number":
        return False
    rows = (table.rows[number] for number in table.table.data_rows)
    return truncated_identities(row[position] for row in rows if position < len(row))


def _with_unit(cell: Cell, unit: str) -> Cell:
    if is_blank(cell) or _SAYS_UNIT.search(cell.text):
        return cell
    return Cell(f"{cell.text}{unit}", "text")
