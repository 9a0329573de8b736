"""The day somebody may work: one day before sixteen is refused, the birthday is not."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baigong.kernels.periods import UnderAge, WorkingAge, add_months, working_age

DAYS = st.dates(datetime.date(1950, 1, 1), datetime.date(2030, 12, 31))


@pytest.mark.parametrize(
    ("birth", "on", "expected"),
    [
        ("2010-06-02", "2026-06-01", WorkingAge.UNDER),  # 15 years and 364 days
        ("2010-06-02", "2026-06-02", WorkingAge.YOUNG),
        ("2008-06-03", "2026-06-02", WorkingAge.YOUNG),
        ("2008-06-02", "2026-06-02", WorkingAge.FULL),
        ("2008-02-29", "2024-02-28", WorkingAge.UNDER),
        ("2008-02-29", "2024-02-29", WorkingAge.YOUNG),
        ("2030-01-01", "2026-06-02", WorkingAge.UNDER),
    ],
)
def test_the_birthday_is_the_boundary(birth: str, on: str, expected: WorkingAge) -> None:
    day = datetime.date.fromisoformat
    assert working_age(day(birth), day(on), least_years=16) is expected


@given(birth=DAYS)
def test_nobody_is_of_age_the_day_before_and_everybody_is_on_the_birthday(birth: datetime.date) -> None:
    birthday = add_months(birth, 16 * 12)
    before = birthday - datetime.timedelta(days=1)
    assert working_age(birth, before, least_years=16) is WorkingAge.UNDER
    assert working_age(birth, birthday, least_years=16) is WorkingAge.YOUNG


@given(birth=DAYS, on=DAYS, later=st.integers(min_value=0, max_value=20_000))
def test_nobody_grows_younger(birth: datetime.date, on: datetime.date, later: int) -> None:
    order = list(WorkingAge)
    after = on + datetime.timedelta(days=later)
    first, second = (working_age(birth, each, least_years=16) for each in (on, after))
    assert order.index(first) <= order.index(second)


def test_the_sentence_names_law_and_way() -> None:
    assert all(word in UnderAge(16).sentence for word in ("16周岁", "劳动法第十五条", "12355"))
