"""At which places anything is known of a party, and the lowest place above them all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from baigong.domains.parties.enums import PartyKind
from baigong.domains.parties.models import Organisation, Person
from baigong.foundation.facts.usage import places_in_use
from baigong.foundation.scope import system_scope


def model_of(kind: str) -> type[Person] | type[Organisation]:
    """Return the table of a kind of party."""
    return Person if kind == PartyKind.PERSON else Organisation


def places_of_parties(kind: str, ids: Iterable[UUID]) -> dict[UUID, set[str]]:
    """Return for each party the paths of its own place and of every live row about it; looks beyond the scope."""
    wanted = list(ids)
    model: Any = model_of(kind)
    found: dict[UUID, set[str]] = defaultdict(set)

    with system_scope("查一个主体在哪些地方有记录"):
        for key, path in model.objects.filter(id__in=wanted).values_list("id", "place_path"):
            found[key].add(path)
    for key, path in places_in_use(model, wanted):
        found[key].add(path)
    return found


def place_above(paths: Iterable[str]) -> str:
    """Return the lowest path above all of these; "" when they have nothing in common.

    >>> place_above(["0/1/2/", "0/1/3/4/"])
    '0/1/'
    """
    parts = [path.strip("/").split("/") for path in paths]
    shared = []
    for keys in zip(*parts, strict=False):
        if len(set(keys)) > 1:
            break
        shared.append(keys[0])
    return "/".join(shared) + "/" if shared else ""
