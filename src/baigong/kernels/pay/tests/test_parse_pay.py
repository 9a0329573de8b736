"""Pay texts read one by one: written rows, generated rows, and what must always hold."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from baigong.kernels.pay import Pay, parse
from baigong.kernels.pay import parse_pay as read
from baigong.kernels.pay.tests import written_texts as written

PLAIN = (
    *written.MONTHLY, *written.MONTHS_A_YEAR, *written.OTHER_PERIODS, *written.ONE_SIDED,
    *written.AMONG_OTHER_FIGURES,
)  # fmt: skip

MONTH_WORDINGS = (
    ("{low}-{high}元/月", 1), ("{low}～{high}", 1), ("月薪{low}至{high}元", 1), ("{low}—{high}元每月", 1),
    ("薪资：{low}元-{high}元", 1), ("工资{low:,}-{high:,}元，包吃住", 1), ("{low}-{high}元（税前）", 1),
)  # fmt: skip
THOUSAND_WORDINGS = (
    "{low}-{high}千",
    "{low}k-{high}k",
    "{low}-{high}K",
    "{low}千-{high}千/月",
    "{low}~{high}千元",
)
PAIRS = ((3000, 4500), (4200, 5800), (5000, 7000), (6500, 8800), (9000, 12000), (12000, 18000), (3850, 4250))
DAY_PAIRS = ((120, 150), (155, 180), (130, 135), (240, 290), (200, 260), (310, 333))
HOUR_PAIRS = ((15, 18), (19, 22), (16, 17), (26, 31), (24, 28), (33, 47))
YEAR_PAIRS = ((6, 8), (10, 13), (7, 11), (30, 50), (15, 20), (25, 36))
DAY_WORDINGS = (
    "{low}-{high}元/天",
    "日薪{low}-{high}元",
    "每天{low}到{high}元",
    "{low}~{high}/日",
    "{low}-{high}元一天",
)
HOUR_WORDINGS = (
    "{low}-{high}元/小时",
    "时薪{low}-{high}元",
    "{low}~{high}元每小时",
    "小时工{low}-{high}元",
    "{low}-{high}/h",
)
YEAR_WORDINGS = (
    "{low}-{high}万/年",
    "年薪{low}-{high}万",
    "{low}万-{high}万每年",
    "年薪：{low}至{high}万元",
    "{low}-{high}w/年",
)
ONE_SIDED_WORDINGS = (
    ("{one}元以上", True), ("{one}起", True), ("不低于{one}元/月", True), ("{one}+", True),
    ("至少{one}元", True),
    ("{one}元以下", False), ("不超过{one}元", False), ("最高{one}", False), ("{one}以内", False),
    ("{one}封顶", False),
)  # fmt: skip


def fen(yuan: str | None) -> int | None:
    return None if yuan is None else int(Decimal(yuan) * 100)


def half_up(exact: Fraction) -> int:
    return int((Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal(1), ROUND_HALF_UP))


def generated() -> list[tuple[str, int, int, int | None]]:
    """Text, lower fen, upper fen and months a year, worked out here and not by the reader."""
    rows: list[tuple[str, int, int, int | None]] = []
    for (low, high), (wording, _) in product(PAIRS, MONTH_WORDINGS):
        rows.append((wording.format(low=low, high=high), low * 100, high * 100, None))
        rows.append((wording.format(low=low, high=high) + "·13薪", low * 100, high * 100, 13))
    for (low, high), wording in product(((3, 4), (5, 7), (6, 9), (4.5, 6.5), (10, 15)), THOUSAND_WORDINGS):
        rows.append((wording.format(low=low, high=high), int(low * 100_000), int(high * 100_000), None))
        rows.append(
            (wording.format(low=low, high=high) + "·14薪", int(low * 100_000), int(high * 100_000), 14)
        )
    for pairs, wordings, factor in (
        (DAY_PAIRS, DAY_WORDINGS, Fraction("21.75") * 100),
        (HOUR_PAIRS, HOUR_WORDINGS, Fraction(174) * 100),
        (YEAR_PAIRS, YEAR_WORDINGS, Fraction(10_000 * 100, 12)),
    ):
        for (low, high), wording in product(pairs, wordings):
            rows.append(
                (wording.format(low=low, high=high), half_up(low * factor), half_up(high * factor), None)
            )
    return rows


GENERATED = generated()


ONE_SIDED = [
    (wording.format(one=one), one, is_lower)
    for (wording, is_lower), one in product(ONE_SIDED_WORDINGS, (3200, 4800, 5500, 7600))
]


def test_the_table_is_as_large_as_promised() -> None:
    texts = {row[0] for row in PLAIN} | {row[0] for row in written.BASE_ONLY} | set(written.NEGOTIABLE)
    texts |= {text for text, _ in written.UNKNOWN} | {row[0] for row in GENERATED}
    texts |= {row[0] for row in ONE_SIDED}
    assert len(texts) >= 450


@pytest.mark.parametrize(("text", "low", "high", "months"), PLAIN)
def test_reads_a_written_text(text: str, low: str | None, high: str | None, months: str | None) -> None:
    pay = read(text)
    assert (pay.kind, pay.from_fen_month, pay.to_fen_month) == ("range", fen(low), fen(high))
    assert pay.months_per_year == (None if months is None else Decimal(months))
    assert not pay.is_base_only
    assert pay.is_one_sided == ((low is None) != (high is None))


@pytest.mark.parametrize(("text", "low", "high", "months"), GENERATED)
def test_reads_a_generated_text(text: str, low: int, high: int, months: int | None) -> None:
    pay = read(text)
    assert (pay.kind, pay.from_fen_month, pay.to_fen_month, pay.months_per_year) == (
        "range",
        low,
        high,
        months,
    )


@pytest.mark.parametrize(("text", "one", "is_lower"), ONE_SIDED)
def test_one_side_stays_one_side(text: str, one: int, is_lower: bool) -> None:
    pay = read(text)
    expected = (one * 100, None) if is_lower else (None, one * 100)
    assert (pay.from_fen_month, pay.to_fen_month) == expected
    assert pay.is_one_sided


@pytest.mark.parametrize(("text", "low", "high", "months"), written.BASE_ONLY)
def test_base_pay_is_flagged_as_base_pay(
    text: str, low: str | None, high: str | None, months: str | None
) -> None:
    pay = read(text)
    assert (pay.from_fen_month, pay.to_fen_month, pay.is_base_only) == (fen(low), fen(high), True)
    assert pay.months_per_year == (None if months is None else Decimal(months))


@pytest.mark.parametrize("text", written.NEGOTIABLE)
def test_negotiable_when_the_text_says_so(text: str) -> None:
    pay = read(text)
    assert (pay.kind, pay.from_fen_month, pay.to_fen_month) == ("negotiable", None, None)


@pytest.mark.parametrize(("text", "reason"), written.UNKNOWN)
def test_unknown_is_never_called_negotiable(text: str, reason: str) -> None:
    pay = read(text)
    assert (pay.kind, pay.reason, pay.from_fen_month, pay.to_fen_month) == ("unknown", reason, None, None)


def test_an_unsaid_period_is_marked_as_assumed() -> None:
    assert read("5000-6000").is_period_assumed
    assert not read("5000-6000元/月").is_period_assumed
    assert read("15-20万").period == "year"


def test_without_the_floor_for_bare_figures_a_day_rate_would_pass_as_a_month(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert read("150").kind == "unknown"
    monkeypatch.setattr(parse, "_LEAST_BARE_YUAN", 0)
    assert read("150").from_fen_month == 15_000


def test_without_the_words_for_negotiable_nothing_is_negotiable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parse, "_NEGOTIABLE", parse.re.compile(r"(?!)"))
    assert read("面议").kind == "unknown"


@given(st.text(max_size=60))
@example("1" + "0" * 40)  # more digits than a decimal context keeps
def test_any_text_is_answered(text: str) -> None:
    pay = read(text)
    assert pay.text == text
    holds(pay)


@given(st.text(alphabet="0123456789.-~千万元/月年天小时起以上下薪·k+，（）五三底提成面议", max_size=24))
def test_any_pay_like_text_keeps_the_promises(text: str) -> None:
    holds(read(text))


def holds(pay: Pay) -> None:
    sides = [side for side in (pay.from_fen_month, pay.to_fen_month) if side is not None]
    assert bool(sides) == (pay.kind == "range")
    assert sides == sorted(sides)
    assert all(isinstance(side, int) and side >= 0 for side in sides)
    assert (pay.reason is not None) == (pay.kind == "unknown")


@given(st.integers(1_000, 90_000), st.integers(0, 90_000))
def test_a_plain_range_comes_back_to_the_fen(low: int, more: int) -> None:
    pay = read(f"{low}-{low + more}元/月")
    assert (pay.from_fen_month, pay.to_fen_month) == (low * 100, (low + more) * 100)
