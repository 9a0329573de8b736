"""Calendar months, and arithmetic in months and years of age.

A month is counted as the Civil Code (第二百零二条) counts it: it ends on the day with the same number,
and where the last month has no such day, on its last day. So one month after 31 January is 28 or
29 February, and someone born on 29 February has a birthday on 28 February of a common year.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from .errors import PeriodError

_MONTH_TEXT = re.compile(r"(\d{4})\s?(?:[-/.]|年)\s?(\d{1,2})\s?月?|(\d{4})(\d{2})")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One calendar month. Orders by time; prints as "2026-03"."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (1 <= self.month <= 12 and 1 <= self.year <= 9998):
            raise PeriodError("month", f"“{self.year}-{self.month}”不是一个月份。月份写1到12。")

    @classmethod
    def of(cls, day: date) -> "Month":
        """The month a day lies in."""
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> "Month":
        """Read "2026-03", "2026.3", "2026/3", "202603" or "2026年3月"."""
        found = _MONTH_TEXT.fullmatch(text.strip())
        if found is None:
            raise PeriodError("month", f"“{text}”不是一个月份。请写成2026-03这样。")
        year, month = (found[1], found[2]) if found[1] else (found[3], found[4])
        return cls(int(year), int(month))

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def first_day(self) -> date:
        """The first day of the month."""
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        """The last day of the month, for showing; spans are kept half-open."""
        return date(self.year, self.month, monthrange(self.year, self.month)[1])

    @property
    def ends_before(self) -> date:
        """The first day that is no longer in the month."""
        return self.next.first_day

    @property
    def next(self) -> "Month":
        """The month after."""
        return self.shift(1)

    @property
    def previous(self) -> "Month":
        """The month before."""
        return self.shift(-1)

    def shift(self, months: int) -> "Month":
        """The month that lies so many months later (earlier when negative)."""
        year, zero_based = divmod(self.year * 12 + self.month - 1 + months, 12)
        return Month(year, zero_based + 1)

    def months_until(self, other: "Month") -> int:
        """How many months later the other one is; negative when it is earlier."""
        return (other.year - self.year) * 12 + other.month - self.month

    def contains(self, day: date) -> bool:
        """Whether the day lies in this month."""
        return (day.year, day.month) == (self.year, self.month)


def add_months(day: date, months: int) -> date:
    """The day so many months later, held at the month's last day where it has no such day."""
    target = Month.of(day).shift(months)
    return date(target.year, target.month, min(day.day, target.last_day.day))


def whole_months(start: date, end: date) -> int:
    """Full months from `start` up to `end` (half-open: the day `end` itself is not counted).

    1 January to 1 February is one month, to 31 January none. Negative when `end` comes first.
    """
    if end < start:
        return -whole_months(end, start)
    months = Month.of(start).months_until(Month.of(end))
    return months if add_months(start, months) <= end else months - 1


def age_on(birth: date, on: date) -> int:
    """Age in full years on a day; the birthday itself already counts. Refuses a birth after `on`."""
    if birth > on:
        raise PeriodError("birth_after", f"出生日期{birth}晚于{on}，算不出年龄。")
    return whole_months(birth, on) // 12
