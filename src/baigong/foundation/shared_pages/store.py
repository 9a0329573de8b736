"""The pages a process holds: by what distinguishes two readers, the least recently used given up first."""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpResponse
from django.utils.http import http_date

# Set anew for each reader, or by the server itself.
_OWN_HEADERS = {"Content-Length", "Content-Encoding", "ETag", "Last-Modified", "Date"}
SMALLEST_WORTH_PACKING = 500


@dataclass(frozen=True)
class Page:
    """An answer as it is given to everybody; `made_at` in seconds since 1970, `version` of what it tells of.

    `tells_of` are the rows it shows, where it depends on no others.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    etag: str
    made_at: int
    version: int
    kept_until: float
    tells_of: frozenset[str] | None = None

    @classmethod
    def of(
        cls, response: HttpResponse, version: int, now: float, seconds: float, before: Page | None
    ) -> Page:
        """Return the page of an answer; one that says the same as before keeps its date."""
        digest = hashlib.blake2b(response.content, digest_size=12).hexdigest()
        etag = f'W/"{digest}"'
        made_at = before.made_at if before is not None and before.etag == etag else int(now)
        headers = tuple((name, value) for name, value in response.items() if name not in _OWN_HEADERS)
        rows = getattr(response, "tells_of", None)
        return cls(
            response.status_code, headers, response.content, etag, made_at, version, now + seconds, rows
        )

    @cached_property
    def packed(self) -> bytes:
        """The body under gzip. It holds no secret: a page with a token is never shared."""
        return gzip.compress(self.body, 6, mtime=0)

    def answer_to(self, unpacks: str) -> tuple[tuple[tuple[str, str], ...], bytes]:
        """Return heads and body for a reader who says what they can unpack (`Accept-Encoding`)."""
        is_packed = len(self.body) >= SMALLEST_WORTH_PACKING and "gzip" in unpacks
        return self._packed_answer if is_packed else self._plain_answer

    @cached_property
    def _packed_answer(self) -> tuple[tuple[tuple[str, str], ...], bytes]:
        return (*self._heads(self.packed), ("Content-Encoding", "gzip")), self.packed

    @cached_property
    def _plain_answer(self) -> tuple[tuple[tuple[str, str], ...], bytes]:
        return self._heads(self.body), self.body

    def _heads(self, body: bytes) -> tuple[tuple[str, str], ...]:
        dates = (("ETag", self.etag), ("Last-Modified", http_date(self.made_at)))
        return (*self.headers, *dates, ("Content-Length", str(len(body))))

    @property
    def size(self) -> int:
        return len(self.body) + 2_000


class Store:
    """At most so many bytes of pages; safe for threads."""

    def __init__(self, most_bytes: int) -> None:
        self._most, self._held = most_bytes, 0
        self._pages: OrderedDict[Hashable, Page] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Page | None:
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def put(self, key: Hashable, page: Page) -> None:
        with self._lock:
            self._drop(self._pages.pop(key, None))
            if page.size > self._most:
                return
            self._pages[key] = page
            self._held += page.size
            while self._held > self._most:
                self._drop(self._pages.popitem(last=False)[1])

    def forget(self, key: Hashable) -> None:
        with self._lock:
            self._drop(self._pages.pop(key, None))

    def _drop(self, page: Any) -> None:
        if page is not None:
            self._held -= page.size
