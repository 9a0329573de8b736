"""Which kept pages are still true: those made after the last news of what they tell of."""

from __future__ import annotations

import time
from collections.abc import Iterable

from django.http import HttpResponse

from baigong.foundation.freshness.reader import Reader
from baigong.foundation.shared_pages.store import Page

# So many rows are remembered one by one; beyond that every page counts as old.
MOST_ROWS = 20_000


def tells_of(response: HttpResponse, rows: Iterable[str]) -> HttpResponse:
    """Say that a page shows these rows and no list that others could join; it stays until one of them changes.

    :param rows: their keys, as the notes of freshness name them (hexadecimal).
    """
    response.tells_of = frozenset(rows)  # type: ignore[attr-defined]  # read when the page is kept
    return response


class News:
    """The last change of every row, in the order this process heard of them."""

    def __init__(self, *readers: Reader) -> None:
        self._readers = readers
        self._rows: dict[str, int] = {}
        self._all = 0
        self.version, self.came_at = 0, 0.0

    def look(self) -> None:
        """Ask every reader for news; one that knows nothing exact makes all pages old."""
        told = [reader.news() for reader in self._readers]
        changed = None if None in told else {row for rows in told for row in rows or ()}
        if changed is not None and not changed:
            return
        version = self.version + 1
        if changed is None or len(self._rows) > MOST_ROWS:
            self._all, self._rows = version, {}
        self._rows = self._rows | dict.fromkeys(changed or (), version)
        self.version, self.came_at = version, time.time()

    @property
    def is_heard(self) -> bool:
        """Say whether nobody has to look for news at this moment; what is known is then all that can be known."""
        return all(reader.is_heard for reader in self._readers)

    def leave(self, page: Page) -> bool:
        """Say whether what a page tells of has not changed since it was made."""
        if page.tells_of is None:
            return page.version == self.version
        return page.version >= self._all and all(
            self._rows.get(row, 0) <= page.version for row in page.tells_of
        )
