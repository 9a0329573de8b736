"""The figures of handing out workbooks of people, as the plan in force at a place has them (reliability 35)."""

from __future__ import annotations

import datetime

from baigong.domains.policies.selectors import parameters_at
from baigong.foundation.exchange.handouts import Limits

NAMES = ("export-alone-rows", "export-day-rows", "export-hours")


def limits_at(place_path: str, on: datetime.date) -> Limits:
    """Return masked rows without a second person, rows a day and person, hours an agreed file lies."""
    found = parameters_at(NAMES, place_path, on)
    alone, day, hours = (int(found[name]) for name in NAMES)
    return Limits(alone, day, hours)
