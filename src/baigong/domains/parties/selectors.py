"""Questions about persons and organisations, answered within the scope of whoever asks."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from baigong.domains.parties.enums import OrganisationNature
from baigong.domains.parties.models import Organisation, Party, Person, PersonNameToken
from baigong.foundation.privacy.blind import search_tokens
from baigong.foundation.scope import system_scope

NAME_FIELD = "person.full_name"
ARE_BODIES = ~Q(nature=OrganisationNature.GROUP)
"""The condition that an organisation is a body of its own: no leading group, no task team (M01.3)."""


def tokens_of_name(typed: str) -> list[str]:
    """Return what was typed of a name as words that say nothing of it, fit for an address."""
    return sorted(token.hex() for token in search_tokens(NAME_FIELD, typed))


def persons_with_tokens(words: Iterable[str], column: str = "person_id") -> Q:
    """Return the condition that a row's person has every token; tokens are searched within the scope.

    :raises ValueError: for a word that is no token.
    """
    condition = Q()
    for word in words:
        owners = PersonNameToken.objects.filter(token=bytes.fromhex(word)).values("person_id")
        condition &= Q(**{f"{column}__in": owners})
    return condition


def organisation_in_sight(organisation_id: UUID) -> Organisation | None:
    """Return the organisation, or None when there is none or it lies outside the scope."""
    found = Organisation.objects.filter(id=organisation_id, withdrawn_at__isnull=True)
    return found.select_related("place").first()


def names_of_organisations(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the names of the organisations in sight."""
    return dict(Organisation.objects.filter(id__in=set(ids)).values_list("id", "name"))


def persons_in_sight(ids: Iterable[UUID]) -> dict[UUID, Person]:
    """Return the persons in sight by id; their names show masked."""
    return {person.id: person for person in Person.objects.filter(id__in=set(ids))}


def identities_of(party_id: UUID) -> set[UUID]:
    """Return every key that stands for one and the same party: what it was merged into, and what into that.

    Facts stay under the key they were recorded by (decision 0017); whoever reads a party's past asks for all of
    these. Only keys are read beyond the scope: the facts themselves are asked for within it.
    """
    found = {party_id}
    with system_scope("查同一主体的各个编号"):
        while True:
            rows = Party.objects.filter(Q(id__in=found) | Q(merged_into_id__in=found))
            pairs = rows.values_list("id", "merged_into_id")
            joined = {key for pair in pairs for key in pair if key is not None}
            if joined <= found:
                return found
            found |= joined


def surviving_party(party_id: UUID) -> UUID:
    """Return the key a party is known by now: its own, or that of what it was merged into."""
    with system_scope("查并入了哪个主体"):
        while (
            above := Party.objects.filter(id=party_id).values_list("merged_into_id", flat=True).first()
        ) is not None:
            party_id = above
    return party_id
