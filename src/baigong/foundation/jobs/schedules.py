"""Work that comes back: which period it is now, and one job for each period."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from baigong.foundation import clock
from baigong.foundation.jobs.models import Job
from baigong.foundation.jobs.queue import ensure_scheduled

# From an instant to the latest period that is due: its name and when it became due.
Cadence = Callable[[datetime.datetime], tuple[str, datetime.datetime]]


@dataclass(frozen=True, slots=True)
class Schedule:
    """A kind of job wanted once in every period."""

    name: str
    kind: str
    cadence: Cadence
    args: Mapping[str, Any] = field(default_factory=dict)


_schedules: dict[str, Schedule] = {}


def schedule(name: str, kind: str, cadence: Cadence, args: Mapping[str, Any] | None = None) -> None:
    """Register recurring work, beside its handler; saying it again replaces it."""
    _schedules[name] = Schedule(name, kind, cadence, args or {})


def plan_due() -> list[Job]:
    """Make sure that the present period of every schedule has its job; safe to call as often as one likes.

    After a standstill only the latest period is made up for, not every one that was missed.
    """
    now = clock.now()
    jobs = []
    for entry in _schedules.values():
        period, due = entry.cadence(now)
        jobs.append(ensure_scheduled(f"{entry.name}:{period}", entry.kind, entry.args, run_after=due))
    return jobs


def every_minutes(minutes: int) -> Cadence:
    """Periods of so many minutes, counted from the epoch."""

    def cadence(now: datetime.datetime) -> tuple[str, datetime.datetime]:
        seconds = minutes * 60
        start = int(now.timestamp()) // seconds * seconds
        due = datetime.datetime.fromtimestamp(start, tz=datetime.UTC)
        return due.strftime("%Y-%m-%dT%H:%MZ"), due

    return cadence


def daily(hour: int, minute: int = 0) -> Cadence:
    """Every day at that time in China, named by the day."""

    def cadence(now: datetime.datetime) -> tuple[str, datetime.datetime]:
        due = _latest(now, hour, minute)
        return due.date().isoformat(), due

    return cadence


def weekly(weekday: int, hour: int, minute: int = 0) -> Cadence:
    """Every week on that day (Monday is 1, Sunday 7) and time in China, named by the ISO week."""

    def cadence(now: datetime.datetime) -> tuple[str, datetime.datetime]:
        due = _latest(now, hour, minute)
        due -= datetime.timedelta(days=(due.isoweekday() - weekday) % 7)
        year, week, _ = due.isocalendar()
        return f"{year}-W{week:02}", due

    return cadence


def _latest(now: datetime.datetime, hour: int, minute: int) -> datetime.datetime:
    local = now.astimezone(clock.CHINA)
    due = local.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return due if due <= local else due - datetime.timedelta(days=1)
