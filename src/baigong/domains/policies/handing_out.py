"""The figures of handing out workbooks of people, as the plan in force at a place has them (reliability 35)."""

from __future__ import annotations

import datetime

from baigong.domains.policies.selectors import parameters_at
from baigong.foundation.exchange.handouts import Limits

PLAIN_ALONE = "export-real-alone-rows"
NAMES = ("export-alone-rows", "export-day-rows", "export-hours")


def limits_at(place_path: str, on: datetime.date) -> Limits:
    """Return masked rows without a second person, rows a day and person, hours an agreed file lies."""
    found = parameters_at(NAMES, place_path, on)
    alone, day, hours = (int(found[name]) for name in NAMES)
    return Limits(alone, day, hours)


def limits_in_plain(place_path: str, on: datetime.date) -> Limits:
    """Return the same for lists that go out unmasked: far fewer rows without a second person (decisions A8)."""
    usual = limits_at(place_path, on)
    alone = int(parameters_at((PLAIN_ALONE,), place_path, on)[PLAIN_ALONE])
    return Limits(min(alone, usual.alone_rows), usual.day_rows, usual.hours)
