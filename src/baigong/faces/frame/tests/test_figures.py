"""Figures as people read them, and bars that never leave their box."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baigong.faces.frame import figures, geometry


@pytest.mark.parametrize(
    ("value", "table", "words"),
    [
        (None, "—", "—"),
        (0, "0", "0"),
        (9999, "9,999", "9999"),
        (10_000, "10,000", "1万"),
        (12_345, "12,345", "1.23万"),
        (-12, "−12", "−12"),
        (-120_000, "−120,000", "−12万"),
    ],
)
def test_counts(value: int | None, table: str, words: str) -> None:
    assert (figures.number(value), figures.number_in_words(value)) == (table, words)


@pytest.mark.parametrize(
    ("fen", "table", "words"),
    [
        (None, "—", "—"),
        (0, "0.00", "0元"),
        (100_000, "1,000.00", "1000元"),
        (3_800_000, "38,000.00", "3.8万元"),
        (123_456, "1,234.56", "1234.56元"),
        (5, "0.05", "0.05元"),
        (-150, "−1.50", "−1.50元"),
    ],
)
def test_money(fen: int | None, table: str, words: str) -> None:
    assert (figures.money(fen), figures.money_in_words(fen)) == (table, words)


@given(st.integers(-(10**15), 10**15))
def test_money_in_a_table_loses_no_fen(fen: int) -> None:
    read_back = Decimal(figures.money(fen).replace(",", "").replace("−", "-"))
    assert int(read_back * 100) == fen


def test_rates_carry_their_counts() -> None:
    assert figures.share(34, 42) == "81.0%（34/42）"
    assert figures.share(1, 0) == figures.share(None, 5) == "—"


def test_days() -> None:
    on = date(2026, 5, 3)
    written = [figures.day(on, style) for style in ("text", "short", "file", "year", "weekday")]
    assert written == ["5月3日", "05-03", "2026-05-03", "2026年5月3日", "5月3日周日"]
    assert figures.day(None) == "—"
    assert figures.moment(datetime(2026, 5, 13, 9, 5)) == "5月13日9:05"


@given(st.sampled_from(sorted(geometry.JOINTS)), st.integers(1, 5000), st.integers(0, 6000))
def test_the_pin_stays_in_the_bar(size: str, need: int, done: int) -> None:
    shape = geometry.JOINTS[size]
    path = geometry.joint_fill(shape, need, done)
    if done == 0:
        assert path == ""
    elif done >= need:
        assert path == geometry.joint_rail(shape)
    else:
        tip = float(path.split("L")[1].split()[0])
        assert shape.pin < tip <= shape.width - 1


@given(st.lists(st.integers(0, 40), min_size=1, max_size=5))
def test_the_parts_of_a_score_lie_side_by_side(points: list[int]) -> None:
    parts = geometry.strips(points, 200)
    ends = [float(part.start) + float(part.length) for part in parts]
    assert all(float(after.start) > end - 0.11 for after, end in zip(parts[1:], ends, strict=False))
    assert ends[-1] <= 103
