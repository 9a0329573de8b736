"""The place tree of a new office, grown from the official table of divisions."""

from __future__ import annotations

import datetime

from django.db import transaction

from baigong.domains.places.enums import PlaceKind
from baigong.domains.places.models import Place
from baigong.domains.places.services import add_place
from baigong.kernels.codes import Catalogue, Code, divisions

_KINDS = {
    1: PlaceKind.PROVINCE,
    2: PlaceKind.CITY,
    3: PlaceKind.COUNTY,
    4: PlaceKind.TOWN,
    5: PlaceKind.VILLAGE,
}


class PlantingError(ValueError):
    """The tree cannot be grown; the sentence says why and what to do instead."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence = code, sentence


@transaction.atomic
def plant_divisions(*, code: str, valid_from: datetime.date, table: Catalogue | None = None) -> Place:
    """Add a division with everything above it and below it that the table has; return its place.

    The table is the installed one, down to the townships, unless a newer one is brought. Zones and parks are no
    divisions: an office adds them itself (`adding`).

    :raises PlantingError: when the table has no such division, or the tree has places already.
    """
    if Place.objects.exists():
        raise PlantingError(
            "planted", "这里已经有地方了，只能在空库里开通。要加地方，请用baigong codes places。"
        )
    table = divisions() if table is None else table
    found = table.get(code)
    if found is None or found.level > 3:
        raise PlantingError("code", f"区划表里没有“{code}”，或它不是省、市、县。请写六位代码，例如371600。")
    parent: Place | None = None
    for above in table.ancestors(found.code):
        parent = _add(above, parent, valid_from)
    place = _add(found, parent, valid_from)
    _add_below(table, found, place, valid_from)
    return place


def _add(code: Code, parent: Place | None, valid_from: datetime.date) -> Place:
    kind = _KINDS[code.level]
    return add_place(name=code.label, kind=kind, code=code.code, parent=parent, valid_from=valid_from)


def _add_below(table: Catalogue, code: Code, place: Place, valid_from: datetime.date) -> None:
    for child in table.children(code.code):
        _add_below(table, child, _add(child, place, valid_from), valid_from)
