"""One page of a list: identifiers from the index, then the rows themselves, and how many there are."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

from django.db import connections, models, router, transaction
from django.db.models import Q

from baigong.foundation.lists.cursor import Cursor, write_cursor
from baigong.foundation.lists.definition import ListDefinition
from baigong.foundation.lists.planning import Ground, ground_of
from baigong.foundation.lists.request import ListRequest
from baigong.foundation.lists.walking import Entry, Walk

PAGE_SIZE = 50
COUNTED_TO = 10_000


@dataclass(frozen=True, slots=True)
class Page:
    """Fifty rows in order. `previous` and `next` are cursors, None at the ends; `elapsed` is in seconds.

    `number` is None when the page was reached from the end of a list longer than was counted.
    `total` is exact unless `is_total_capped`.
    """

    ids: tuple[Any, ...]
    rows: tuple[Any, ...]
    previous: str | None
    next: str | None
    number: int | None
    total: int
    is_total_capped: bool
    sort_label: str
    elapsed: float
    size: int = PAGE_SIZE

    @property
    def total_text(self) -> str:
        """The total for people: "1,204", or "10,000+"."""
        return f"{self.total:,}{'+' if self.is_total_capped else ''}"

    @property
    def first_position(self) -> int | None:
        """The position of the first row in the whole list, from 1; None when the page number is unknown."""
        return (self.number - 1) * self.size + 1 if self.number and self.ids else None

    @property
    def last_position(self) -> int | None:
        first = self.first_position
        return first + len(self.ids) - 1 if first else None


@dataclass(frozen=True, slots=True)
class _Found:
    """The entries of a page and what lies on either side.

    `passed` is how many entries were passed over on the way to it: there are more than that.
    """

    entries: Sequence[Entry]
    has_previous: bool
    has_next: bool
    number: int | None
    passed: int = 0


def page_of(
    definition: ListDefinition, request: ListRequest, *, size: int = PAGE_SIZE, narrow: Q | None = None
) -> Page:
    """Return the page a request asks for, within the current scope.

    `narrow` is a further condition that an index of its own serves, such as the persons of a name.

    :raises ScopeError: outside any scope.
    """
    started = time.perf_counter()
    with _one_transaction(definition):
        ground = ground_of(definition, request, narrow)
        found, total = _found_and_total(definition, request, ground, size)
        is_capped = total > COUNTED_TO
        ids = tuple(key for _, key in found.entries)
        rows = _rows(definition, ids)
    return Page(
        ids=ids,
        rows=rows,
        previous=_cursor(request, found, 0) if found.has_previous else None,
        next=_cursor(request, found, -1) if found.has_next else None,
        number=found.number,
        total=min(total, COUNTED_TO),
        is_total_capped=is_capped,
        sort_label=definition.sort_label(request.sort, is_descending=request.is_descending),
        elapsed=time.perf_counter() - started,
        size=size,
    )


def _one_transaction(definition: ListDefinition) -> AbstractContextManager[Any]:
    """On PostgreSQL the scope is set once per transaction; on SQLite reading needs none."""
    alias = router.db_for_read(definition.model)
    return transaction.atomic(alias) if connections[alias].vendor == "postgresql" else nullcontext()


def exact_count(definition: ListDefinition, request: ListRequest, *, narrow: Q | None = None) -> int:
    """Return how many rows the request's filters leave, however long counting takes."""
    return int(ground_of(definition, request, narrow).rows.order_by().count())


def _count(definition: ListDefinition, request: ListRequest, ground: Ground) -> int:
    """Return the total, at most one more than is counted; read in the order whose index the page uses."""
    return Walk(definition, request, ground).count(COUNTED_TO + 1)


def _found_and_total(
    definition: ListDefinition, request: ListRequest, ground: Ground, size: int
) -> tuple[_Found, int]:
    """Return the page and the total; on a far page what was passed over says already that there is more."""
    if request.page and request.page * size > COUNTED_TO:
        found = _find(definition, request, ground, size, None)
        if found.passed >= COUNTED_TO:
            return found, COUNTED_TO + 1
    total = _count(definition, request, ground)
    return _find(definition, request, ground, size, None if total > COUNTED_TO else total), total


def _find(
    definition: ListDefinition, request: ListRequest, ground: Ground, size: int, total: int | None
) -> _Found:
    forwards = Walk(definition, request, ground)
    if request.after is not None:
        entries = forwards.take(size + 1, beyond=request.after)
        return _Found(entries[:size], True, len(entries) > size, request.after.number)
    if request.before is not None:
        entries = forwards.reversed().take(size + 1, beyond=request.before)
        if len(entries) >= size:
            number = request.before.number
            return _Found(entries[:size][::-1], len(entries) > size, True, number)
    if request.is_last:
        return _last(forwards, size, total)
    number = request.page if request.page and request.before is None else 1
    if request.of is not None and (number - 1) * size < request.of:
        found = _jump_from_end(forwards, size, number, request.of)
        if found is not None:
            return found
    entries = forwards.take(size + 1, skip=(number - 1) * size)
    if not entries and number > 1:
        return _last(forwards, size, total)
    return _Found(entries[:size], number > 1, len(entries) > size, number, passed=(number - 1) * size)


def _jump_from_end(forwards: Walk, size: int, number: int, of: int) -> _Found | None:
    """Read a page in the second half of a list of known length from the end, which is nearer."""
    behind = max(0, of - number * size)
    if behind >= (number - 1) * size:
        return None
    length = min(size, of - (number - 1) * size)
    entries = forwards.reversed().take(length, skip=behind)
    return _Found(entries[::-1], number > 1, behind > 0, number, passed=behind) if entries else None


def _last(forwards: Walk, size: int, total: int | None) -> _Found:
    """Read from the end in the reversed order; the last page is as short as counting from page 1 makes it."""
    length = size if not total else (total - 1) % size + 1
    entries = forwards.reversed().take(length + 1)
    number = None if total is None else max(1, -(-total // size))
    return _Found(entries[:length][::-1], len(entries) > length, False, number)


def _rows(definition: ListDefinition, ids: tuple[Any, ...]) -> tuple[Any, ...]:
    """Read the rows through the model's own manager: scoped once more, in the order of the identifiers."""
    if not ids:
        return ()
    model: type[models.Model] = definition.model
    rows = model._default_manager.filter(pk__in=ids).prefetch_related(*definition.prefetch)
    by_key = {row.pk: row for row in rows}
    return tuple(by_key[key] for key in ids if key in by_key)


def _cursor(request: ListRequest, found: _Found, at: int) -> str | None:
    if not found.entries:
        return None
    value, key = found.entries[at]
    number = None
    if found.number is not None:
        number = found.number + (1 if at else -1)
    return write_cursor(
        Cursor(
            request.sort.code, request.is_descending, value, key, number if number and number > 0 else None
        )
    )
