"""Reads a date as a person typed it or a spreadsheet stored it: what the eye sees, or a refusal.

Two readings of the same text are never settled by guessing: 05/01/2026 is refused, 25/12/2026 is not.
"""

import re
from datetime import date, timedelta
from unicodedata import normalize

from .errors import PeriodError

_TIME = r"(?:[\sT]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)?"
_YEAR_FIRST = re.compile(
    rf"(\d{{4}})\s?(?:[-/.]|年)\s?(\d{{1,2}})\s?(?:[-/.]|月)\s?(\d{{1,2}})\s?[日号]?{_TIME}"
)
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\.0)?")
_YEAR_LAST = re.compile(rf"(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}}){_TIME}")
_SERIAL = re.compile(r"\d{5}(?:\.\d{1,12})?")
_PHANTOM_SERIAL = 60  # the 29 February 1900 that spreadsheets believe in


def _build(text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise PeriodError("date", f"“{text}”不是一个真实的日期，请核对年月日。") from None


def parse_day(text: str) -> date:
    """Read 2026-01-05, 2026.1.5, 2026/1/5, 20260105, 2026年1月5日, with or without a time of day.

    Codes of refusal: empty, ambiguous (day and month can be swapped), serial (a spreadsheet's inner
    number), date (no such day), form (anything else, two-digit years among them).
    """
    cleaned = normalize("NFKC", text).strip()
    if not cleaned:
        raise PeriodError("empty", "没有填日期。")
    if found := _YEAR_FIRST.fullmatch(cleaned) or _PACKED.fullmatch(cleaned):
        return _build(text, int(found[1]), int(found[2]), int(found[3]))
    if found := _YEAR_LAST.fullmatch(cleaned):
        return _year_last(text, int(found[1]), int(found[2]), int(found[3]))
    if _SERIAL.fullmatch(cleaned):
        raise PeriodError("serial", f"“{text}”像表格里的日期序号，请把这一格设成日期格式。")
    raise PeriodError("form", f"“{text}”看不出是哪一天。请写成2026-01-05这样。")


def _year_last(text: str, first: int, second: int, year: int) -> date:
    if first <= 12 and second <= 12 and first != second:
        raise PeriodError("ambiguous", f"“{text}”分不清哪个是月、哪个是日。请写成2026-01-05这样。")
    day, month = (first, second) if first > 12 else (second, first)
    return _build(text, year, month, day)


def day_from_serial(serial: int | float, *, from_1904: bool = False) -> date:
    """The day a spreadsheet shows for an inner date number; `from_1904` for workbooks made on old Macs."""
    whole = int(serial)
    if from_1904:
        return _offset(date(1904, 1, 1), whole, serial)
    if whole == _PHANTOM_SERIAL or whole < 1:
        raise PeriodError("date", f"日期序号{serial}不是一个真实的日期，请核对这一格。")
    # Below the phantom day the count starts one later, because the real February has one day less.
    return _offset(date(1899, 12, 31 if whole < _PHANTOM_SERIAL else 30), whole, serial)


def _offset(origin: date, days: int, serial: int | float) -> date:
    try:
        if days < 0:
            raise OverflowError
        return origin + timedelta(days=days)
    except OverflowError:
        raise PeriodError("date", f"日期序号{serial}不是一个真实的日期，请核对这一格。") from None
