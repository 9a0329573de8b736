"""Statutory retirement ages since 1 January 2025 (全国人大常委会关于实施渐进式延迟法定退休年龄的决定).

Men move from 60 to 63 and women cadres from 55 to 58 by one month for every four months of birth,
women workers from 50 to 55 by one month for every two. Voluntary early or late retirement is agreed
case by case and is not computed here.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from .errors import PeriodError
from .months import Month, add_months

RetirementCategory = Literal["men", "women_cadre", "women_worker"]


class RetirementAge(NamedTuple):
    """An age as law writes it: full years and months."""

    years: int
    months: int

    @property
    def in_months(self) -> int:
        """The whole age in months."""
        return self.years * 12 + self.months


@dataclass(frozen=True, slots=True)
class _Scale:
    first_birth_month: Month
    base_years: int
    birth_months_per_step: int
    most_delay_months: int


_SCALES: dict[str, _Scale] = {
    "men": _Scale(Month(1965, 1), 60, 4, 36),
    "women_cadre": _Scale(Month(1970, 1), 55, 4, 36),
    "women_worker": _Scale(Month(1975, 1), 50, 2, 60),
}


def retirement_age(birth_month: Month, category: RetirementCategory) -> RetirementAge:
    """The statutory retirement age of someone born in this month."""
    scale = _SCALES.get(category)
    if scale is None:
        raise PeriodError(
            "retirement_category", f"没有“{category}”这一类，退休年龄只分男职工、女干部、女工人。"
        )
    later = scale.first_birth_month.months_until(birth_month)
    delay = 0 if later < 0 else min(scale.most_delay_months, later // scale.birth_months_per_step + 1)
    return RetirementAge(scale.base_years + delay // 12, delay % 12)


def retirement_date(birth: date, category: RetirementCategory) -> date:
    """The day someone reaches the statutory retirement age."""
    return add_months(birth, retirement_age(Month.of(birth), category).in_months)


def is_near_retirement(birth: date, category: RetirementCategory, on: date, within_years: int) -> bool:
    """Whether less than (or exactly) so many years are left to the statutory age, and it is not reached."""
    reached = retirement_date(birth, category)
    return on < reached <= add_months(on, within_years * 12)
