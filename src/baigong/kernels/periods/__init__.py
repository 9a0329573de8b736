"""Days, months, weeks, half-open spans, working days and retirement ages. No clock: callers pass the day."""

from .days import day_from_serial, parse_day
from .errors import PeriodError
from .months import Month, add_months, age_on, whole_months
from .retirement import (
    RetirementAge,
    RetirementCategory,
    is_near_retirement,
    retirement_age,
    retirement_date,
)
from .weeks import Week, week_of
from .windows import Window, merge, months_in_calendar_year
from .workdays import WorkCalendar, chinese_calendar
from .working_age import YOUNG_NOTICE, UnderAge, WorkingAge, working_age

__all__ = [
    "YOUNG_NOTICE",
    "Month",
    "PeriodError",
    "RetirementAge",
    "RetirementCategory",
    "UnderAge",
    "Week",
    "Window",
    "WorkCalendar",
    "WorkingAge",
    "add_months",
    "age_on",
    "chinese_calendar",
    "day_from_serial",
    "is_near_retirement",
    "merge",
    "months_in_calendar_year",
    "parse_day",
    "retirement_age",
    "retirement_date",
    "week_of",
    "whole_months",
    "working_age",
]
