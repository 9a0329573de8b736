"""Walking a list along one order, forwards or from the end, unknown values always last."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db import connections, models
from django.db.models import F, Q

from baigong.foundation.lists.conditions import Beyond, HasValue, Unindexed, ordered
from baigong.foundation.lists.cursor import Cursor
from baigong.foundation.lists.definition import ListDefinition
from baigong.foundation.lists.planning import Ground
from baigong.foundation.lists.request import ListRequest

Entry = tuple[Any, Any]  # the order's value and the row's key


@dataclass(frozen=True, slots=True)
class Walk:
    """A nullable column is walked in two parts, the known values and then the unknown ones.

    Each part is one range of the same index, whichever end an engine puts its nulls at.
    """

    definition: ListDefinition
    request: ListRequest
    ground: Ground
    is_from_end: bool = False

    def reversed(self) -> Walk:
        return replace(self, is_from_end=not self.is_from_end)

    def take(self, limit: int, *, skip: int = 0, beyond: Cursor | None = None) -> list[Entry]:
        """Return up to `limit` entries after `skip` of them, or beyond a position."""
        if skip and self._is_natural:
            return list(self._ordered(self.ground.rows)[skip : skip + limit])
        parts = self._parts()
        if beyond is not None and self._is_nullable:
            parts = parts[parts.index(beyond.value is not None) :]
        entries: list[Entry] = []
        for part in parts:
            rows = self.part(part, beyond)
            is_first_of_two = bool(skip) and part != parts[-1]
            if is_first_of_two and (passed := self._length_if_short(rows, skip // 2)) is not None:
                skip -= passed
                continue
            entries += list(rows[skip : skip + limit - len(entries)])
            if len(entries) == limit:
                break
            if is_first_of_two:
                skip = 0 if entries else skip - int(rows.order_by().count())
            beyond = None
        return entries

    @staticmethod
    def _length_if_short(rows: models.QuerySet[Any], most: int) -> int | None:
        """Return how long a part is if it has at most `most`: one that is passed over whole is then read once."""
        length = int(rows[: most + 1].count())
        return length if length <= most else None

    def count(self, most: int) -> int:
        """Return how many entries there are, counting no further than `most`."""
        rows = self.ground.rows.order_by()
        if not self.ground.is_searched:  # in order, so that it reads the index the page reads
            rows = self._ordered(rows)
        return int(rows[:most].count())

    def part(self, has_value: bool, beyond: Cursor | None = None) -> models.QuerySet[Any]:
        """Return the ordered entries of one part, as pairs of value and key."""
        column = self.request.sort.column
        rows = self.ground.rows
        if self._is_nullable:
            rows = rows.filter(
                self._free(HasValue(column) if has_value else Q(**{f"{column}__isnull": True}))
            )
        if beyond is not None:
            rows = rows.filter(self._free(self._beyond(beyond, has_value)))
        return self._ordered(rows)

    def _ordered(self, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
        return rows.order_by(*self._order()).values_list(self.request.sort.column, "pk")

    @property
    def _is_nullable(self) -> bool:
        return bool(self.definition.column(self.request.sort.column).null)

    @property
    def _is_natural(self) -> bool:
        """Whether the engine's own order has unknown values last: one range then serves both parts."""
        is_postgresql = connections[self.ground.rows.db].vendor == "postgresql"
        return not self._is_nullable or is_postgresql is not self.request.is_descending

    @property
    def _is_descending(self) -> bool:
        return self.request.is_descending is not self.is_from_end

    def _parts(self) -> list[bool]:
        if not self._is_nullable:
            return [True]
        return [False, True] if self.is_from_end else [True, False]

    def _beyond(self, cursor: Cursor, has_value: bool) -> Beyond:
        if has_value:
            names, values = (self.request.sort.column, "pk"), (cursor.value, cursor.key)
            return Beyond(names, values, is_backwards=self._is_descending)
        return Beyond(("pk",), (cursor.key,), is_backwards=self._is_descending)

    def _free(self, condition: Any) -> Any:
        """Another index finds the rows already, so this one may not tempt the engine."""
        return Unindexed(condition) if self.ground.is_searched else condition

    def _order(self) -> list[Any]:
        columns: list[Any] = [F(self.request.sort.column), F("pk")]
        if self.ground.is_searched:
            columns = [
                Unindexed(each, self.definition.column(name))
                for each, name in zip(columns, (self.request.sort.column, self._key), strict=True)
            ]
        return [ordered(each, is_descending=self._is_descending) for each in columns]

    @property
    def _key(self) -> str:
        return str(self.definition.model._meta.pk.name)
