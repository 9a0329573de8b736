"""Masters turned over from one key of a party to another, each with its history; facts are never turned."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import apps
from django.db import models

from baigong.domains.duplicates.reach import model_of
from baigong.domains.parties.models import Organisation, Party, Person
from baigong.foundation.audit.changes import ObjectChange, record_changes_in_bulk
from baigong.foundation.facts.models import Master

_THEMSELVES = (Party, Person, Organisation)


def masters_referring_to(kind: str) -> Iterator[tuple[type[models.Model], str]]:
    """Yield every master table with a column that refers to a kind of party, with that column."""
    targets = (Party, model_of(kind))
    for model in apps.get_models():
        if not issubclass(model, Master) or model in _THEMSELVES:
            continue
        for column in model._meta.concrete_fields:
            if isinstance(column, models.ForeignKey) and column.related_model in targets:
                yield model, column.attname


def turn_over(
    *,
    by: str,
    model: type[models.Model],
    column: str,
    keys: tuple[uuid.UUID, uuid.UUID],
    place_path: str,
    only: Sequence[uuid.UUID] | None = None,
) -> list[uuid.UUID]:
    """Let the rows that refer to the first key refer to the second; returns the rows.

    When they were changed last stays as it was: turning a row over is no work on it.
    """
    rows: Any = model._default_manager.filter(**{column: keys[0]})
    if only is not None:
        rows = rows.filter(pk__in=list(only))
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    if not ids:
        return []
    model._default_manager.filter(pk__in=ids, **{column: keys[0]}).update(**{column: keys[1]})
    changes = [ObjectChange(str(key), {column: str(keys[0])}, {column: str(keys[1])}) for key in ids]
    record_changes_in_bulk(by=by, model=model, changes=changes, place_path=place_path, purpose="合并登记")
    return ids
