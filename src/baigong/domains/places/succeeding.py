"""Abolished division codes an office brings: noted at today's places, so that old codes go on leading there."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction

from baigong.domains.places.models import Place, PlaceEra
from baigong.domains.places.selectors import place_now
from baigong.foundation.audit.services import record
from baigong.kernels.codes import Succession, heirs, known_successions


@dataclass(slots=True)
class Successions:
    """What a table of abolished codes means for this tree."""

    noted: list[tuple[Succession, list[Place]]] = field(default_factory=list)
    """Codes that lead to places here from now on; to several where the place was split."""
    standing: list[Place] = field(default_factory=list)
    """Places that still bear a code of the table: only a reform takes their rows along."""
    partly: list[Succession] = field(default_factory=list)
    """Codes split between places here and elsewhere: nobody can know which is meant."""
    elsewhere: int = 0
    unchanged: int = 0


def sort_out(table: Mapping[str, Succession]) -> Successions:
    """Return what noting a table would change; nothing is written."""
    found, whole = Successions(), {**known_successions(), **table}
    open_places = {place.code: place for place in Place.objects.filter(valid_to__isnull=True)}
    noted, reformed = _held()
    for code, succession in table.items():
        if code in open_places:
            found.standing.append(open_places[code])
            continue
        ends = [open_places.get(end) or reformed.get(end) for end in heirs(code, whole)]
        places = [place for place in ends if place is not None]
        if not places:
            found.elsewhere += 1
        elif len(places) < len(ends):
            found.partly.append(succession)
        elif code in reformed or noted.get(code) == {place.id for place in places}:
            found.unchanged += 1
        else:
            found.noted.append((succession, places))
    return found


def _held() -> tuple[dict[str, set[UUID]], dict[str, Place]]:
    """Return the places of codes noted before, and today's places of codes that reforms have replaced."""
    noted: dict[str, set[UUID]] = defaultdict(set)
    reformed: dict[str, Place] = {}
    for era in PlaceEra.objects.select_related("place").order_by("ends_before"):
        if era.reform_id is None:
            noted[era.code].add(place_now(era.place).id)
        else:
            reformed[era.code] = place_now(era.place)
    return noted, reformed


@transaction.atomic
def note_successions(*, by: str, table: Mapping[str, Succession]) -> Successions:
    """Let abolished codes lead to today's places, and return what was noted; a code noted otherwise is put right.

    The tree itself stays as it is: a place that still bears such a code is redrawn by a reform.
    """
    found = sort_out(table)
    codes = [succession.code for succession, _ in found.noted]
    PlaceEra.objects.filter(code__in=codes, reform_id__isnull=True).delete()
    PlaceEra.objects.bulk_create(
        _era(succession, place) for succession, places in found.noted for place in places
    )
    if found.noted:
        ids = {place.id for _, places in found.noted for place in places}
        record(
            by=by, act="places.note_successions", object_kind="place", object_ids=ids, detail={"codes": codes}
        )
    return found


def _era(succession: Succession, place: Place) -> PlaceEra:
    """Keep what is known of the place that ended: its code, and its name where the table says it."""
    day = datetime.date(succession.since_year, 1, 1)
    return PlaceEra(
        place=place,
        code=succession.code,
        name=succession.name[:60],
        kind=place.kind,
        parent_id=place.parent_id,
        path=place.path,
        county_id=place.county_id,
        valid_from=day,
        ends_before=day,
    )
