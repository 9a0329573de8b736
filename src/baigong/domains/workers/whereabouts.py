"""For the count after an incident: which persons stand behind ids, and which place answers for them; ids only."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator

from baigong.domains.parties.models import Person
from baigong.domains.workers.models import Registration
from baigong.foundation.scope import system_scope

_AT_ONCE = 500


def persons_of_registrations(ids: Iterable[str]) -> dict[str, str]:
    """Return registration id → person id; ids that are nobody's are left out."""
    found: dict[str, str] = {}
    with system_scope("事件清点：登记属于哪个人"):
        for chunk in _chunks(ids):
            rows = Registration.objects.filter(id__in=chunk).values_list("id", "person_id")
            found |= {str(each): str(person) for each, person in rows}
    return found


def places_of_persons(ids: Iterable[str]) -> dict[str, str]:
    """Return person id → the path of the place that answers for the person."""
    found: dict[str, str] = {}
    with system_scope("事件清点：各人归哪里管"):
        for chunk in _chunks(ids):
            rows = Person.objects.filter(id__in=chunk).values_list("id", "place_path")
            found |= {str(each): path for each, path in rows}
    return found


def _chunks(ids: Iterable[str]) -> Iterator[list[uuid.UUID]]:
    listed = sorted({uuid.UUID(each) for each in ids})
    for start in range(0, len(listed), _AT_ONCE):
        yield listed[start : start + _AT_ONCE]
