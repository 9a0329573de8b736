"""Cells read into values: dates, whole numbers, lines of text, identity numbers, codes, phones, pay.

Every reader answers None for an empty cell and raises `CellError` (code, sentence) for one it cannot
read; nothing is guessed. Dates come out as `date`, never as an instant, so no summer time can move them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from unicodedata import normalize

from baigong.kernels.identity import (
    CreditCode,
    IdentityError,
    IdentityNumber,
    Phone,
    looks_like_damaged_number,
    parse_credit_code,
    parse_identity_number,
    parse_phone,
)
from baigong.kernels.pay import Pay, parse_pay
from baigong.kernels.periods import PeriodError, day_from_serial, parse_day

from .cells import Cell, clean_text, compact_text
from .errors import CellError

_STORED_AS_NUMBER = (
    "被Excel存成了数字，后三位丢了。请把该列设为文本，再照证件重填；证件上真是000结尾的，中间加一个空格。"
)
_CODE_STORED_AS_NUMBER = "以数字存的信用代码已被截断。请把该列设为文本，再照执照重填。"
_EARLIEST, _YEARS_AHEAD = date(1900, 1, 1), 30
# Spreadsheets show serial 60 as 29 February 1900, and their readers move it to the day before.
_PHANTOM_NEIGHBOUR = date(1900, 2, 28)
_MONTH_ONLY = re.compile(r"(\d{4})(?:年|[-./])(\d{1,2})月?(?:份)?")
# What a spreadsheet makes of 2026.3 typed into a cell that is no text.
_MONTH_AS_NUMBER = re.compile(r"(?:19|20)\d{2}\.\d{1,2}")
_YEAR_ONLY = re.compile(r"(?:19|20)\d{2}年?")
_SHORT_YEAR = re.compile(r"\d{2}[-./年]\d{1,2}[-./月]\d{1,2}日?")
_OPEN_ENDED = ("长期", "永久", "至今", "不限")
_WHOLE = re.compile(r"([+-]?\d{1,3}(?:,\d{3})+|[+-]?\d+)(?:\.0+)?")
_COUNTED = re.compile(r"(.*?)(?:人|名|个|位|岁|周岁|家|户|次|年|月|天)")
_RANGE = re.compile(r"\d\s*(?:-|–|—|~|～|至|到)+\s*\d")
_ABOUT = re.compile(r"约|大概|左右|以上|以下|以内|不少于|不超过|近|多人|余人|若干|几|数十|\+$|>|<|≥|≤")
_WORD_FIGURES = {word: value for value, word in enumerate("零一二三四五六七八九十")} | {"两": 2, "〇": 0}
_MISSING = frozenset(
    {
        "",
        "无",
        "/",
        "\\",
        "-",
        "--",
        "—",
        "——",
        "n/a",
        "na",
        "null",
        "none",
        "nan",
        "暂无",
        "不详",
        "未知",
        "空",
    }
)
LONGEST_TEXT = 20_000
_CUT_IDENTITY = re.compile(r"['’]?[\d０-９]{15}[0０]{3}(?:\.0)?")
_WHOLE_IDENTITY = re.compile(r"['’]?[\d０-９]{18}")
_WHOLE_BESIDE_EACH = 10


def is_blank(cell: Cell) -> bool:
    """Whether the cell says nothing: empty, or one of the marks people put for nothing (无, /, —, N/A)."""
    return cell.is_empty or compact_text(cell.text) in _MISSING


def read_text(cell: Cell, *, longest: int = LONGEST_TEXT) -> str | None:
    """The cell's text made harmless; codes of refusal: formula_error, mojibake, too_long."""
    _refuse_formula_error(cell)
    text = clean_text(cell.text)
    if not text:
        return None
    if "\ufffd" in text:
        raise CellError("mojibake", "这一格里有认不出的字（显示为�）。请对照原件重填。")
    if len(text) > longest:
        raise CellError("too_long", f"这一格有{len(text)}个字，最多{longest}个。请删短。")
    return text


def read_date(cell: Cell, *, on: date, allow_future: bool = True) -> date | None:
    """The day the eye sees in the cell.

    Codes: ambiguous, serial, date, form, month_only, year_only, short_year, future, range,
    formula_error. `on` is the day of the import; with `allow_future` a day up to thirty years ahead is
    taken (a contract's end), without it none after `on` (a birthday, a registration).
    """
    _refuse_formula_error(cell)
    if is_blank(cell):
        return None
    day = _stored_day(cell) if cell.kind in ("date", "number") else _typed_day(cell)
    latest = date(on.year + _YEARS_AHEAD, 12, 31) if allow_future else on
    if day > latest:
        raise CellError("future", f"{day.isoformat()}在{on.isoformat()}之后，请核对年份。")
    if day < _EARLIEST:
        raise CellError("range", f"{day.isoformat()}早于1900年，请核对年份。")
    return day


def _stored_day(cell: Cell) -> date:
    if cell.kind == "date":
        day = date.fromisoformat(cell.text[:10])
        if day == _PHANTOM_NEIGHBOUR:
            raise CellError("date", "1900年2月28日和表格软件里的29日分不开，请写成文字再填。")
        return day
    if re.fullmatch(r"\d{8}", cell.text):
        return _parsed(cell.text)
    if _MONTH_AS_NUMBER.fullmatch(cell.text):
        raise _without_day(cell.text)
    raise CellError("serial", f"“{cell.text}”像表格里的日期序号，请把这一格设成日期格式。")


def _typed_day(cell: Cell) -> date:
    text = normalize("NFKC", clean_text(cell.text)).strip("。.;,'’ ")
    squeezed = re.sub(r"\s+", "", text)
    if found := _MONTH_ONLY.fullmatch(squeezed):
        raise _without_day(found[0])
    if _YEAR_ONLY.fullmatch(squeezed):
        raise CellError("year_only", f"“{squeezed}”只有年份，请写成2026-01-05这样。")
    if _SHORT_YEAR.fullmatch(squeezed):
        raise CellError("short_year", f"“{squeezed}”的年份只有两位，请写全四位。")
    if squeezed in _OPEN_ENDED:
        raise CellError("open_ended", f"“{squeezed}”不是一个日期；没有截止日就空着。")
    return _parsed(squeezed if re.search("[年月日]", squeezed) and ":" not in squeezed else text)


def _without_day(text: str) -> CellError:
    return CellError("month_only", f"“{text}”只有年月，没有哪一天。请补上日。")


def month_alone(cell: Cell, *, on: date) -> tuple[int, int] | None:
    """The (year, month) of a cell that names a month of the past and no day in it; None for any other cell.

    A cell typed as 2026.10 may have been kept as the number 2026.1: the month is then the earliest it can be.
    """
    if cell.kind == "date" or (cell.kind == "number" and not _MONTH_AS_NUMBER.fullmatch(cell.text)):
        return None
    found = _MONTH_ONLY.fullmatch(re.sub(r"\s+", "", normalize("NFKC", clean_text(cell.text))))
    month = (int(found[1]), int(found[2])) if found else (0, 0)
    is_past = (_EARLIEST.year, 1) <= month <= (on.year, on.month)
    return month if is_past and 1 <= month[1] <= 12 else None


def _parsed(text: str) -> date:
    try:
        return parse_day(text)
    except PeriodError as error:
        raise CellError(error.code, error.sentence) from None


def read_month(cell: Cell, *, on: date) -> tuple[int, int] | None:
    """The (year, month) the eye sees: 2026年3月, 2026-03, 202603, or a whole date's; codes as `read_date`."""
    _refuse_formula_error(cell)
    if is_blank(cell):
        return None
    text = re.sub(r"\s+", "", normalize("NFKC", clean_text(cell.text)))
    found = _MONTH_ONLY.fullmatch(text) or re.fullmatch(r"((?:19|20)\d{2})(\d{2})", text)
    if found is None:
        day = read_date(cell, on=on)
        return None if day is None else (day.year, day.month)
    year, month = int(found[1]), int(found[2])
    if not 1 <= month <= 12:
        raise CellError("date", f"“{text}”的月份不在1到12之间。")
    return year, month


def read_serial(text: str, *, from_1904: bool = False) -> date:
    """The day of a spreadsheet's inner date number, for the person who has said the column holds such."""
    try:
        return day_from_serial(float(text), from_1904=from_1904)
    except (ValueError, OverflowError) as error:
        raise CellError("date", f"“{text}”不是一个真实的日期，请核对这一格。") from error


def read_integer(cell: Cell, *, least: int = 0, most: int = 10_000_000) -> int | None:
    """A whole number.

    Codes: range_of_numbers, about, not_whole, form, too_small, too_large, formula_error.
    """
    _refuse_formula_error(cell)
    if is_blank(cell):
        return None
    text = normalize("NFKC", clean_text(cell.text)).replace("，", ",").strip("。;,'’ ")
    value = _whole_number(text)
    if value < least:
        raise CellError("too_small", f"“{text}”小于{least}，请核对。")
    if value > most:
        raise CellError("too_large", f"“{text}”大于{most}，请核对。")
    return value


def _whole_number(text: str) -> int:
    bare = counted[1].strip() if (counted := _COUNTED.fullmatch(text)) else text
    if found := _WHOLE.fullmatch(bare):
        return int(found[1].replace(",", ""))
    if bare in _WORD_FIGURES:
        return _WORD_FIGURES[bare]
    if _RANGE.search(text):
        raise CellError("range_of_numbers", f"“{text}”是一个区间，这里要一个数。请填实际人数。")
    if _ABOUT.search(text):
        raise CellError("about", f"“{text}”不是确数。请填一个整数。")
    if re.fullmatch(r"[+-]?\d+\.\d+", bare):
        raise CellError("not_whole", f"“{text}”不是整数。请填整数。")
    raise CellError("form", f"“{text}”看不出是几。请只填数字。")


def read_identity_number(cell: Cell, *, on: date) -> IdentityNumber | None:
    """An identity number; codes as the identity kernel's, stored_as_number for one kept as a quantity."""
    if _is_unsaid(cell):
        return None
    if cell.kind == "number" and len(cell.text) != EXACT_OLD_LENGTH or _is_scientific(cell):
        raise CellError("stored_as_number", _STORED_AS_NUMBER)
    try:
        return parse_identity_number(cell.text, on=on)
    except IdentityError as error:
        raise CellError(error.code, error.sentence) from None


EXACT_OLD_LENGTH = 15  # an old number of fifteen digits still fits a quantity exactly


def _is_scientific(cell: Cell) -> bool:
    return "e+" in compact_text(cell.text) and looks_like_damaged_number(cell.text)


def read_credit_code(cell: Cell) -> CreditCode | None:
    """A unified social credit code; codes as the identity kernel's, and stored_as_number."""
    if _is_unsaid(cell):
        return None
    if cell.has_lost_digits or _is_scientific(cell):
        raise CellError("stored_as_number", _CODE_STORED_AS_NUMBER)
    try:
        return parse_credit_code(cell.text)
    except IdentityError as error:
        raise CellError(error.code, error.sentence) from None


def read_phone(cell: Cell) -> Phone | None:
    """A phone number; codes as the identity kernel's. A quantity holds eleven digits exactly."""
    if _is_unsaid(cell):
        return None
    try:
        return parse_phone(cell.text)
    except IdentityError as error:
        raise CellError(error.code, error.sentence) from None


def read_pay(cell: Cell, *, unit: str = "") -> Pay | None:
    """A pay text; a bare figure takes the unit of its heading (元/月). Code: formula_error."""
    _refuse_formula_error(cell)
    if is_blank(cell):
        return None
    text = clean_text(cell.text)
    return parse_pay(f"{text}{unit}" if unit and not re.search("[元万千kK月年天日时议]", text) else text)


def truncated_identities(cells: Iterable[Cell]) -> bool:
    """Whether the numbers of a column that end in 000 must be taken for cut, on their way through a quantity.

    A quantity keeps fifteen digits, so digits 16 to 18 become 000: the end of the order code and the check.
    One cut number in eleven passes the check all the same, and is somebody else's; one true number in 1,100
    ends so too (order code x00, check 0). So 000 alone says nothing; its company does. The column is taken
    for cut when one of its long numbers is still a quantity or in powers of ten, or ends in 000 and fails
    its check (a true one does not), or when those ending in 000 have fewer than ten whole numbers each
    beside them: a cut column has hardly any but those in X, which no quantity holds and which prove nothing.
    """
    cut, whole = 0, 0
    for cell in cells:
        text = cell.text.strip()
        if is_cut_identity(cell):
            if _fails_its_check(text):
                return True
            cut += 1
        elif _is_scientific(cell) or cell.has_lost_digits:
            return True
        elif _WHOLE_IDENTITY.fullmatch(text):
            whole += 1
    return cut * _WHOLE_BESIDE_EACH > whole


def is_cut_identity(cell: Cell) -> bool:
    """Whether the cell's eighteen digits end in 000; a blank among them was typed, so no quantity held them."""
    return _CUT_IDENTITY.fullmatch(cell.text.strip()) is not None


def _fails_its_check(text: str) -> bool:
    try:
        parse_identity_number(text.strip("'"))
    except IdentityError:
        return True
    return False


def _is_unsaid(cell: Cell) -> bool:
    _refuse_formula_error(cell)
    return is_blank(cell)


def _refuse_formula_error(cell: Cell) -> None:
    if cell.kind == "formula_error":
        raise CellError("formula_error", "这一格的公式出错，没有结果。请改成数值再传。")
