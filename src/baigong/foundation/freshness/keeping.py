"""What a process keeps of tables that seldom change, forgotten before the next request or job once they did.

`@kept_until_news(topic, most)` remembers what a function answers until its topic has news. Whichever reader of this
process hears first tells all; an answer that was being worked out meanwhile is not remembered as a new one.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable
from typing import Any, Generic, ParamSpec, TypeVar

from django.db import DatabaseError

from baigong.foundation.freshness.reader import Reader, tell_on_news

_Asked = ParamSpec("_Asked")
_Answer = TypeVar("_Answer")
_editions: dict[str, int] = {}
_readers: dict[str, Reader] = {}


class Kept(Generic[_Asked, _Answer]):
    """A function whose answers are remembered for one edition of its topic."""

    def __init__(self, function: Callable[_Asked, _Answer], topic: str, most: int) -> None:
        functools.update_wrapper(self, function)
        self._topic = topic
        self._remembered = functools.lru_cache(maxsize=most)(
            lambda edition, *given, **named: function(*given, **named)
        )

    def __call__(self, *given: _Asked.args, **named: _Asked.kwargs) -> _Answer:
        asked: Any = self._remembered
        answer: _Answer = asked(_editions[self._topic], *given, **named)
        return answer

    def cache_clear(self) -> None:
        self._remembered.cache_clear()


def kept_until_news(topic: str, most: int) -> Callable[[Callable[_Asked, _Answer]], Kept[_Asked, _Answer]]:
    """Remember the last `most` answers of a function until a topic has news (see `triggers.watch`)."""

    def keep(function: Callable[_Asked, _Answer]) -> Kept[_Asked, _Answer]:
        if topic not in _readers:
            _editions[topic], _readers[topic] = 0, Reader(topic)
            tell_on_news(topic, lambda: forget(topic))
        kept = Kept(function, topic, most)
        tell_on_news(topic, kept.cache_clear)
        return kept

    return keep


def forget(topic: str) -> None:
    """Let everything kept of a topic be asked anew in this process."""
    _editions[topic] += 1


def hear() -> None:
    """Ask for news of everything kept: one short question to the database, at most ten times a second.

    A database that is away tells nothing; whoever needs it meets that on their own.
    """
    with contextlib.suppress(DatabaseError):
        for reader in _readers.values():
            reader.news()
