"""When a step is due: hours run through nights and holidays, working days follow the office's calendar."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Protocol

from .model import Clock, Workflow


class WorkingDays(Protocol):
    """The part of a calendar the clocks need (`periods.WorkCalendar` has it)."""

    def add_working_days(self, day: date, count: int) -> date:
        """The day `count` working days after `day`."""
        ...


def due_at(clock: Clock, entered_at: datetime, calendar: WorkingDays) -> datetime:
    """The first moment that is too late.

    Hours count from the moment of entry. Working days begin the day after entry, and the whole last day
    counts: the moment returned is its midnight. `entered_at` is the office's local time.
    """
    if clock.unit == "hours":
        return entered_at + timedelta(hours=clock.count)
    last = calendar.add_working_days(entered_at.date(), clock.count)
    return datetime.combine(last + timedelta(days=1), time.min, tzinfo=entered_at.tzinfo)


def due_of_state(
    workflow: Workflow, state: str, entered_at: datetime, calendar: WorkingDays
) -> datetime | None:
    """The earliest due moment among the steps that lead out of `state`; none when no step has a clock."""
    clocks = [step.clock for step in workflow.steps_from(state) if step.clock is not None]
    return min((due_at(clock, entered_at, calendar) for clock in clocks), default=None)
