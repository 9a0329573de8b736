"""How figures, money and dates are written on screens and paper.

Minus is “−”, zero is 0, unknown is “—”. Tables carry thousands commas; sentences are plain up to
9999 and use 万 beyond. Money is counted in fen and never passes through a float.
"""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

UNKNOWN = "—"
MINUS = "−"
TEN_THOUSAND = 10_000
WEEKDAYS = "一二三四五六日"


def number(value: int | Decimal | None) -> str:
    """A figure for a table: “1,873”, “−12”, “—”."""
    if value is None:
        return UNKNOWN
    return f"{value:,}".replace("-", MINUS)


def number_in_words(value: int | Decimal | None) -> str:
    """A figure for a sentence: “9999”, “1.23万”, “−12”, “—”."""
    if value is None:
        return UNKNOWN
    sign = MINUS if value < 0 else ""
    size: Decimal = abs(Decimal(value))
    if size < TEN_THOUSAND:
        return f"{sign}{size}"
    return f"{sign}{_trimmed(size / TEN_THOUSAND)}万"


def money(fen: int | None) -> str:
    """Fen as yuan for a money table, always with two decimals: “38,000.00”."""
    if fen is None:
        return UNKNOWN
    yuan, rest = divmod(abs(fen), 100)
    return f"{MINUS if fen < 0 else ''}{yuan:,}.{rest:02d}"


def money_in_words(fen: int | None) -> str:
    """Fen as yuan for a sentence: “1000元”, “3.8万元”; cents are shown only where there are any."""
    if fen is None:
        return UNKNOWN
    yuan = Decimal(fen) / 100
    if abs(yuan) < TEN_THOUSAND and fen % 100:
        return f"{yuan:.2f}元".replace("-", MINUS)
    return f"{number_in_words(yuan.quantize(Decimal(1), ROUND_HALF_UP))}元"


def share(part: int | None, whole: int | None) -> str:
    """A rate with its counts beside it: “81.0%（34/42）”; “—” when there is nothing to divide by."""
    if part is None or not whole:
        return UNKNOWN
    rate = (Decimal(part) * 100 / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{rate}%（{part}/{whole}）".replace("-", MINUS)


def day(value: date | None, style: str = "text") -> str:
    """A date: `text` 5月12日, `short` 05-12, `file` 2026-05-12, `year` with 年, `weekday` with 周."""
    if value is None:
        return UNKNOWN
    plain = f"{value.month}月{value.day}日"
    written = {
        "text": plain,
        "short": f"{value.month:02d}-{value.day:02d}",
        "file": f"{value.year:04d}-{value.month:02d}-{value.day:02d}",
        "year": f"{value.year}年{plain}",
        "weekday": f"{plain}周{WEEKDAYS[value.weekday()]}",
    }
    return written[style]


def moment(value: date | None) -> str:
    """A date with its hour where it has one: “5月13日9:31”."""
    if isinstance(value, datetime):
        return f"{day(value)}{value.hour}:{value.minute:02d}"
    return day(value)


def _trimmed(value: Decimal) -> str:
    """At most two decimals, without trailing zeros."""
    text = f"{value.quantize(Decimal('0.01'), ROUND_HALF_UP):f}"
    return text.rstrip("0").rstrip(".")
