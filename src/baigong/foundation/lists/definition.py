"""The declaration of one list: what it can be ordered by and narrowed by."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db import models
from django.db.models import Q

# Every sort costs an index for the city and one for the county; more than four is a burden on every write.
MOST_SORTS = 4
RESERVED = frozenset({"sort", "after", "before", "page", "of"})


class FilterKind(StrEnum):
    """How the value of a filter meets its column."""

    EXACT = "exact"
    CHOICE = "choice"  # one or several of the declared choices
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    PREFIX = "prefix"
    PRESENT = "present"  # "yes" or "no": whether the column has a value
    CONDITION = "condition"  # one or several of the declared choices, each with a condition of its own
    PLACE = "place"  # a place path; everything at or below it


@dataclass(frozen=True, slots=True)
class Sort:
    """One order of a list; ties are broken by the key, unknown values come last in both directions."""

    code: str
    label: str
    column: str
    is_descending: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """One way to narrow a list. `scale` turns the unit people type (yuan) into the column's (fen: 100).

    `conditions` says, choice by choice, what a filter of that kind means.
    """

    code: str
    label: str
    column: str
    kind: FilterKind = FilterKind.EXACT
    choices: tuple[tuple[str, str], ...] = ()
    scale: int = 1
    conditions: tuple[Q, ...] = ()


@dataclass(frozen=True, slots=True)
class ListDefinition:
    """A list over one scoped model.

    `current` is the condition of the partial indexes; `has_county` says that indexes led by `county_id`
    exist; `prefetch` names what to read along with the rows of a page (each read is scoped by itself).

    :raises ValueError: for a declaration that cannot work, when the module is loaded.
    """

    name: str
    model: type[models.Model]
    sorts: tuple[Sort, ...]
    filters: tuple[Filter, ...] = ()
    current: Q = field(default_factory=Q)
    has_county: bool = False
    prefetch: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 1 <= len(self.sorts) <= MOST_SORTS:
            raise ValueError(f"list {self.name}: between 1 and {MOST_SORTS} sorts, not {len(self.sorts)}")
        for declared in (self.sorts, self.filters):
            codes = [each.code for each in declared]
            if len(set(codes)) != len(codes):
                raise ValueError(f"list {self.name}: a code is declared twice in {codes}")
        places = [each.column for each in self.filters if each.kind is FilterKind.PLACE]
        if places not in ([], [self.model.scoped_by.place]):  # type: ignore[attr-defined]  # every list is scoped
            raise ValueError(f"list {self.name}: a place filter narrows the column the scope is declared on")
        reserved = RESERVED & {each.code for each in self.filters}
        if reserved:
            raise ValueError(f"list {self.name}: {sorted(reserved)} mean the order and the position")

    def column(self, name: str) -> Any:
        """Return the model's field behind a column of this list."""
        return self.model._meta.get_field(name)

    def sort(self, code: str) -> Sort | None:
        return next((each for each in self.sorts if each.code == code), None)

    def filter(self, code: str) -> Filter | None:
        return next((each for each in self.filters if each.code == code), None)

    def sort_label(self, sort: Sort, *, is_descending: bool) -> str:
        """Return the order in words, as the pager states it."""
        column = self.column(sort.column)
        if isinstance(column, models.DateField):
            words = ("从早到晚", "从晚到早")
        elif isinstance(column, models.CharField):
            words = ("从前到后", "从后到前")
        else:
            words = ("从低到高", "从高到低")
        return f"按{sort.label}{words[is_descending]}"
