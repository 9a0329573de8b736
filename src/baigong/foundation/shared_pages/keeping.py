"""What one process keeps for strangers, and the news it hears of it."""

from __future__ import annotations

from baigong.foundation.freshness.reader import Reader
from baigong.foundation.shared_pages.news import News
from baigong.foundation.shared_pages.options import SharedPages
from baigong.foundation.shared_pages.store import Store

# What htmx says of itself: a part of a page is asked for, or a page it had forgotten.
HX = ("HTTP_HX_REQUEST", "HTTP_HX_HISTORY_RESTORE_REQUEST")

_at_the_door: list[KeptPages] = []


class KeptPages:
    """The pages, and which of them are still true."""

    def __init__(self, chosen: SharedPages) -> None:
        self.chosen, self.store = chosen, Store(chosen.bytes)
        self.news = News(*map(Reader, (chosen.topic, *chosen.also)))

    def stand_at_the_door(self) -> None:
        """Let the process's door give these pages; the last who asked for it stands there."""
        _at_the_door[:] = [self]


def kept_at_the_door() -> KeptPages | None:
    """Return the pages the door of this process may give, or None before there are any."""
    return _at_the_door[0] if _at_the_door else None
