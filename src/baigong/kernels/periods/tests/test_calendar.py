"""Months, spans, weeks and dates as typed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baigong.kernels.periods import (
    Month,
    PeriodError,
    Week,
    Window,
    add_months,
    age_on,
    day_from_serial,
    merge,
    months_in_calendar_year,
    parse_day,
    week_of,
    whole_months,
)

days = st.dates(min_value=date(1930, 1, 1), max_value=date(2090, 12, 31))
shifts = st.integers(min_value=-600, max_value=600)


@st.composite
def windows(draw: st.DrawFn) -> Window:
    start = draw(days)
    length = draw(st.one_of(st.none(), st.integers(min_value=1, max_value=900)))
    return Window(start, None if length is None else start + timedelta(days=length))


class TestMonth:
    @pytest.mark.parametrize(
        "text", ["2026-03", "2026-3", "2026.3", "2026/03", "202603", "2026年3月", " 2026-03 "]
    )
    def test_reads_what_people_write(self, text: str) -> None:
        assert Month.parse(text) == Month(2026, 3)

    @pytest.mark.parametrize("text", ["", "2026", "2026-13", "2026-00", "03-2026", "三月", "2026-03-01"])
    def test_refuses_what_is_no_month(self, text: str) -> None:
        with pytest.raises(PeriodError) as refusal:
            Month.parse(text)
        assert refusal.value.code == "month"

    def test_orders_and_prints(self) -> None:
        assert sorted([Month(2026, 1), Month(2025, 12)]) == [Month(2025, 12), Month(2026, 1)]
        assert str(Month(2026, 3)) == "2026-03"

    def test_ends(self) -> None:
        february = Month(2024, 2)
        assert (february.first_day, february.last_day) == (date(2024, 2, 1), date(2024, 2, 29))
        assert february.ends_before == date(2024, 3, 1)
        assert february.contains(date(2024, 2, 29)) and not february.contains(date(2023, 2, 28))

    @given(days, shifts)
    def test_shift_is_undone_and_measured(self, day: date, months: int) -> None:
        month = Month.of(day)
        assert month.shift(months).shift(-months) == month
        assert month.months_until(month.shift(months)) == months
        assert month.next.previous == month


class TestMonthArithmetic:
    def test_clamps_at_the_end_of_the_month(self) -> None:
        assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
        assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)

    def test_a_month_is_full_on_its_same_day(self) -> None:
        assert whole_months(date(2026, 1, 1), date(2026, 2, 1)) == 1
        assert whole_months(date(2026, 1, 1), date(2026, 1, 31)) == 0
        assert whole_months(date(2026, 1, 31), date(2026, 2, 28)) == 1
        assert whole_months(date(2026, 2, 1), date(2026, 1, 1)) == -1

    @given(days, st.integers(min_value=0, max_value=600))
    def test_whole_months_undoes_adding(self, day: date, months: int) -> None:
        later = add_months(day, months)
        assert whole_months(day, later) == months
        assert whole_months(day, later - timedelta(days=1)) == months - 1 or months == 0

    def test_age_counts_from_the_birthday(self) -> None:
        assert age_on(date(2008, 5, 6), date(2026, 5, 5)) == 17
        assert age_on(date(2008, 5, 6), date(2026, 5, 6)) == 18
        assert age_on(date(2008, 2, 29), date(2026, 2, 28)) == 18

    def test_age_before_birth_is_refused(self) -> None:
        with pytest.raises(PeriodError, match="晚于"):
            age_on(date(2026, 1, 2), date(2026, 1, 1))


class TestWindow:
    def test_half_open(self) -> None:
        window = Window(date(2026, 3, 1), date(2026, 4, 1))
        assert window.contains(date(2026, 3, 1)) and window.contains(date(2026, 3, 31))
        assert not window.contains(date(2026, 4, 1))
        assert (window.days, window.last_day) == (31, date(2026, 3, 31))
        assert (
            Window.through(date(2026, 3, 1), date(2026, 3, 31)) == window == Window.of_month(Month(2026, 3))
        )

    def test_open_end(self) -> None:
        window = Window(date(2026, 3, 1))
        assert window.days is None and window.last_day is None and window.contains(date(2090, 1, 1))

    def test_touching_spans_do_not_overlap(self) -> None:
        first, second = Window(date(2026, 1, 1), date(2026, 2, 1)), Window(date(2026, 2, 1))
        assert not first.overlaps(second) and first.intersect(second) is None

    @pytest.mark.parametrize("end", [date(2026, 3, 1), date(2026, 2, 28)])
    def test_an_end_before_the_start_is_refused(self, end: date) -> None:
        with pytest.raises(PeriodError, match="晚于开始"):
            Window(date(2026, 3, 1), end)

    @given(windows(), windows(), days)
    def test_intersection_holds_exactly_the_shared_days(self, one: Window, two: Window, day: date) -> None:
        shared = one.intersect(two)
        assert (one.contains(day) and two.contains(day)) == (shared is not None and shared.contains(day))
        assert one.overlaps(two) == two.overlaps(one)

    @given(st.lists(windows(), max_size=6), days)
    def test_merging_keeps_every_day_once(self, many: list[Window], day: date) -> None:
        merged = merge(many)
        assert any(each.contains(day) for each in many) == any(each.contains(day) for each in merged)
        assert not any(one.overlaps(two) for one, two in zip(merged, merged[1:], strict=False))

    def test_months_touched(self) -> None:
        window = Window(date(2025, 12, 31), date(2026, 2, 1))
        assert [str(month) for month in window.months()] == ["2025-12", "2026-01"]


class TestMonthsInCalendarYear:
    def test_counts_whole_months_once_and_only_inside_the_year(self) -> None:
        spans = [
            Window(date(2025, 11, 1), date(2026, 2, 1)),
            Window(date(2026, 1, 15), date(2026, 3, 1)),
            Window(date(2026, 6, 10), date(2026, 7, 5)),
        ]
        assert months_in_calendar_year(spans, 2025) == 2
        assert months_in_calendar_year(spans, 2026) == 2

    @given(st.lists(windows(), max_size=5), st.integers(min_value=1930, max_value=2090))
    def test_never_more_than_twelve(self, spans: list[Window], year: int) -> None:
        assert 0 <= months_in_calendar_year(spans, year) <= 12

    def test_an_open_span_fills_the_year(self) -> None:
        assert months_in_calendar_year([Window(date(2020, 1, 1))], 2026) == 12


class TestWeek:
    def test_iso_label_at_the_turn_of_the_year(self) -> None:
        assert week_of(date(2027, 1, 3)).label == "2026-W53"
        assert week_of(date(2024, 12, 30)).label == "2025-W01"
        assert str(week_of(date(2026, 3, 25))) == "2026-W13"

    @given(days)
    def test_a_day_lies_in_its_own_week_only(self, day: date) -> None:
        week = week_of(day)
        assert week.contains(day) and week.window.contains(day)
        assert not week.previous.contains(day) and not week.next.contains(day)
        assert week.starts_on.isoweekday() == 1 and week.last_day.isoweekday() == 7
        assert Week.parse(week.label) == week
        assert week.previous < week and week.previous.ends_before == week.starts_on

    @pytest.mark.parametrize("label", ["2025-W53", "2026-W00", "W13", "2026-13", ""])
    def test_refuses_a_week_that_is_not(self, label: str) -> None:
        with pytest.raises(PeriodError, match="周次"):
            Week.parse(label)

    def test_starts_on_monday(self) -> None:
        with pytest.raises(PeriodError, match="星期一"):
            Week(date(2026, 3, 24))


class TestDayAsTyped:
    @pytest.mark.parametrize(
        "text",
        [
            "2026-01-05", "2026-1-5", "2026.1.5", "2026.01.05", "2026/1/5", "2026/01/05", "20260105",
            "2026年1月5日", "2026年01月05日", "2026 年 1 月 5 日", "2026年1月5号", "２０２６－０１－０５",
            " 2026-01-05 ", "2026-01-05 00:00:00", "2026-01-05T08:30", "2026/1/5 8:30",
            "20260105.0", "2026-01-05 00:00:00.000",
        ],
    )  # fmt: skip
    def test_reads_what_the_eye_sees(self, text: str) -> None:
        assert parse_day(text) == date(2026, 1, 5)

    def test_reads_a_year_at_the_end_only_when_one_reading_is_left(self) -> None:
        assert parse_day("25/12/2026") == parse_day("12/25/2026") == date(2026, 12, 25)
        assert parse_day("05/05/2026") == date(2026, 5, 5)

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("", "empty"), ("  ", "empty"), ("05/01/2026", "ambiguous"), ("1.5.2026", "ambiguous"),
            ("2026-02-29", "date"), ("2026-13-01", "date"), ("20260230", "date"), ("31/02/2026", "date"),
            ("0000-01-01", "date"), ("45292", "serial"), ("45292.5", "serial"), ("26-1-5", "form"),
            ("2026-1", "form"), ("明天", "form"), ("2026年1月", "form"), ("260105", "form"),
        ],
    )  # fmt: skip
    def test_refuses_the_rest_with_a_reason(self, text: str, code: str) -> None:
        with pytest.raises(PeriodError) as refusal:
            parse_day(text)
        assert refusal.value.code == code and refusal.value.sentence.endswith("。")

    @pytest.mark.parametrize(
        ("serial", "shown"),
        [
            (1, date(1900, 1, 1)), (59, date(1900, 2, 28)), (61, date(1900, 3, 1)),
            (45292, date(2024, 1, 1)), (45292.75, date(2024, 1, 1)), (46027, date(2026, 1, 5)),
        ],
    )  # fmt: skip
    def test_spreadsheet_numbers(self, serial: float, shown: date) -> None:
        assert day_from_serial(serial) == shown

    def test_spreadsheet_numbers_of_1904(self) -> None:
        assert day_from_serial(0, from_1904=True) == date(1904, 1, 1)
        assert day_from_serial(45292 - 1462, from_1904=True) == date(2024, 1, 1)

    @pytest.mark.parametrize("serial", [60, 0, -3, 10**9])
    def test_numbers_that_are_no_day(self, serial: int) -> None:
        with pytest.raises(PeriodError, match="真实的日期"):
            day_from_serial(serial)

    def test_a_negative_number_is_no_day_of_1904(self) -> None:
        with pytest.raises(PeriodError, match="真实的日期"):
            day_from_serial(-1, from_1904=True)

    @given(days)
    def test_every_form_of_a_day_reads_back(self, day: date) -> None:
        forms = (day.isoformat(), f"{day.year}年{day.month}月{day.day}日", day.strftime("%Y%m%d"))
        assert {parse_day(form) for form in forms} == {day}
