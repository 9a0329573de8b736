"""Weeks from Monday to Sunday, numbered as ISO 8601 (GB/T 7408) does."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from .errors import PeriodError
from .windows import Window

_LABEL = re.compile(r"(\d{4})-?W(\d{1,2})")


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """One week, named by its Monday. Orders by time; prints as "2026-W13"."""

    starts_on: date

    def __post_init__(self) -> None:
        if self.starts_on.isoweekday() != 1:
            raise PeriodError("week", f"{self.starts_on}不是星期一，一周从星期一开始。")

    @classmethod
    def parse(cls, label: str) -> "Week":
        """Read "2026-W13"."""
        found = _LABEL.fullmatch(label.strip().upper())
        try:
            if found is not None:
                return cls(date.fromisocalendar(int(found[1]), int(found[2]), 1))
        except ValueError:
            pass  # the year has no such week: the same sentence as for a bad form
        raise PeriodError("week", f"“{label}”不是一个周次。请写成2026-W13这样。")

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The ISO name. The year is the week's own, which may differ from its Monday's."""
        year, number, _ = self.starts_on.isocalendar()
        return f"{year:04d}-W{number:02d}"

    @property
    def ends_before(self) -> date:
        """The Monday after."""
        return self.starts_on + timedelta(days=7)

    @property
    def last_day(self) -> date:
        """The Sunday."""
        return self.starts_on + timedelta(days=6)

    @property
    def previous(self) -> "Week":
        """The week before."""
        return Week(self.starts_on - timedelta(days=7))

    @property
    def next(self) -> "Week":
        """The week after."""
        return Week(self.ends_before)

    @property
    def window(self) -> Window:
        """The week as a half-open span."""
        return Window(self.starts_on, self.ends_before)

    def contains(self, day: date) -> bool:
        """Whether the day lies in this week."""
        return self.starts_on <= day < self.ends_before


def week_of(day: date) -> Week:
    """The week a day lies in."""
    return Week(day - timedelta(days=day.isoweekday() - 1))
