"""At which places a person can be found by name: blind tokens beside each place that sees the person."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import transaction

from baigong.domains.parties.models import Person, PersonNameToken
from baigong.foundation.facts.bulk import insert_values
from baigong.foundation.privacy.blind import name_tokens
from baigong.foundation.privacy.secret import open_inside
from baigong.foundation.scope import system_scope


def index_names(entries: Iterable[tuple[uuid.UUID, str, str]]) -> None:
    """Make persons findable: their key, their name in plain, and the place that may look for it."""
    insert_values(
        PersonNameToken,
        ("person", "token", "place_path"),
        (
            (person_id, token, place_path)
            for person_id, name, place_path in entries
            for token in name_tokens("person.full_name", name)
        ),
    )


@transaction.atomic
def reindex_names(persons: Sequence[Person]) -> None:
    """Make persons findable by the name they have now, at every place they were findable at.

    Writes beyond the caller's scope on purpose: a name mended here must not be looked for in vain elsewhere.
    """
    with system_scope("姓名更正后重建检索标记"):
        tokens = PersonNameToken.objects.filter(person__in=persons)
        places: dict[uuid.UUID, set[str]] = defaultdict(set)
        for person_id, place_path in tokens.values_list("person_id", "place_path").distinct():
            places[person_id].add(place_path)
        tokens.delete()
        index_names(
            (person.id, open_inside(person.full_name), place_path)
            for person in persons
            for place_path in places[person.id]
        )


def unindex_names(places: Iterable[tuple[uuid.UUID, str]]) -> None:
    """Let persons no longer be found at these places."""
    by_place: dict[str, list[uuid.UUID]] = defaultdict(list)
    for person_id, place_path in places:
        by_place[place_path].append(person_id)
    with system_scope("共享结束后去掉检索标记"):
        for place_path, ids in by_place.items():
            PersonNameToken.objects.filter(person_id__in=ids, place_path=place_path).delete()
