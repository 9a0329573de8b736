"""What an engine would do with a list's statement, for tests: the plan is asserted, not hoped for."""

from __future__ import annotations

from typing import Any

from django.db import connections, models

from baigong.foundation.lists.definition import ListDefinition
from baigong.foundation.lists.paging import PAGE_SIZE
from baigong.foundation.lists.planning import ground_of
from baigong.foundation.lists.request import ListRequest
from baigong.foundation.lists.walking import Walk


def entries_of(
    definition: ListDefinition, request: ListRequest, *, limit: int = PAGE_SIZE + 1, has_value: bool = True
) -> models.QuerySet[Any]:
    """Return the statement behind a page: the identifiers of the known (or unknown) values in order."""
    position = request.after or request.before
    walk = Walk(definition, request, ground_of(definition, request))
    return (walk.reversed() if request.before else walk).part(has_value, position)[:limit]


def explain(queryset: models.QuerySet[Any]) -> str:
    """Return the plan of a query as its engine words it."""
    return queryset.explain()


def reads_only_index(queryset: models.QuerySet[Any]) -> bool:
    """This function will say whether the plan answers the query from an index, the table untouched."""
    plan = explain(queryset)
    if connections[queryset.db].vendor == "postgresql":
        return "Index Only Scan" in plan and "Seq Scan" not in plan
    return "USING COVERING INDEX" in plan


def index_of(queryset: models.QuerySet[Any]) -> str:
    """Return the name of the first index the plan reads, nothing when it reads none."""
    words = explain(queryset).replace("Backward ", "").split()
    for at, word in enumerate(words[:-1]):
        if word == "INDEX" or (word == "using" and words[at - 1] == "Scan"):
            return words[at + 1]
    return ""
