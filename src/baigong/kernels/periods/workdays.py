"""Working days with public holidays and 调休 make-up days.

The State Council publishes each year's arrangement in the autumn before. The `holidays` package
carries the statutory days of every year and, once published, the moved days off and the weekend
days worked in their stead (`weekend_workdays`). An office adds or takes back days of its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import holidays as holidays_package

from .errors import PeriodError

_SATURDAY = 6


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Which days are worked.

    holidays: days off; make_up_days: weekend days worked (they win over `holidays`);
    years: the years these lists cover. Asking about another year is refused rather than answered as
    if it had no holidays; an empty set means the lists are complete for every year.
    provisional_years: years whose 调休 is not published yet, so their dates may still move.
    """

    holidays: frozenset[date]
    make_up_days: frozenset[date]
    years: frozenset[int] = frozenset()
    provisional_years: frozenset[int] = frozenset()

    def is_working_day(self, day: date) -> bool:
        """Whether people work on this day."""
        if self.years and day.year not in self.years:
            raise PeriodError("calendar", f"工作日历里没有{day.year}年，请先补上这一年的放假安排。")
        if day in self.make_up_days:
            return True
        return day not in self.holidays and day.isoweekday() < _SATURDAY

    def on_or_after(self, day: date) -> date:
        """The day itself if worked, else the next that is: where a term ending on a holiday falls."""
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day

    def add_working_days(self, day: date, count: int) -> date:
        """The count-th working day after `day`, which is itself not counted (before, if negative).

        With 0 the day comes back unchanged.
        """
        step = timedelta(days=1 if count > 0 else -1)
        remaining = abs(count)
        while remaining:
            day += step
            remaining -= self.is_working_day(day)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; negative when `end` comes first.

        From a working day it undoes `add_working_days`.
        """
        if end < start:
            return -self.working_days_between(end, start)
        days = (start + timedelta(days=offset) for offset in range(1, (end - start).days + 1))
        return sum(self.is_working_day(day) for day in days)


def chinese_calendar(
    years: Iterable[int],
    extra_holidays: Iterable[date] = (),
    extra_make_up_days: Iterable[date] = (),
) -> WorkCalendar:
    """The mainland calendar of these years, with the office's own days on top.

    A day the office names wins over the published list: an extra holiday falls on a make-up day too,
    an extra make-up day is worked although the list has it off. The same day in both is refused.
    """
    wanted = frozenset(years)
    off, worked = frozenset(extra_holidays), frozenset(extra_make_up_days)
    if both := off & worked:
        raise PeriodError("calendar", f"{min(both)}既写成放假又写成上班，请只留一个。")
    published = holidays_package.country_holidays("CN", years=sorted(wanted), expand=False)
    moved = frozenset(day for day in published.weekend_workdays if day.year in wanted)
    return WorkCalendar(
        holidays=(frozenset(published) - worked) | off,
        make_up_days=(moved - off) | worked,
        years=wanted,
        provisional_years=wanted - {day.year for day in moved},
    )
