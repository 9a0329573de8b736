"""The throw-away process that opens what strangers sent. Reads one file from stdin, writes frames to stdout.

First comes one line of JSON with the kind and the limits, then the file. It may die at any moment: its
parent takes that for an ordinary refusal.
"""

from __future__ import annotations

import io
import itertools
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import IO, Any

import python_calamine

from .confine import confine
from .delimited import read_delimited
from .errors import SheetError
from .faults import Places, by_sheet_name
from .frames import ROWS_PER_FRAME, write_frame
from .limits import Limits
from .parts import check_parts

Corner = tuple[int, int]  # row and column, from 0

_ERROR_TEXTS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!")


def main() -> None:
    """Confine this process, read, answer. Every refusal is a message; everything else is death."""
    head = json.loads(sys.stdin.buffer.readline())
    limits = Limits(**head["limits"])
    confine(limits)
    data = sys.stdin.buffer.read()
    sender = Sender(sys.stdout.buffer, limits)
    try:
        (_send_workbook if head["kind"] == "xlsx" else _send_delimited)(
            data, sender, limits, head["is_checked"]
        )
    except SheetError as error:
        sender.refuse(error)
    except MemoryError:
        sender.refuse(SheetError("too_large", "表格太大，读不下。请删去空行，分成几个文件再传。"))
    sys.stdout.buffer.flush()


class Sender:
    """Sends sheets and rows, and counts what goes out."""

    def __init__(self, stream: IO[bytes], limits: Limits) -> None:
        self._stream = stream
        self._limits = limits
        self._sent = 0

    def send(self, message: dict[str, Any]) -> None:
        self._sent += write_frame(self._stream, message)
        if self._sent > self._limits.output_bytes:
            raise SheetError("too_much_text", "表里的文字太多，读不下。请分成几个文件再传。")

    def refuse(self, error: SheetError) -> None:
        write_frame(self._stream, {"refused": {"code": error.code, "sentence": error.sentence}})

    def rows(self, rows: Iterator[list[str]]) -> None:
        """Send rows; empty cells behind the last filled one are left off, rows keep their place."""
        batch: list[list[str]] = []
        for number, row in enumerate(rows, start=1):
            if number > self._limits.rows:
                raise SheetError("too_many_rows", f"超过{self._limits.rows}行。请分成几个文件再传。")
            while row and not row[-1]:
                row.pop()
            if len(row) > self._limits.columns:
                raise SheetError(
                    "too_many_columns", f"第{number}行超过{self._limits.columns}列。请删去多余的列再传。"
                )
            batch.append(row)
            if len(batch) == ROWS_PER_FRAME:
                self.send({"rows": batch})
                batch = []
        self.send({"rows": batch})


def _send_delimited(data: bytes, sender: Sender, limits: Limits, is_checked: bool) -> None:
    sender.send({"sheet": "", "hidden": False, "merges": []})
    sender.rows(
        [f"s{text}" if text else "" for text in row]
        for row in read_delimited(data, longest=limits.cell_characters)
    )
    sender.send({"end": True})


def _send_workbook(data: bytes, sender: Sender, limits: Limits, is_checked: bool) -> None:
    faults = by_sheet_name(data, check_parts(data, limits)) if is_checked else {}
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        for place, meta in enumerate(workbook.sheets_metadata):
            if meta.typ == python_calamine.SheetTypeEnum.WorkSheet:
                hidden = meta.visible != python_calamine.SheetVisibleEnum.Visible
                sheet = workbook.get_sheet_by_index(place)
                _send_sheet(sheet, sender, limits, hidden=hidden, faults=faults.get(meta.name, frozenset()))
    except python_calamine.PasswordError as error:
        raise SheetError("encrypted", "表格加了打开密码。请去掉密码，另存为.xlsx后再传。") from error
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise SheetError("unreadable", "文件损坏，读不出来。请用表格软件打开，另存为.xlsx后再传。") from error
    sender.send({"end": True})


def _send_sheet(sheet: Any, sender: Sender, limits: Limits, *, hidden: bool, faults: Places) -> None:
    merges = clipped_merges(sheet.merged_cell_ranges or [], sheet.end, limits)
    sender.send({"sheet": sheet.name, "hidden": hidden, "merges": merges})
    if sheet.end is None:
        return
    if sheet.end[0] >= limits.rows:
        raise SheetError("too_many_rows", f"超过{limits.rows}行。请分成几个文件再传。")
    rows = _texts(sheet, limits)
    sender.rows(_with_faults(rows, faults) if faults else rows)


def clipped_merges(
    ranges: Sequence[tuple[Corner, Corner]], used: Corner | None, limits: Limits
) -> list[list[int]]:
    """The merges within the used part of the sheet: a merge may claim 16,384 columns and fill them all.

    Ranges that lie on each other are no spreadsheet's work; refused, or many small claims cost like a big one.
    """
    if used is None:
        return []
    bottom, right = used[0], min(used[1], limits.columns - 1)
    clipped = {
        (top, left, min(low, bottom), min(far, right))
        for (top, left), (low, far) in ranges
        if top <= bottom and left <= right
    }
    covered = sum((low - top + 1) * (far - left + 1) for top, left, low, far in clipped)
    if covered > (bottom + 1) * (right + 1):
        raise SheetError("overlapping_merges", "合并单元格互相重叠，不像正常的表格。请取消合并后再传。")
    if covered > limits.merged_cells:
        raise SheetError("too_many_merges", "合并单元格盖住的格子太多，读不下。请取消合并后再传。")
    return [list(each) for each in sorted(clipped)]


def _with_faults(rows: Iterator[list[str]], faults: Places) -> Iterator[list[str]]:
    """The rows with a mark where a formula went wrong, which the parser shows as empty."""
    columns: dict[int, list[int]] = {}
    for row, column in faults:
        columns.setdefault(row, []).append(column)
    for number, texts in enumerate(rows):
        for column in columns.get(number, ()):
            texts.extend([""] * (column + 1 - len(texts)))
            texts[column] = texts[column] or "e#错误"
        yield texts


def _texts(sheet: Any, limits: Limits) -> Iterator[list[str]]:
    top, left = sheet.start
    yield from ([] for _ in range(top))
    before = [""] * left  # the parser leaves out the empty columns before the first filled one
    for row in itertools.islice(sheet.iter_rows(), top, None):
        yield before + [_token(value, limits) for value in row]


def _token(value: object, limits: Limits) -> str:
    if value == "":
        return ""
    return _TOKENS[type(value)](value, limits)


def _text(value: Any, limits: Limits) -> str:
    if len(value) > limits.cell_characters:
        raise SheetError("cell_too_long", f"有一格超过{limits.cell_characters}个字。请删短再传。")
    if value in _ERROR_TEXTS:
        return f"e{value}"
    return f"s{value}"


def _number(value: Any, limits: Limits) -> str:
    """What the eye sees: fifteen digits; longer ones are written out, so that the loss can be noticed."""
    if isinstance(value, int):
        return f"n{value}"
    if value.is_integer() and abs(value) < 1e21:
        return f"n{value:.0f}"
    return f"n{value:.15g}"


def _moment(value: Any, limits: Limits) -> str:
    if value.time() == time(0):
        return f"d{value.date().isoformat()}"
    return f"d{value.isoformat(sep=' ', timespec='seconds')}"


_TOKENS: dict[type, Callable[[Any, Limits], str]] = {
    str: _text,
    int: _number,
    float: _number,
    bool: lambda value, limits: "bTRUE" if value else "bFALSE",
    date: lambda value, limits: f"d{value.isoformat()}",
    datetime: _moment,
    time: lambda value, limits: f"t{value.isoformat(timespec='seconds')}",
    timedelta: lambda value, limits: f"t{value}",
}
