"""Chinese numerals in pay texts, written back as figures: 三千五 is 3500, 五六千 is 5-6千."""

from __future__ import annotations

import re

_DIGITS = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_NUMERAL = re.compile(r"[零〇一二两三四五六七八九十百千万]+")
_NEIGHBOURS = re.compile(r"([一二两三四五六七八九])([二两三四五六七八九])([千万百])")
# 一天, 一个月 and 两班 count periods, not money.
_COUNTED = re.compile(r"^(?:天|日|月|年|周|个|小时|班|次|件|单|险|金|休|人|名|倍)")
_SHORTHAND = re.compile(
    r"(?<!\d)(\d+)([万w千k])([1-9])(?![\d.%万w千k百小个月天年周-])"
    r"|(?<!\d)(\d+)([万w千k])([1-9])(?=-\d+(?:\.\d+)?[万w千k元])"
)


def to_figures(text: str) -> str:
    """Write Chinese numerals and mixed shorthand (1万2, 5k5) as plain figures."""
    text = _NEIGHBOURS.sub(_neighbour_range, text)
    text = re.sub(r"(?<=[过上破])万(?=元|$|[,;])", "1万", text)
    text = re.sub(r"(?<![\d.一二两三四五六七八九十百千])万元", "1万元", text)
    text = _NUMERAL.sub(lambda found: _figure(found, text), text)
    return _SHORTHAND.sub(_expand, text)


def _neighbour_range(found: re.Match[str]) -> str:
    low, high = _DIGITS[found[1]], _DIGITS[found[2]]
    return f"{low}-{high}{found[3]}" if low < high else found[0]


def _figure(found: re.Match[str], text: str) -> str:
    numeral = found[0]
    starts_with_number = numeral[0] in _DIGITS or numeral[0] == "十"
    if not starts_with_number or (len(numeral) == 1 and _COUNTED.match(text[found.end() :])):
        return numeral
    if text[: found.start()].endswith(("第", "做", "上", "休", "早", "晚")):
        return numeral
    head, last = numeral[:-1], numeral[-1]
    if last in "千万" and head and not set(head) & set("千万"):
        return f"{_value(head)}{last}"
    return str(_value(numeral))


def _value(numeral: str) -> int:
    """The number a numeral names; a trailing digit after a unit is the next unit down (三千五)."""
    if "万" in numeral:
        high, low = numeral.split("万", 1)
        rest = _DIGITS[low] * 1000 if len(low) == 1 and low in _DIGITS else _value(low) if low else 0
        return _value(high) * 10_000 + rest
    if not set(numeral) & set(_UNITS):
        return int("".join(str(_DIGITS[letter]) for letter in numeral) or "0")
    return _below_ten_thousand(numeral)


def _below_ten_thousand(numeral: str) -> int:
    total, digit, unit, after_zero = 0, 0, 1, False
    for letter in numeral:
        if letter in _UNITS:
            unit, after_zero = _UNITS[letter], False
            total += (digit or 1) * unit
            digit = 0
        else:
            digit = _DIGITS[letter]
            after_zero = after_zero or digit == 0
    shorthand = unit >= 100 and not after_zero
    return total + digit * (unit // 10 if shorthand else 1)


def _expand(found: re.Match[str]) -> str:
    whole, unit, tail = (found[1], found[2], found[3]) if found[1] else (found[4], found[5], found[6])
    thousands = 10_000 if unit in "万w" else 1_000
    return str(int(whole) * thousands + int(tail) * thousands // 10)
