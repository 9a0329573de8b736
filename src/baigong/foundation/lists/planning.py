"""Which rows a list ranges over and which index serves them: the order's, the county's or the place's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol, cast

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL

from baigong.foundation.lists.conditions import ReadOnlyCondition, Unindexed
from baigong.foundation.lists.definition import ListDefinition
from baigong.foundation.lists.request import ListRequest
from baigong.foundation.scope.conditions import condition_for, place_range
from baigong.foundation.scope.current import Scope, current_scope
from baigong.foundation.scope.declaration import ScopedBy

_BEYOND_EVERY_KEY = "\U0010ffff"  # keys of places are ASCII letters and digits


class _Scoped(Protocol):
    scoped_by: ScopedBy


@dataclass(frozen=True, slots=True)
class Ground:
    """The rows of a request before any order.

    `is_searched`: an index finds the few rows and they are sorted; otherwise the order's index is walked.
    """

    rows: models.QuerySet[Any]
    is_searched: bool


@dataclass(frozen=True, slots=True)
class _Area:
    """What the place tree says of the places all rows of an answer lie in."""

    is_whole: bool = False  # the one top of the tree: every row lies below it
    county: str = ""
    is_below_county: bool = False


def ground_of(definition: ListDefinition, request: ListRequest, narrow: Q | None = None) -> Ground:
    """Return the scoped, narrowed rows and how to walk them.

    :raises ScopeError: outside any scope.
    """
    scope = current_scope()
    seen_places = _only_places(definition, scope)
    area = _area_of((request.place,) if request.place else seen_places)
    # One place below a county holds few enough rows to sort; several are ranges SQLite cannot merge cheaply.
    is_small = area.is_below_county and (bool(request.place) or len(seen_places) == 1)
    is_searched = narrow is not None or is_small
    rows: models.QuerySet[Any] = models.QuerySet(definition.model).filter(
        request.condition, definition.current
    )
    if definition.has_county and area.county and not is_searched:
        rows = rows.filter(county_id=area.county)
    if request.place:
        chosen: Any = place_range(_place_column(definition), request.place)
        rows = rows.filter(chosen if is_searched else Unindexed(chosen))
    is_whole = area.is_whole and not request.place
    rows = rows.filter(_scope_condition(definition, scope, is_searched=is_searched, is_whole=is_whole))
    return Ground(rows if narrow is None else rows.filter(narrow), is_searched)


def _scope_condition(
    definition: ListDefinition, scope: Scope, *, is_searched: bool, is_whole: bool
) -> models.expressions.Expression:
    """Return the scope's own condition, in the cheapest form for how the rows are read; marked in every form.

    It comes last in the statement: where every entry of an index is read, the filters reject more.
    """
    model: Any = definition.model
    table = model._meta.db_table
    if is_searched or model.scoped_by.withheld or model.scoped_by.within:  # places say only half of it
        return condition_for(model.scoped_by, scope, table)
    if is_whole:
        return ReadOnlyCondition(RawSQL("1=1", ()), table)
    places = _only_places(definition, scope)
    if len(places) == 1:
        ends = (places[0], places[0] + _BEYOND_EVERY_KEY)
        return ReadOnlyCondition(Q(**{f"{_place_column(definition)}__range": ends}), table)
    return ReadOnlyCondition(condition_for(model.scoped_by, scope, table), table)


def _place_column(definition: ListDefinition) -> str:
    return str(cast(_Scoped, definition.model).scoped_by.place)


def _only_places(definition: ListDefinition, scope: Scope) -> tuple[str, ...]:
    """Return the scope's places when they alone decide what is seen; nothing when rows may lie elsewhere."""
    declaration = cast(_Scoped, definition.model).scoped_by
    sees_elsewhere = bool((scope.parties and declaration.party) or declaration.share or declaration.public)
    sees_elsewhere = sees_elsewhere or bool(declaration.withheld or declaration.within)
    return () if scope.everything or sees_elsewhere or not declaration.place else scope.places


def _area_of(paths: tuple[str, ...]) -> _Area:
    """Look the places up in the tree; a place that is not there gives no hint and costs only time."""
    if not paths:
        return _Area()
    places = apps.get_model("places", "Place")._default_manager
    found = list(places.filter(path__in=paths).values_list("path", "county_id", "is_redrawn"))
    counties = {path: county for path, county, _ in found}
    county = counties[paths[0]] if len(counties) == len(paths) and len(set(counties.values())) == 1 else ""
    is_below = bool(county) and not any(path.endswith(f"{county}/") for path in paths)
    if any(is_redrawn for _, _, is_redrawn in found):
        county = ""  # facts keep the county of their recording, so the column would leave out what came later
    is_top = len(paths) == 1 and paths[0].count("/") == 1
    is_whole = is_top and all(end.startswith(paths[0]) for end in _ends_of(places))
    return _Area(is_whole=is_whole, county=county, is_below_county=is_below)


def _ends_of(places: Any) -> list[str]:
    """Return the first and the last path of all: when both lie inside a place, so does every place."""
    paths = places.order_by("path").values_list("path", flat=True)
    return [*paths[:1], *paths.reverse()[:1]]
