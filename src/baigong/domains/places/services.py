"""Verbs on the place tree."""

from __future__ import annotations

import datetime

from django.db import transaction

from baigong.domains.places.enums import COUNTY_KINDS
from baigong.domains.places.models import Place

_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"


def key_for(number: int) -> str:
    """Return the four-letter key of the n-th place: digits and letters nobody confuses."""
    letters = []
    for _ in range(4):
        number, rest = divmod(number, len(_DIGITS))
        letters.append(_DIGITS[rest])
    return "".join(reversed(letters))


@transaction.atomic
def add_place(*, name: str, kind: str, code: str, parent: Place | None, valid_from: datetime.date) -> Place:
    """Add one place below its parent; the path is made from keys that are never used twice."""
    key = key_for(Place.objects.count() + 1)
    path = f"{parent.path if parent else ''}{key}/"
    county_id = key if kind in COUNTY_KINDS else (parent.county_id if parent else "")
    return Place.objects.create(
        key=key,
        name=name,
        kind=kind,
        code=code,
        parent=parent,
        path=path,
        county_id=county_id,
        valid_from=valid_from,
    )
