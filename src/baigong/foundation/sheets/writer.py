"""The one writer of files for people: workbooks and text tables that hold no formula.

Every text goes out as a string cell, whatever it begins with; the same content gives the same bytes.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import IO, Any

from .book import (
    FORMATS,
    LAST_ROW,
    WIDTHS,
    Book,
    ColumnKind,
    Value,
    Written,
    add_choices,
    write_note,
    write_text,
    write_value,
)
from .marks import Mark
from .neutral import for_delimited, writable


@dataclass(frozen=True, slots=True)
class SheetOut:
    """One sheet to be written.

    heading_rows: rows above the headings (a title, who reports, for which week). kinds: one per column;
    an identity number, a phone, a code is "code". notes: remarks shown beside a heading. choices: by
    column, the values that may be picked. rows are consumed once and never all in memory.
    """

    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Value]]
    kinds: Sequence[ColumnKind] = ()
    heading_rows: Sequence[Sequence[str]] = ()
    notes: Mapping[int, str] = field(default_factory=dict)
    choices: Mapping[int, Sequence[str]] = field(default_factory=dict)


def write_workbook(
    stream: IO[bytes],
    sheets: Sequence[SheetOut],
    *,
    watermark: str = "",
    manifest: Mapping[str, str] | None = None,
    mark: Mark | None = None,
) -> Written:
    """Write an .xlsx and say how many data rows it holds.

    watermark: who made it and when, in the footer of every printed page. manifest: facts about the
    export (scope, filters, purpose), as document properties and on a last sheet 导出说明. mark: by which the
    rows say which file they come from.
    """
    book, rows = Book(), 0
    for sheet in sheets:
        rows += _write_sheet(book, sheet if mark is None else _marked(sheet, mark), watermark)
    if manifest:
        _write_manifest(book, manifest, rows)
    return book.close(stream, rows)


def _marked(sheet: SheetOut, mark: Mark) -> SheetOut:
    return replace(sheet, rows=map(mark.row, sheet.rows))


def _write_sheet(book: Book, sheet: SheetOut, watermark: str) -> int:
    page = book.sheet(sheet.title)
    kinds = _all_kinds(sheet)
    for column, kind in enumerate(kinds):
        page.set_column(column, column, WIDTHS[kind], book.style(**FORMATS[kind]))
    top = _write_headings(book, page, sheet)
    styles = [book.style(**FORMATS[kind]) for kind in kinds]
    count = 0
    for count, values in enumerate(sheet.rows, start=1):
        if top + count > LAST_ROW:
            raise ValueError("A sheet holds at most 1,048,576 rows; the caller splits the list")
        for column, value in enumerate(values):
            write_value(page, top + count, column, value, styles[column])
    page.freeze_panes(top + 1, 0)
    if watermark:
        page.set_footer(f"&L{_footer_text(watermark)}&R第&P页，共&N页")
    return count


def _all_kinds(sheet: SheetOut) -> list[ColumnKind]:
    missing: list[ColumnKind] = ["text"] * (len(sheet.headings) - len(sheet.kinds))
    return [*sheet.kinds, *missing]


def _write_headings(book: Book, page: Any, sheet: SheetOut) -> int:
    """Write the rows above, the headings, their remarks and choices; the answer is the headings' row."""
    for row, texts in enumerate(sheet.heading_rows):
        for column, text in enumerate(texts):
            write_text(page, row, column, text, book.style(bold=True, font_size=14))
    top = len(sheet.heading_rows)
    head = book.style(bold=True, text_wrap=True, bg_color="#E8EEF4", border=1)
    for column, heading in enumerate(sheet.headings):
        write_text(page, top, column, heading, head)
        if note := sheet.notes.get(column):
            write_note(page, top, column, note)
    for column, choices in sheet.choices.items():
        add_choices(book, page, (top + 1, column), choices)
    return top


def _footer_text(text: str) -> str:
    """In a footer & begins a command; 255 characters in all."""
    return writable(text)[:100].replace("&", "&&").replace("\n", " ")


def _write_manifest(book: Book, manifest: Mapping[str, str], rows: int) -> None:
    page = book.sheet("导出说明")
    page.set_column(0, 0, 18)
    page.set_column(1, 1, 60)
    facts = {**manifest, "数据行数": str(rows)}
    for row, (name, value) in enumerate(facts.items()):
        write_text(page, row, 0, name, book.style(bold=True))
        write_text(page, row, 1, value, book.style(num_format="@", text_wrap=True))
        book.property(name, value)


def write_delimited(stream: IO[bytes], headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> Written:
    """Write a CSV in UTF-8 with a mark, as spreadsheet programs open it; texts that could run are defused."""
    digest, size, count = hashlib.sha256(), 0, 0
    buffer = io.StringIO(newline="")
    table = csv.writer(buffer, lineterminator="\r\n")
    buffer.write("\ufeff")
    table.writerow([for_delimited(heading) for heading in headings])
    for count, values in enumerate(rows, start=1):  # noqa: B007 (the count is the answer)
        table.writerow([_as_text(value) for value in values])
        if buffer.tell() > 1 << 16:
            size += _flush(buffer, stream, digest)
    size += _flush(buffer, stream, digest)
    return Written(count, size, digest.hexdigest())


def _flush(buffer: io.StringIO, stream: IO[bytes], digest: Any) -> int:
    data = buffer.getvalue().encode("utf-8")
    stream.write(data)
    digest.update(data)
    buffer.seek(0)
    buffer.truncate()
    return len(data)


def _as_text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return value.isoformat()[:10]
    return str(value) if isinstance(value, int | Decimal) else for_delimited(value)
