"""A workbook in the making, and its cells: texts, figures and days, nothing that is worked out."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, Literal

import xlsxwriter

from .neutral import sheet_name, writable

ColumnKind = Literal["text", "code", "integer", "number", "yuan", "date"]
Value = str | int | Decimal | date | bool | None

_MADE_ON = datetime(2026, 1, 1)  # noqa: DTZ001 (a fixed stamp, so that equal content gives equal bytes)
_MEMORY_FOLDER = Path("/dev/shm")  # noqa: S108 (sheets in the making hold personal data and stay off the disk)
WIDTHS: dict[ColumnKind, int] = {"text": 18, "code": 22, "integer": 10, "number": 12, "yuan": 12, "date": 12}
FORMATS: dict[ColumnKind, dict[str, Any]] = {
    "text": {"num_format": "@"},
    "code": {"num_format": "@"},
    "integer": {"num_format": "0"},
    "number": {"num_format": "0.##"},
    "yuan": {"num_format": "#,##0.00"},
    "date": {"num_format": "yyyy-mm-dd"},
}
_EXACT_DIGITS = 15
LAST_ROW = 1_048_575


@dataclass(frozen=True, slots=True)
class Written:
    """What went out: data rows, bytes, and the digest for the audit."""

    rows: int
    size: int
    sha256: str


class Book:
    """A workbook in the making; it can write texts, figures and days, and nothing that is worked out."""

    def __init__(self) -> None:
        self._target = io.BytesIO()
        options: dict[str, Any] = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        if os.access(_MEMORY_FOLDER, os.W_OK):
            options["tmpdir"] = str(_MEMORY_FOLDER)
        self._book = xlsxwriter.Workbook(self._target, options)
        self._book.set_properties({"created": _MADE_ON, "author": "百工"})
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._names: frozenset[str] = frozenset()

    def sheet(self, title: str) -> Any:
        """A new sheet under a name every program opens."""
        name = sheet_name(title, self._names)
        self._names |= {name.casefold()}
        return self._book.add_worksheet(name)

    def style(self, **parts: Any) -> Any:
        """A cell format; equal ones are made once."""
        key = tuple(sorted(parts.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(parts)
        return self._formats[key]

    def property(self, name: str, value: str) -> None:
        """Write a document property, text only."""
        self._book.set_custom_property(writable(name)[:255], writable(value)[:255], "text")

    def close(self, stream: IO[bytes], rows: int) -> Written:
        """Finish and hand the bytes to the stream."""
        self._book.close()
        data = self._target.getvalue()
        stream.write(data)
        return Written(rows, len(data), hashlib.sha256(data).hexdigest())


def write_text(page: Any, row: int, column: int, text: str, style: Any = None) -> None:
    """Write a string cell, never a formula, number or link."""
    plain = writable(text)
    if plain:
        page.write_string(row, column, plain, style)


def write_value(page: Any, row: int, column: int, value: Value, style: Any = None) -> None:
    """Write a cell by its type; a whole number too long for a quantity is written as text."""
    if value is None:
        return
    if isinstance(value, bool):
        write_text(page, row, column, "是" if value else "否", style)
    elif isinstance(value, int | Decimal):
        _write_number(page, row, column, value, style)
    elif isinstance(value, date):
        _write_day(page, row, column, value, style)
    else:
        write_text(page, row, column, value, style)


def _write_number(page: Any, row: int, column: int, value: int | Decimal, style: Any) -> None:
    if sum(each.isdigit() for each in str(value)) > _EXACT_DIGITS or not Decimal(value).is_finite():
        write_text(page, row, column, str(value), style)
    else:
        page.write_number(row, column, value, style)


def _write_day(page: Any, row: int, column: int, value: date, style: Any) -> None:
    """Days before March 1900 are shifted or missing in spreadsheets and go out as text."""
    if value.year < 1901:
        write_text(page, row, column, value.isoformat()[:10], style)
    else:
        page.write_datetime(row, column, datetime(value.year, value.month, value.day), style)  # noqa: DTZ001


def write_note(page: Any, row: int, column: int, text: str) -> None:
    """A remark that opens beside its cell."""
    page.write_comment(row, column, writable(text)[:2000], {"author": "百工", "x_scale": 2, "y_scale": 1.2})


def add_choices(
    book: Book, page: Any, start: tuple[int, int], choices: Sequence[str], rows: int = 5000
) -> None:
    """Let a column be picked from choices; more than the format's 255 characters are left out."""
    joined = ",".join(choices)
    top, column = start
    if choices and len(joined) <= 255 and not any("," in choice for choice in choices):
        page.data_validation(
            top, column, top + rows, column,
            {"validate": "list", "source": [writable(choice) for choice in choices], "error_type": "warning",
             "error_title": "不在选项里", "error_message": "请从下拉的选项里选一个。"},
        )  # fmt: skip
