"""One makes a page while the others wait; and no more strangers at work than leave room for officers."""

from __future__ import annotations

import threading
import time
from collections.abc import Hashable, Iterator
from contextlib import contextmanager


class Flights:
    """Who is making which page at this moment, in this process; who waits, and for how long at most."""

    def __init__(self, at_work: int, waiting: int, seconds: float) -> None:
        """:param seconds: how long somebody waits for a page or for room before being sent back."""
        self._lock = threading.Condition()
        self._begun: dict[Hashable, threading.Event] = {}
        self._at_work, self._most_at_work = 0, at_work
        self._waiting, self._most_waiting = 0, waiting
        self._seconds = seconds

    def begin(self, key: Hashable) -> threading.Event | None:
        """Return None to the one who is to make the page, to the others what they may wait for."""
        with self._lock:
            if key in self._begun:
                return self._begun[key]
            self._begun[key] = threading.Event()
            return None

    def end(self, key: Hashable) -> None:
        with self._lock:
            self._begun.pop(key).set()

    def wait_for(self, begun: threading.Event) -> bool:
        """Wait until another's page is made; False when too many wait already, or it takes too long."""
        with self._lock:
            if self._waiting >= self._most_waiting:
                return False
            self._waiting += 1
        try:
            return begun.wait(self._seconds)
        finally:
            with self._lock:
                self._waiting -= 1

    @contextmanager
    def room(self, *, is_patient: bool = True) -> Iterator[bool]:
        """Say whether there is room for one more stranger at work, after a wait when they are patient."""
        has_room = self._take(self._seconds if is_patient else 0.0)
        try:
            yield has_room
        finally:
            if has_room:
                with self._lock:
                    self._at_work -= 1
                    self._lock.notify()

    def _take(self, seconds: float) -> bool:
        end = time.monotonic() + seconds
        with self._lock:
            if self._at_work >= self._most_at_work and self._waiting >= self._most_waiting:
                return False
            self._waiting += 1
            while self._at_work >= self._most_at_work and (left := end - time.monotonic()) > 0:
                self._lock.wait(left)
            self._waiting -= 1
            has_room = self._at_work < self._most_at_work
            self._at_work += has_room
            return has_room
