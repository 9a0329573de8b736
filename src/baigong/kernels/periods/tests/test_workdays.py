"""Working days with 调休, and retirement ages."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baigong.kernels.periods import (
    Month,
    PeriodError,
    RetirementAge,
    WorkCalendar,
    chinese_calendar,
    is_near_retirement,
    retirement_age,
    retirement_date,
)

CALENDAR = chinese_calendar(range(2024, 2028))
inside = st.dates(min_value=date(2024, 6, 1), max_value=date(2027, 6, 30))
counts = st.integers(min_value=-60, max_value=60)


class TestChineseCalendar:
    @pytest.mark.parametrize(
        ("day", "worked"),
        [
            (date(2025, 1, 26), True),  # a Sunday worked for the Spring Festival
            (date(2025, 2, 3), False),  # a Monday off in exchange
            (date(2025, 2, 8), True),
            (date(2025, 10, 8), False),
            (date(2025, 10, 11), True),
            (date(2026, 2, 14), True),
            (date(2026, 2, 23), False),
            (date(2026, 2, 24), True),
            (date(2026, 3, 7), False),
        ],
    )
    def test_moved_days(self, day: date, worked: bool) -> None:
        assert CALENDAR.is_working_day(day) is worked

    def test_without_the_make_up_list_such_a_sunday_would_be_off(self) -> None:
        bare = WorkCalendar(CALENDAR.holidays, frozenset())
        assert CALENDAR.is_working_day(date(2025, 1, 26)) and not bare.is_working_day(date(2025, 1, 26))

    def test_statutory_working_days_of_a_published_year(self) -> None:
        last_day = date(2025, 12, 31)
        assert CALENDAR.working_days_between(date(2024, 12, 31), last_day) == 248

    def test_an_unpublished_year_says_so(self) -> None:
        assert chinese_calendar([2025, 2040]).provisional_years == {2040}

    def test_a_year_outside_is_refused_not_guessed(self) -> None:
        with pytest.raises(PeriodError, match="2028年"):
            CALENDAR.add_working_days(date(2027, 12, 30), 5)

    def test_the_guard_switched_off_would_call_a_national_day_worked(self) -> None:
        unguarded = WorkCalendar(CALENDAR.holidays, CALENDAR.make_up_days)
        assert unguarded.is_working_day(date(2029, 10, 1))
        with pytest.raises(PeriodError):
            CALENDAR.is_working_day(date(2029, 10, 1))

    def test_the_office_wins(self) -> None:
        own = chinese_calendar(
            [2026],
            extra_holidays=[date(2026, 2, 14), date(2026, 3, 9)],
            extra_make_up_days=[date(2026, 2, 23)],
        )
        assert not own.is_working_day(date(2026, 2, 14)) and not own.is_working_day(date(2026, 3, 9))
        assert own.is_working_day(date(2026, 2, 23))

    def test_a_day_both_off_and_worked_is_refused(self) -> None:
        with pytest.raises(PeriodError, match="只留一个"):
            chinese_calendar([2026], [date(2026, 3, 9)], [date(2026, 3, 9)])


class TestWorkingDayArithmetic:
    def test_five_days_over_the_spring_festival(self) -> None:
        assert CALENDAR.add_working_days(date(2026, 2, 12), 5) == date(2026, 2, 26)

    def test_a_term_ending_on_a_holiday_moves_on(self) -> None:
        assert CALENDAR.on_or_after(date(2025, 10, 1)) == date(2025, 10, 9)

    @given(inside, counts)
    def test_from_a_working_day_adding_is_undone(self, day: date, count: int) -> None:
        start = CALENDAR.on_or_after(day)
        there = CALENDAR.add_working_days(start, count)
        assert CALENDAR.working_days_between(start, there) == count
        assert CALENDAR.add_working_days(there, -count) == start

    @given(inside, counts.filter(bool))
    def test_the_answer_is_always_a_working_day(self, day: date, count: int) -> None:
        assert CALENDAR.is_working_day(CALENDAR.add_working_days(day, count))

    @given(inside, st.integers(min_value=0, max_value=200), st.integers(min_value=0, max_value=200))
    def test_stretches_add_up(self, day: date, first: int, second: int) -> None:
        middle, end = day + timedelta(days=first), day + timedelta(days=first + second)
        if end.year <= 2027:
            parts = CALENDAR.working_days_between(day, middle) + CALENDAR.working_days_between(middle, end)
            assert parts == CALENDAR.working_days_between(day, end)


class TestRetirement:
    @pytest.mark.parametrize(
        ("birth", "category", "age"),
        [
            (Month(1964, 12), "men", (60, 0)),
            (Month(1965, 1), "men", (60, 1)),
            (Month(1965, 4), "men", (60, 1)),
            (Month(1965, 5), "men", (60, 2)),
            (Month(1976, 8), "men", (62, 11)),
            (Month(1976, 9), "men", (63, 0)),
            (Month(1990, 1), "men", (63, 0)),
            (Month(1969, 12), "women_cadre", (55, 0)),
            (Month(1970, 1), "women_cadre", (55, 1)),
            (Month(1981, 9), "women_cadre", (58, 0)),
            (Month(1974, 12), "women_worker", (50, 0)),
            (Month(1975, 1), "women_worker", (50, 1)),
            (Month(1975, 3), "women_worker", (50, 2)),
            (Month(1984, 10), "women_worker", (54, 11)),
            (Month(1984, 11), "women_worker", (55, 0)),
        ],
    )
    def test_the_published_table(self, birth: Month, category: str, age: tuple[int, int]) -> None:
        assert retirement_age(birth, category) == RetirementAge(*age)  # type: ignore[arg-type]

    def test_dates(self) -> None:
        assert retirement_date(date(1965, 1, 15), "men") == date(2025, 2, 15)
        assert retirement_date(date(1964, 12, 31), "men") == date(2024, 12, 31)

    def test_an_unknown_category_is_refused(self) -> None:
        with pytest.raises(PeriodError, match="没有“pilots”"):
            retirement_age(Month(1970, 1), "pilots")  # type: ignore[arg-type]

    def test_five_years_before(self) -> None:
        birth = date(1976, 9, 10)  # reaches 63 on 2039-09-10
        assert not is_near_retirement(birth, "men", date(2034, 9, 9), 5)
        assert is_near_retirement(birth, "men", date(2034, 9, 10), 5)
        assert not is_near_retirement(birth, "men", date(2039, 9, 10), 5)

    @given(
        st.dates(min_value=date(1950, 1, 1), max_value=date(2010, 12, 1)),
        st.sampled_from(["men", "women_cadre"]),
    )
    def test_who_is_born_a_month_later_never_retires_earlier(self, birth: date, category: str) -> None:
        this = Month.of(birth)
        one = retirement_age(this, category).in_months  # type: ignore[arg-type]
        two = retirement_age(this.next, category).in_months  # type: ignore[arg-type]
        assert one <= two <= one + 1
