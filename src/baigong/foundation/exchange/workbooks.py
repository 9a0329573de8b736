"""The workbooks of an import: the empty template, and the bad rows with the reason beside each cell."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from baigong.foundation.exchange.contract import ListSpec, spec_of
from baigong.foundation.exchange.models import ImportBatch
from baigong.foundation.exchange.selectors import BadRow, bad_rows
from baigong.foundation.sheets.returns import (
    ErrorRow,
    ErrorSheet,
    Problem,
    write_error_workbook,
    write_template,
)
from baigong.kernels.recognition.fields import Field


def template_workbook(spec: ListSpec, *, choices: Mapping[str, Sequence[str]] | None = None) -> bytes:
    """Return the empty workbook of a list; `choices` are more of them by field name (a county's towns)."""
    stream = io.BytesIO()
    write_template(stream, spec.layout, choices=choices)
    return stream.getvalue()


def batch_problems_workbook(batch: ImportBatch) -> bytes:
    """Return the rows of a batch that stay out; mended, the workbook can be brought in as it is."""
    return problems_workbook(spec_of(batch.list_name), bad_rows(batch))


def problems_workbook(spec: ListSpec, rows: Iterable[BadRow]) -> bytes:
    """Return bad rows under the list's own headings, faulty cells tinted with their reason as a note."""
    sheets = [
        _sheet(spec, name or spec.title, list(group)) for name, group in groupby(rows, lambda bad: bad.sheet)
    ]
    stream = io.BytesIO()
    write_error_workbook(stream, sheets)
    return stream.getvalue()


def _sheet(spec: ListSpec, title: str, rows: list[BadRow]) -> ErrorSheet:
    named = {name for bad in rows for name in bad.row.cells} | {
        problem.field for bad in rows for problem in bad.problems
    }
    # A required column that the file lacks is given back empty, so that it can be filled in.
    fields = [field for field in spec.layout.fields if field.required or field.name in named]
    columns = {field.name: column for column, field in enumerate(fields)}
    returned = [_returned(bad, fields, columns) for bad in rows]
    return ErrorSheet(title, [field.label for field in fields], returned)


def _returned(bad: BadRow, fields: Sequence[Field], columns: Mapping[str, int]) -> ErrorRow:
    cells = [bad.row.cells[field.name].text if field.name in bad.row.cells else "" for field in fields]
    problems = [Problem(columns.get(problem.field), problem.sentence) for problem in bad.problems]
    where = Problem(None, f"原表第{bad.row.number}行。")
    return ErrorRow(str(bad.row.number), cells, [where, *problems])
