"""A question to a list, read from an address. What it does not understand it refuses (reliability 16)."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from baigong.foundation.lists.cursor import Cursor, broken_cursor, read_cursor
from baigong.foundation.lists.definition import RESERVED, Filter, FilterKind, ListDefinition, Sort
from baigong.foundation.lists.errors import ListRequestError

LAST_PAGE = "last"
HIGHEST_PAGE = 100_000
MOST_ROWS = 10**9
_YES_NO = {"yes": False, "no": True}


@dataclass(frozen=True, slots=True)
class ListRequest:
    """A checked question: an order, the filters set, and at most one position.

    `of` is the exact total a jump was offered with: it says which end of the list is nearer to the page.
    `values` keeps what was typed, for links and forms; `condition` and `place` (a path) are what it means.
    """

    sort: Sort
    is_descending: bool
    values: tuple[tuple[str, str], ...] = ()
    condition: Q = Q()
    place: str = ""
    after: Cursor | None = None
    before: Cursor | None = None
    page: int | None = None
    of: int | None = None
    is_last: bool = False

    @classmethod
    def from_query(
        cls, definition: ListDefinition, query: Mapping[str, Any], *, also: tuple[str, ...] = ()
    ) -> Self:
        """Read a query (a `QueryDict` or a plain mapping); `also` names keys that others read.

        An empty value is a form field nobody filled and means no filter. The order is written
        `sort=pay`, `sort=pay.asc` or `sort=pay.desc`.

        :raises ListRequestError: for an unknown key, a value that does not fit, or two positions at once.
        """
        given = {key: _values(query, key) for key in query if key not in also}
        given = {key: values for key, values in given.items() if values}
        for key in given:
            if key not in RESERVED and definition.filter(key) is None:
                raise ListRequestError(
                    f"这张表没有“{_short(key)}”这个条件。请从页面上重新选择。", code="unknown"
                )
        sort, is_descending = _sort_of(definition, given)
        filters = [(each, given[each.code]) for each in definition.filters if each.code in given]
        condition, place = Q(), ""
        for each, values in filters:
            if each.kind is FilterKind.PLACE:
                place = _place_path(each, _single(each.label, values))
            else:
                condition &= _condition_of(definition, each, values)
        return cls(
            sort=sort,
            is_descending=is_descending,
            values=tuple((each.code, value) for each, values in filters for value in values),
            condition=condition,
            place=place,
            **_position_of(definition, given, sort, is_descending),
        )

    def query_string(self, **position: str | int | None) -> str:
        """Return the address of this order and these filters at a position (`after`, `before`, `page`, `of`)."""
        order = f"{self.sort.code}.{'desc' if self.is_descending else 'asc'}"
        kept = [(key, str(value)) for key, value in position.items() if value is not None]
        return urlencode([*self.values, ("sort", order), *kept])


def _values(query: Mapping[str, Any], key: str) -> list[str]:
    found = query.getlist(key) if hasattr(query, "getlist") else query[key]
    values = list(found) if isinstance(found, list | tuple) else [found]
    return [str(value) for value in values if value is not None and value != ""]


def _single(label: str, values: list[str]) -> str:
    if len(values) != 1:
        raise ListRequestError(f"“{label}”只能给一个值，这里有{len(values)}个。请留下一个。", code="repeated")
    return values[0]


def _short(text: str) -> str:
    return text if len(text) <= 20 else text[:20] + "…"


def _sort_of(definition: ListDefinition, given: Mapping[str, list[str]]) -> tuple[Sort, bool]:
    if "sort" not in given:
        return definition.sorts[0], definition.sorts[0].is_descending
    word = _single("排序", given["sort"])
    code, dot, direction = word.partition(".")
    sort = definition.sort(code)
    if sort is None or (dot and direction not in ("asc", "desc")):
        known = "、".join(each.label for each in definition.sorts)
        raise ListRequestError(f"不能按“{_short(word)}”排序。可以按：{known}。", code="sort")
    return sort, (direction == "desc" if dot else sort.is_descending)


def _position_of(
    definition: ListDefinition, given: Mapping[str, list[str]], sort: Sort, is_descending: bool
) -> dict[str, Any]:
    keys = [key for key in ("after", "before", "page") if key in given]
    if not keys and "of" not in given:
        return {}
    if len(keys) != 1 or ("of" in given and keys != ["page"]):
        raise ListRequestError("翻页的位置没有说清，只能有一处。请从第1页重新打开。", code="position")
    word = _single("翻页位置", given[keys[0]])
    if keys[0] == "page":
        page: dict[str, Any] = (
            {"is_last": True} if word == LAST_PAGE else {"page": _number("页码", word, HIGHEST_PAGE)}
        )
        return (
            page | {"of": _number("总数", _single("总数", given["of"]), MOST_ROWS)} if "of" in given else page
        )
    cursor = read_cursor(word, column=definition.column(sort.column), key=definition.model._meta.pk)
    if (cursor.sort, cursor.is_descending) != (sort.code, is_descending):
        raise broken_cursor()
    return {keys[0]: cursor}


def _number(label: str, word: str, highest: int) -> int:
    if not (word.isascii() and word.isdigit() and len(word) <= 10 and 1 <= int(word) <= highest):
        raise ListRequestError(f"{label}“{_short(word)}”不对。请填1到{highest}之间的整数。", code="page")
    return int(word)


def _condition_of(definition: ListDefinition, chosen: Filter, values: list[str]) -> Q:
    if chosen.kind is FilterKind.CHOICE:
        return _one_of(definition, chosen, values)
    if chosen.kind is FilterKind.CONDITION:
        return _any_of(chosen, values)
    value = _single(chosen.label, values)
    column = chosen.column
    if chosen.kind is FilterKind.PRESENT:
        if value not in _YES_NO:
            raise _misfit(chosen, value, "请选“有”或“没有”")
        return Q(**{f"{column}__isnull": _YES_NO[value]})
    typed = _typed(definition, chosen, value)
    lookup = {
        FilterKind.EXACT: "exact",
        FilterKind.AT_LEAST: "gte",
        FilterKind.AT_MOST: "lte",
        FilterKind.PREFIX: "startswith",
    }[chosen.kind]
    return Q(**{f"{column}__{lookup}": typed})


def _one_of(definition: ListDefinition, chosen: Filter, values: list[str]) -> Q:
    known = [code for code, _ in chosen.choices]
    for value in values:
        if value not in known:
            raise _misfit(chosen, value, "请从列出的选项里选")
    typed = [_typed(definition, chosen, value) for value in values]
    return Q(**{chosen.column: typed[0]}) if len(typed) == 1 else Q(**{f"{chosen.column}__in": typed})


def _any_of(chosen: Filter, values: list[str]) -> Q:
    known = {code: meant for (code, _), meant in zip(chosen.choices, chosen.conditions, strict=True)}
    found = Q()
    for value in values:
        if value not in known:
            raise _misfit(chosen, value, "请从列出的选项里选")
        found |= known[value]
    return found


def _place_path(chosen: Filter, value: str) -> str:
    parts = value.split("/")
    if (
        len(value) > 64
        or len(parts) < 2
        or parts[-1]
        or not all(p.isascii() and p.isalnum() for p in parts[:-1])
    ):
        raise _misfit(chosen, value, "请从地点列表里选")
    return value


def _typed(definition: ListDefinition, chosen: Filter, value: str) -> Any:
    """Return the value as its column holds it, refused when the column could not hold it."""
    column = definition.column(chosen.column)
    if "\x00" in value or value != value.strip():
        raise _misfit(chosen, value, "前后不要有空格")
    try:
        typed = column.to_python(value)
        if chosen.scale != 1:
            typed *= chosen.scale
        if isinstance(typed, datetime.datetime) and timezone.is_naive(typed):
            typed = timezone.make_aware(typed)
        column.run_validators(typed)
    except (ValidationError, ValueError, TypeError, OverflowError):
        raise _misfit(chosen, value, _wanted(column)) from None
    if typed is None:
        raise _misfit(chosen, value, _wanted(column))
    return typed


def _wanted(column: Any) -> str:
    if isinstance(column, models.DateField):
        return "请写成2026-05-12这样的日期"
    if isinstance(column, models.IntegerField):
        return "请填整数"
    return "请检查有没有多写或写错"


def _misfit(chosen: Filter, value: str, remedy: str) -> ListRequestError:
    return ListRequestError(f"“{chosen.label}”的值“{_short(value)}”用不了。{remedy}。", code="value")
