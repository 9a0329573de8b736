"""Half-open spans of days: the first day is in, `ends_before` is the first day that is not."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from .errors import PeriodError
from .months import Month, whole_months


@dataclass(frozen=True, slots=True)
class Window:
    """A span of days. `ends_before=None` means it has no end yet."""

    starts_on: date
    ends_before: date | None = None

    def __post_init__(self) -> None:
        if self.ends_before is not None and self.ends_before <= self.starts_on:
            raise PeriodError(
                "window", f"结束（{self.ends_before}之前）要晚于开始（{self.starts_on}），请核对两个日期。"
            )

    @classmethod
    def through(cls, first: date, last: date) -> "Window":
        """The span people write as "first 至 last", both days included."""
        return cls(first, last + timedelta(days=1))

    @classmethod
    def of_year(cls, year: int) -> "Window":
        """The calendar year."""
        return cls(date(year, 1, 1), date(year + 1, 1, 1))

    @classmethod
    def of_month(cls, month: Month) -> "Window":
        """The calendar month."""
        return cls(month.first_day, month.ends_before)

    @property
    def days(self) -> int | None:
        """Number of days in the span; None while it is open."""
        return None if self.ends_before is None else (self.ends_before - self.starts_on).days

    @property
    def last_day(self) -> date | None:
        """The last day inside, for showing; None while the span is open."""
        return None if self.ends_before is None else self.ends_before - timedelta(days=1)

    def contains(self, day: date) -> bool:
        """Whether the day lies inside."""
        return self.starts_on <= day and (self.ends_before is None or day < self.ends_before)

    def overlaps(self, other: "Window") -> bool:
        """Whether the two share at least one day. Spans that only touch do not overlap."""
        return self.intersect(other) is not None

    def intersect(self, other: "Window") -> "Window | None":
        """The days both have, or None when they share none."""
        start = max(self.starts_on, other.starts_on)
        ends = [window.ends_before for window in (self, other) if window.ends_before is not None]
        end = min(ends, default=None)
        return None if end is not None and end <= start else Window(start, end)

    def months(self) -> Iterator[Month]:
        """Every month the span touches, in order. An open span never stops: take what you need."""
        month = Month.of(self.starts_on)
        while self.ends_before is None or month.first_day < self.ends_before:
            yield month
            month = month.next


def merge(windows: Iterable[Window]) -> tuple[Window, ...]:
    """The same days as disjoint spans in order; spans that touch become one."""
    merged: list[Window] = []
    for window in sorted(windows, key=lambda each: each.starts_on):
        last = merged[-1] if merged else None
        if last is None or (last.ends_before is not None and window.starts_on > last.ends_before):
            merged.append(window)
        elif last.ends_before is not None:
            end = None if window.ends_before is None else max(last.ends_before, window.ends_before)
            merged[-1] = Window(last.starts_on, end)
    return tuple(merged)


def months_in_calendar_year(windows: Iterable[Window], year: int) -> int:
    """Whole months of these spans that fall in one calendar year (0 to 12).

    Days covered twice count once. Each unbroken stretch is counted in whole months by itself:
    two halves of a month with a gap between them do not add up to one.
    """
    total = 0
    for window in merge(windows):
        part = window.intersect(Window.of_year(year))
        if part is not None and part.ends_before is not None:
            total += whole_months(part.starts_on, part.ends_before)
    return total
