"""Amounts found in a uniform text: one or two figures with unit, period and open side."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from baigong.kernels.pay.model import Period

_FIGURE = r"(\d+(?:\.\d+)?)(百|千|k|万|w)?(?:元|块)?"
_PERIOD_WORDS: tuple[tuple[Period, str], ...] = (
    ("half_year", r"半年"),
    ("half_month", r"半个?月"),
    ("hour", r"(?:个)?(?:小时|钟头|时|hour|hr|h)(?!间|装|尚)"),
    ("shift", r"(?:个)?(?:夜班|白班|晚班|班|晚|工日|工|\d{1,2}小时)"),
    ("day", r"(?:工作)?(?:天|日|day|d)"),
    ("week", r"(?:个)?(?:周|星期|礼拜|week)"),
    ("quarter", r"(?:个)?(?:季度|季)"),
    ("year", r"(?:年|year|yr|y|annum)"),
    ("month", r"(?:个)?(?:月|month|mon|mo|m)"),
)
_PIECE_WORD = (
    r"(?:件|个(?!月|小时|星期|周|工)|单|台|课时|节|课|场|次|趟|公里|吨|平方米?|平米?|米|条|票|双|斤|公斤"
    r"|只|车|套|户|篇|张)"
)
_ANY_PERIOD = "|".join(f"(?P<{name}>{words})" for name, words in _PERIOD_WORDS)
_AFTER = re.compile(
    rf"(?:/(?:人|位)(?=/))?(?P<link>[/·]每?|每|一|1|per|p\.?|a)?(?:(?P<piece>{_PIECE_WORD})|{_ANY_PERIOD})(?:/人|·人)?"
)
_LEFT_PERIOD = r"(?:(?:/|每|一)(?:个)?(?:小时|时|天|日|周|月|年))?"
_AMOUNT = re.compile(
    rf"(?<![\d.a-z]){_FIGURE}{_LEFT_PERIOD}(?:-[^\d-]{{0,4}}?{_FIGURE}|(?<=[千k万w])(?=\d+(?:\.\d+)?[千k万w]){_FIGURE})?(?![\d])"
)
_MORE = re.compile(
    r"^-?(?:\+(?!\d|[\u4e00-\u9fff])|及?以上|起|往上|↑|多|余|元?起薪|以上)|^-(?:不限|面议|面谈)|^\+(?=[/;,)]|万|千|元|月|$)"
)
_LESS = re.compile(r"^(?:及?以下|以内|之内|封顶|内(?!容|部))")
_MORE_BEFORE = re.compile(
    r"(?:不低于|不少于|至少|最低|最少|起薪|保底|保障|>=?|≥|大于|高于|超过?|(?<!不)[过破上]|高于|兜底)(?:底薪|工资|薪资|收入|月薪|每月|月)?:?$"
)
_LESS_BEFORE = re.compile(
    r"(?:不超过|不高于|不多于|最高|最多|至多|<=?|≤|小于|(?<!不)低于|高达|可达|能达|达到|可拿|上限)(?:可达|能达|到)?:?$"
)
_FACTORS = {None: 1, "": 1, "百": 100, "千": 1_000, "k": 1_000, "万": 10_000, "w": 10_000}


@dataclass(frozen=True, slots=True)
class Amount:
    """One amount as written: yuan for one ``period`` (``None``: unsaid), with where it stands."""

    low: Decimal | None
    high: Decimal | None
    period: Period | None
    is_piece: bool
    has_unit: bool
    start: int
    end: int


def find_amounts(text: str) -> list[Amount]:
    """Every amount in a uniform text, in reading order."""
    return [amount for found in _AMOUNT.finditer(text) if (amount := _read(text, found)) is not None]


def _read(text: str, found: re.Match[str]) -> Amount | None:
    second, second_unit = (found[3], found[4]) if found[3] else (found[5], found[6])
    end, late_unit = _late_unit(text, found.end(), found[2] if second is None else second_unit)
    first_unit = found[2]
    if second is None:
        first_unit = first_unit or late_unit
    else:
        second_unit = second_unit or late_unit
    low, high = _scaled(Decimal(found[1]), first_unit, Decimal(second) if second else None, second_unit)
    after, is_more, is_less = _open_side(text, end)
    period, is_piece, after = _period_after(text, after)
    after, more_again, less_again = _open_side(text, after)
    period = period or _period_between(found[0])
    before = text[: found.start()]
    is_less = is_less or less_again or _LESS_BEFORE.search(before) is not None
    is_more = is_more or more_again or (not is_less and _MORE_BEFORE.search(before) is not None)
    sides = _sides(low, high, is_more, is_less)
    has_unit = (
        bool(first_unit or second_unit) or re.search(r"[元块]", text[found.start() : after]) is not None
    )
    if not has_unit and _is_count(text, found.end(), max(low, high or low)):
        return None
    return Amount(sides[0], sides[1], period, is_piece, has_unit, found.start(), after)


def _late_unit(text: str, end: int, unit: str | None) -> tuple[int, str | None]:
    """A unit that stands behind the plus sign: 2.3+万."""
    late = re.compile(r"\+(?=(?:百|千|k|万|w))(百|千|k|万|w)").match(text, end) if not unit else None
    return (end, unit) if late is None else (end, late[1])


def _scaled(
    first: Decimal, first_unit: str | None, second: Decimal | None, second_unit: str | None
) -> tuple[Decimal, Decimal | None]:
    """Both figures in yuan: a unit written once belongs to both, as far as the order of the two allows."""
    low = first * _FACTORS[first_unit]
    if second is None:
        return low, None
    high = second * _FACTORS[second_unit]
    if second_unit and not first_unit and first * _FACTORS[second_unit] <= high:
        low = first * _FACTORS[second_unit]
    if first_unit and not second_unit and high < low:
        high = second * _FACTORS[first_unit]
    return (low, high) if low <= high else (high, low)


def _open_side(text: str, position: int) -> tuple[int, bool, bool]:
    rest = text[position:]
    more = _MORE.match(rest)
    less = _LESS.match(rest)
    found = more or less
    position += found.end() if found else 0
    if found and re.match(r"(?:百|千|k|万|w)?(?:元|块)?(?=[/·每]|$)", text[position:]):
        position += len(re.match(r"(?:百|千|k|万|w)?(?:元|块)?", text[position:])[0])  # type: ignore[index]  # it always matches
    return position, more is not None, less is not None


def _period_after(text: str, position: int) -> tuple[Period | None, bool, int]:
    found = _AFTER.match(text, position)
    if found is None:
        return None, False, position
    if found["piece"]:
        return None, True, found.end()
    for name, _ in _PERIOD_WORDS:
        if found[name]:
            return name, False, found.end()
    return None, False, position


def _is_count(text: str, position: int, most: Decimal) -> bool:
    """Whether a bare small figure glued to a period counts days or months (15天) and is no pay."""
    found = _AFTER.match(text, position)
    if found is None or found["link"]:
        return False
    return most < (1_000 if found["month"] or found["year"] else 100)


def _period_between(written: str) -> Period | None:
    """The period that stands inside a range: 5000元/月-8000元."""
    for name, words in _PERIOD_WORDS:
        if re.search(rf"[/每一]{words}", written):
            return name
    return None


def _sides(
    low: Decimal, high: Decimal | None, is_more: bool, is_less: bool
) -> tuple[Decimal | None, Decimal | None]:
    if high is not None:
        # Some job boards write "no upper end" as a figure of nines, and "no lower end" as zero.
        return (low if low > 0 else None), (None if _is_nines(high) else high)
    if is_less:
        return None, low
    return (low, None) if is_more else (low, low)


def _is_nines(figure: Decimal) -> bool:
    return figure >= 999_999 and set(str(figure)) == {"9"}
