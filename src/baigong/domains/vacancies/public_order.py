"""In which order a search shows what it finds, and where in that order a page begins and ends.

Every order falls by one number of a row and then by its key, so that a position names one row and its neighbours.
"""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from baigong.domains.vacancies.models import Vacancy
from baigong.domains.vacancies.public_index import Mask, PublicIndex
from baigong.domains.vacancies.public_reading import microseconds
from baigong.foundation.lists.cursor import Cursor, broken_cursor, read_cursor, write_cursor

_MOMENT_BITS = 51  # microseconds since 1970, until the year 2041 and beyond

Rows = NDArray[np.int64]


def in_order(index: PublicIndex, order: str, found: Mask, ranks: Rows | None = None) -> tuple[Rows, Rows]:
    """Return the rows found, first to last, and the value of every row that the order falls by.

    :param ranks: what comes before being new, the smallest first, below 4,096 for each row; None for nothing.
    """
    if order == "pay":
        return index.best_paid[found[index.best_paid]], index.columns["pay"]
    newest, since = index.newest[found[index.newest]], index.columns["since"]
    if ranks is None:
        return newest, since
    chosen = newest[
        np.argsort(ranks[newest].astype(np.int16), kind="stable")
    ]  # short numbers sort in one pass
    return chosen, (since - (1 << _MOMENT_BITS)) - (ranks << _MOMENT_BITS)


def window(
    index: PublicIndex, chosen: Rows, values: Rows, cursor: Cursor | None, size: int, *, is_after: bool
) -> tuple[int, int]:
    """Return where the page begins and ends among the rows chosen."""
    if cursor is None:
        return 0, min(size, len(chosen))
    value = microseconds(cursor.value) if cursor.sort == "new" else cursor.value
    high, low = cursor.key.int >> 64, cursor.key.int & 0xFFFF_FFFF_FFFF_FFFF
    own, above, below = values[chosen], index.columns["high"][chosen], index.columns["low"][chosen]
    is_before = (own > value) | ((own == value) & ((above > high) | ((above == high) & (below > low))))
    if is_after:
        is_it = (own == value) & (above == high) & (below == low)
        begin = int(is_before.sum() + is_it.sum())
    else:
        begin = max(0, int(is_before.sum()) - size)
    return begin, min(begin + size, len(chosen))


def position(index: PublicIndex, order: str, row: int, values: Rows, number: int | None) -> str:
    """Return one word that names a row's place in an order."""
    value: Any = int(values[row])
    if order == "new":
        value = datetime.datetime.fromtimestamp(value / 1_000_000, tz=datetime.UTC)
        value = value.replace(microsecond=int(values[row]) % 1_000_000)
    return write_cursor(Cursor(order, True, value, index.ids[row], number))


def page_number(cursor: Cursor | None, begin: int, *, is_after: bool) -> int | None:
    """Return which page this is, None when nobody counted."""
    if not begin and not is_after:
        return 1
    if cursor is None or cursor.number is None:
        return None
    if is_after:
        return cursor.number + 1
    return cursor.number - 1 if cursor.number > 1 else None


def cursor_of(word: str, order: str) -> Cursor | None:
    """Return the position a word names.

    :raises ListRequestError: for one that cannot be read or belongs to another order.
    """
    if not word:
        return None
    fields = Vacancy._meta
    column = fields.get_field("public_since" if order == "new" else "pay_from_fen_month")
    cursor = read_cursor(word, column=column, key=fields.pk)
    if cursor.sort != order or cursor.value is None:
        raise broken_cursor()
    return cursor
