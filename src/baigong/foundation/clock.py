"""The only place that asks the machine what time it is; a test or a replay sets its own time."""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Iterator
from contextvars import ContextVar
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")

_frozen: ContextVar[datetime.datetime | None] = ContextVar("baigong_clock", default=None)


def now() -> datetime.datetime:
    """Return the present instant, aware, in UTC."""
    return _frozen.get() or datetime.datetime.now(tz=datetime.UTC)


def today() -> datetime.date:
    """Return the present day as the people who use the system see it (China standard time)."""
    return day_of(now())


def day_of(instant: datetime.datetime) -> datetime.date:
    """Return the day of an instant as the people who use the system see it; the database keeps UTC."""
    return instant.astimezone(CHINA).date()


def end_of_day(day: datetime.date) -> datetime.datetime:
    """Return the instant at which a day is over for the people who use the system."""
    return datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time(), tzinfo=CHINA)


def minute_of(instant: datetime.datetime) -> str:
    """Return an instant to the minute in China standard time: “2026-03-29 09:05”."""
    return f"{instant.astimezone(CHINA):%Y-%m-%d %H:%M}"


@contextlib.contextmanager
def at(instant: datetime.datetime | datetime.date) -> Iterator[None]:
    """Run the block as if it were `instant`; a plain date means nine o'clock in China."""
    if not isinstance(instant, datetime.datetime):
        instant = datetime.datetime.combine(instant, datetime.time(9), tzinfo=CHINA)
    token = _frozen.set(instant.astimezone(datetime.UTC))
    try:
        yield
    finally:
        _frozen.reset(token)
