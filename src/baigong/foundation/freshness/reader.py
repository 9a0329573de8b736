"""A reader's mark in the notes: what was written since it last looked, however many processes write."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from baigong.foundation.freshness.triggers import NOTES

# Notes are swept away after a day; whoever has not looked for half of it reads everything anew.
OLDEST_SECONDS = 12 * 3600

_Note = tuple[int, str, str, int]
_told: dict[str, list[Callable[[], None]]] = {}


def tell_on_news(topic: str, tell: Callable[[], None]) -> None:
    """Call `tell` whenever a reader of this process hears news of a topic; called while modules are loaded."""
    _told.setdefault(topic, []).append(tell)


@dataclass(frozen=True, slots=True)
class Mark:
    """How far somebody has read: the last note, and the notes that later-committed ones may stand beside."""

    number: int = 0
    stamp: str = ""
    horizon: int = 0
    recent: frozenset[str] = frozenset()


def _notes(topic: str, mark: Mark) -> tuple[list[_Note], int]:
    """Return the notes at and behind a mark, and the oldest transaction that may still commit."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":  # one writer at a time: numbers are committed in their order
            cursor.execute(
                f'SELECT id, "row", stamp, 0 FROM "{NOTES}" WHERE topic = %s AND id >= %s ORDER BY id',  # noqa: S608 (own names)
                [topic, mark.number],
            )
            return cursor.fetchall(), 0
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        (horizon,) = cursor.fetchone()
        cursor.execute(
            f'SELECT id, "row", stamp, "transaction" FROM "{NOTES}"'  # noqa: S608 (own names)
            ' WHERE topic = %s AND (id = %s OR "transaction" >= %s) ORDER BY id',
            [topic, mark.number, mark.horizon],
        )
        return cursor.fetchall(), horizon


def read_on(topic: str, mark: Mark) -> tuple[Mark, set[str] | None]:
    """Return the mark after reading on, and the keys of rows changed, or None when all must be read anew.

    All must be read anew when the note at the mark is gone: swept away, or rolled back.
    """
    notes, horizon = _notes(topic, mark)
    is_known = not mark.number or any((note[0], note[2]) == (mark.number, mark.stamp) for note in notes)
    if not is_known:
        notes, horizon = _notes(topic, Mark())
    last = max(notes, default=(0, "", "", 0))
    recent = frozenset(note[2] for note in notes if note[3] >= horizon) if horizon else frozenset()
    following = Mark(last[0], last[2], horizon, recent)
    if not is_known:
        return following, None
    return following, set(_rows_unread(notes, mark))


def _rows_unread(notes: Iterable[_Note], mark: Mark) -> Iterable[str]:
    return (row for _, row, stamp, _ in notes if stamp != mark.stamp and stamp not in mark.recent)


class Reader:
    """One reader of a topic in this process. At most every `BAIGONG_FRESHNESS_SECONDS` it asks the database."""

    def __init__(self, topic: str) -> None:
        self._topic = topic
        self._lock = threading.Lock()
        self._mark: Mark | None = None
        self._looked = 0.0
        self.version = 0

    @property
    def is_heard(self) -> bool:
        """Say whether it looked so lately that `news` would not ask the database."""
        age = time.monotonic() - self._looked
        return self._mark is not None and age < settings.BAIGONG_FRESHNESS_SECONDS

    def news(self) -> set[str] | None:
        """Return the keys of rows changed since the last call; None for the first, or when nobody knows.

        `version` grows whenever there is news.
        """
        with self._lock:
            now = time.monotonic()
            age = now - self._looked
            if self._mark is not None and age < settings.BAIGONG_FRESHNESS_SECONDS:
                return set()
            is_old = self._mark is None or age > OLDEST_SECONDS
            self._mark, changed = read_on(self._topic, self._mark or Mark())
            self._looked = now
            if is_old:
                changed = None
            if changed is None or changed:
                self.version += 1
                for tell in _told.get(self._topic, ()):
                    tell()
            return changed
