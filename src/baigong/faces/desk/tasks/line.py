"""One task as the page of the day shows it: a clock, a sentence, why, and the one button."""

from __future__ import annotations

import datetime
from typing import Any

SHOWN_OF_A_KIND = 10
# What falls due within so many days is spoken of already.
SOON = datetime.timedelta(days=1)
Task = dict[str, Any]


def clock_of(due: datetime.date, on: datetime.date) -> tuple[str, str]:
    """Return the time left in words and its urgency."""
    days = (due - on).days
    if days < 0:
        return f"超{-days}天", "over"
    return ("今天", "soon") if days == 0 else (f"剩{days}天", "")


def task_of(due: tuple[str, str], title: str, why: str, url: str, label: str) -> Task:
    return {
        "clock": due[0],
        "urgency": due[1],
        "title": title,
        "why": why,
        "url": url,
        "action_label": label,
        "is_primary": due[1] == "over",
    }
