"""One entry of a timeline, however different the rows it was made from."""

from __future__ import annotations

import datetime
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened on a day: what, how it was learnt, and what else is known of it.

    `kind` is "" for ordinary entries, "now" for the latest state and "broken" for a duty not kept.
    `object_kind` and `object_id` name the row behind it, so that a page can link to it.
    """

    on: datetime.date
    channel: str
    what: str
    detail: str = ""
    kind: str = ""
    object_kind: str = ""
    object_id: str = ""


def newest_first(entries: list[Entry]) -> list[Entry]:
    """Return the entries by day, the newest first; entries of one day keep the order they came in."""
    return sorted(entries, key=lambda entry: entry.on, reverse=True)
