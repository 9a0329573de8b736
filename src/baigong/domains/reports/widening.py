"""Further fields of a ledger's rows, from facts that lie in other lists: who answers for a firm, what was agreed …

An app's own rows know only what lies below it; here, above all of them, a row learns what else is known of it.
"""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

Row: TypeAlias = Mapping[str, Any]
Rows: TypeAlias = Callable[[str, datetime.date], Iterator[dict[str, Any]]]
Found: TypeAlias = Mapping[Any, Row]
PIECE = 500


@dataclass(frozen=True, slots=True)
class Widening:
    """Fields with their labels, and what they are for rows on a day, by the rows' ids; what is not known is left out.

    `find` asks for a piece of rows at once: its queries do not grow with the rows.
    """

    fields: Mapping[str, str]
    find: Callable[[Sequence[Row], datetime.date], Found]


def widened(rows: Rows, more: Sequence[Widening]) -> Rows:
    """Return rows that carry the further fields too, None where nothing is known."""
    if not more:
        return rows
    empty = {name: None for each in more for name in each.fields}

    def read(place_path: str, on: datetime.date) -> Iterator[dict[str, Any]]:
        found = rows(place_path, on)
        while piece := list(itertools.islice(found, PIECE)):
            known = [each.find(piece, on) for each in more]
            for row in piece:
                wide: dict[str, Any] = {**empty, **row}
                for facts in known:
                    wide |= facts.get(row["id"], {})
                yield wide

    return read


def ids_of(rows: Sequence[Row]) -> list[Any]:
    return [row["id"] for row in rows]
