"""How often a place is canvassed, and when an entry counts as stale: figures of the plan at the place (PD-1)."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from baigong.domains.policies.selectors import parameter_at
from baigong.kernels.periods import Month, add_months

EVERY = "canvass-every-months"
MISSES = "canvass-misses-before-town"
UNDO = "canvass-undo-minutes"
SAMPLE = "canvass-recheck-rows"
LEAST_AGE = "least-working-age"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The present period of a place's canvass; `stale_before` is the first day that still counts as fresh."""

    months: int
    starts_on: datetime.date
    ends_before: datetime.date
    stale_before: datetime.date

    @property
    def label(self) -> str:
        """The period in words: a quarter, a month, or from when to when."""
        if self.months == 1:
            return f"{self.starts_on.year}年{self.starts_on.month}月"
        if self.months == 3:
            return f"{self.starts_on.year}年{'一二三四'[(self.starts_on.month - 1) // 3]}季度"
        last = self.ends_before - datetime.timedelta(days=1)
        return f"{self.starts_on:%Y-%m-%d}至{last:%Y-%m-%d}"

    @property
    def last_day(self) -> datetime.date:
        return self.ends_before - datetime.timedelta(days=1)


def rhythm_at(place_path: str, on: datetime.date) -> Rhythm:
    """Return the rhythm of the plan at a place on a day; periods are counted from January."""
    months = int(parameter_at(EVERY, place_path, on))
    first = Month.of(on).shift(-((on.month - 1) % months))
    return Rhythm(months, first.first_day, first.shift(months).first_day, add_months(on, -months))


def figure_at(name: str, place_path: str, on: datetime.date) -> int:
    """Return one of the canvass's whole figures at a place: misses, minutes, rows or years."""
    return int(parameter_at(name, place_path, on))
