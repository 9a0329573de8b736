"""What a form is sent beside what it asks: far places, far firms, unlikely words and numbers, in every column."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import models
from tests.safety.walking import PUBLIC_AT, Walk

EVIL, EVIL_NUMBER = "evilword", "98765"


def hostile(walk: Walk) -> dict[str, str]:
    """Return a value for every column of every model: far places, far firms, unlikely words and numbers."""
    far, found = walk.world.places[PUBLIC_AT], {}
    for model in apps.get_models():
        if not model.__module__.startswith("baigong."):
            continue
        for column in model._meta.concrete_fields:
            for name in {column.name, column.attname}:
                found[name] = _evil(column, far)
    firm = str(walk.world.firms[PUBLIC_AT].id)
    return found | {
        "place_path": far.path,
        "county_id": str(far.id),
        "organisation": firm,
        "organisation_id": firm,
    }


def _evil(column: Any, far: Any) -> str:
    if isinstance(column, models.ForeignKey | models.UUIDField):
        return str(far.id)
    if isinstance(column, models.DateField):
        return "2001-02-03"
    if isinstance(column, models.IntegerField):
        return EVIL_NUMBER
    return "true" if isinstance(column, models.BooleanField) else EVIL


def is_evil(walk: Walk, value: Any) -> bool:
    far = walk.world.places[PUBLIC_AT]
    told = (EVIL, EVIL_NUMBER, "2001-02-03", str(far.id), far.path, str(walk.world.firms[PUBLIC_AT].id))
    return any(word in str(value) for word in told)
