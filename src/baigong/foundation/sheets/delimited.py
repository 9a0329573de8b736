"""Text tables (CSV, TSV): the encoding decided once for the whole file, never guessed cell by cell.

Order: byte order mark, UTF-16 by its zero bytes, strict UTF-8, strict GB18030 (which contains GBK). What
none of them can read is refused with its line; no character is ever replaced.
A � that stands in the file itself is for the cell readers to refuse: one spoilt row is not a spoilt file.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from .errors import SheetError
from .neutral import is_dangerous

_DELIMITERS = (",", "\t", ";", "，", "|")
_SAMPLE_LINES = 60
_EXCEL_TEXT = re.compile(r'="([^"]*)"')
_CHINESE = re.compile("[\u3400-\u9fff\u3000-\u303f\uff00-\uffef]")
_PLAIN_LINE_BYTES = 24  # so many bytes are not UTF-8 by accident (one in a thousand million)
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f]")


def read_delimited(data: bytes, *, longest: int) -> Iterator[list[str]]:
    """Yield the rows of a text table."""
    text = decode(data)
    delimiter = find_delimiter(text)
    csv.field_size_limit(longest * 4)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=False)
    try:
        for row in rows:
            yield [_plain(cell, longest, rows.line_num) for cell in row]
    except csv.Error as error:
        if "field larger" in str(error):
            raise _too_long(rows.line_num, longest) from error
        raise SheetError("quotes", f"第{rows.line_num}行的引号没有配对，读不下去。请改好再传。") from error


def _plain(cell: str, longest: int, line: int) -> str:
    if len(cell) > longest:
        raise _too_long(line, longest)
    if found := _EXCEL_TEXT.fullmatch(cell):
        return found[1]
    is_defused = cell.startswith("'") and is_dangerous(cell[1:])  # as our own writer does it
    return cell[1:] if is_defused else cell


def _too_long(line: int, longest: int) -> SheetError:
    return SheetError("cell_too_long", f"第{line}行有一格超过{longest}个字，可能引号没有配对。请改好再传。")


def decode(data: bytes) -> str:
    """The whole file as text, or `SheetError` with the line that cannot be read."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            return _strict(data[len(mark) :], name)
    if wide := _wide_encoding(data):
        return _strict(data, wide)
    try:
        return _sound(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        _refuse_mixture(data, error)
    return _strict(data, "gb18030")


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 without a mark shows zero bytes on one side of the separators and line ends."""
    if len(data) % 2 or b"\x00" not in data:
        return None
    little = data.count(b",\x00") + data.count(b"\n\x00") + data.count(b"\t\x00")
    big = data.count(b"\x00,") + data.count(b"\x00\n") + data.count(b"\x00\t")
    if not little and not big:
        return None
    return "utf-16-le" if data[1:2] == b"\x00" or (little >= big and data[0:1] != b"\x00") else "utf-16-be"


def _strict(data: bytes, name: str) -> str:
    try:
        return _sound(data.decode(name))
    except UnicodeDecodeError as error:
        unit = "\n".encode(name)
        raise _undecodable(data[: error.start].count(unit) + 1) from error


def _undecodable(line: int) -> SheetError:
    return SheetError("undecodable", f"第{line}行有认不出的字，怕读成乱码，没有收。请另存为.xlsx后再传。")


def _sound(text: str) -> str:
    if found := _CONTROLS.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise SheetError("binary", f"第{line}行有控制字符，不像表格。请另存为.xlsx后再传。")
    return text


def _refuse_mixture(data: bytes, error: UnicodeDecodeError) -> None:
    """Refuse a file whose lines are partly UTF-8: read as GB18030 these would turn into other characters."""
    is_cut = error.reason == "unexpected end of data" and error.end == len(data)
    if is_cut and _CHINESE.search(data[: error.start].decode("utf-8")):
        raise _undecodable(data.count(b"\n", 0, error.start) + 1)
    if any(map(_is_plainly_utf8, data.split(b"\n"))) or _is_mostly_utf8(data):
        raise _undecodable(data.count(b"\n", 0, error.start) + 1)


def _is_plainly_utf8(line: bytes) -> bool:
    if sum(byte > 0x7F for byte in line) < _PLAIN_LINE_BYTES:
        return False
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return len(_CHINESE.findall(text)) * 3 >= _PLAIN_LINE_BYTES


def _is_mostly_utf8(data: bytes) -> bool:
    """Short lines one by one prove little; when a good part of them is UTF-8 the file is."""
    seen = Counter(_short_kind(line) for line in data.split(b"\n"))
    return seen["utf8"] > 2 and seen["utf8"] * 5 > seen["utf8"] + seen["other"]


def _short_kind(line: bytes) -> str:
    if line.isascii():
        return "ascii"
    try:
        return "utf8" if _CHINESE.search(line.decode("utf-8")) else "other"
    except UnicodeDecodeError:
        return "other"


def find_delimiter(text: str) -> str:
    """The separator with which most lines have equally many columns, more than one; else the comma."""
    lines = [line for line in text[:200_000].splitlines() if line.strip()][:_SAMPLE_LINES]
    best, most = ",", 0
    for delimiter in _DELIMITERS:
        try:
            widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter))
        except csv.Error:
            continue
        width, count = max(widths.items(), key=lambda pair: (pair[1] * (pair[0] > 1), pair[0]))
        score = count * 100 + min(width, 50) if width > 1 else 0
        if score > most:
            best, most = delimiter, score
    return best
