"""Whether anything alive stands on a row, asked of every table that refers to it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import models

from baigong.foundation.scope import system_scope

_MARKS = ("withdrawn_at", "voided_at")


def rows_in_use(model: type[models.Model], ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Return those rows that a live row of any table refers to; withdrawn and voided rows do not count.

    Asks beyond the caller's scope: what another place has built upon must not be taken from under it.
    """
    return {key for (key,) in _live_references(model, ids)}


def places_in_use(model: type[models.Model], ids: Iterable[uuid.UUID]) -> set[tuple[uuid.UUID, str]]:
    """Return these rows' keys with the path of each place at which a live row refers to them."""
    return {(key, place_path) for key, place_path in _live_references(model, ids, "place_path")}


def _live_references(model: type[models.Model], ids: Iterable[uuid.UUID], *also: str) -> set[tuple[Any, ...]]:
    """Return the key each live row refers to, with other columns of that row.

    What is deleted together with its row is a part of it and no use of it.
    """
    wanted, found = list(ids), set[tuple[Any, ...]]()
    if not wanted:
        return found
    with system_scope("查有没有被用到"):
        for relation in _relations_to(model):
            found |= _referring(relation, wanted, also)
    return found


def _relations_to(model: type[models.Model]) -> Iterator[models.ForeignObjectRel]:
    """Yield what may refer to a row: to itself, or to the row under the same key that stands for it."""
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ForeignObjectRel) and relation.on_delete is not models.CASCADE:
            yield relation
    shared = getattr(model, "KEY_SHARED_BY", "")
    if shared:
        owner: Any = model._meta.get_field(shared).related_model
        for relation in owner._meta.get_fields(include_hidden=True):
            is_many = isinstance(relation, models.ManyToOneRel) and not isinstance(
                relation, models.OneToOneRel
            )
            if is_many and relation.on_delete is not models.CASCADE:
                yield relation


def _referring(relation: Any, wanted: list[uuid.UUID], also: Sequence[str]) -> set[tuple[Any, ...]]:
    referring, column = relation.related_model, relation.field.attname
    alive = referring._base_manager.filter(**{f"{column}__in": wanted})
    names = {field.name for field in referring._meta.concrete_fields}
    for mark in _MARKS:
        if mark in names:
            alive = alive.filter(**{f"{mark}__isnull": True})
    return set(alive.values_list(column, *also))
