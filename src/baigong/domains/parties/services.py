"""Verbs on persons and organisations. Identity is looked for in the whole city, shown only in scope."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from baigong.domains.parties.enums import MissingNumber, PartyKind
from baigong.domains.parties.models import Party, Person
from baigong.domains.parties.name_index import index_names, reindex_names
from baigong.foundation import clock
from baigong.foundation.audit.changes import ObjectChange, record_changes_in_bulk
from baigong.foundation.exchange.restoring import restore_fields
from baigong.foundation.facts.bulk import insert_rows, new_row
from baigong.foundation.privacy.blind import blind_index
from baigong.foundation.privacy.secret import open_inside
from baigong.foundation.scope import system_scope
from baigong.kernels.identity import IdentityNumber

PERSONAL = ("full_name", "phone", "address")


@dataclass(slots=True)
class PersonFacts:
    """What a list says of a person; empty means the list says nothing, never "erase it"."""

    full_name: str
    number: IdentityNumber | None = None
    number_missing: str = ""
    phone: str = ""
    address: str = ""

    @property
    def values(self) -> dict[str, str]:
        return {"full_name": self.full_name, "phone": self.phone, "address": self.address}


def index_of(number18: str) -> bytes:
    """Return the fingerprint by which a person is found."""
    return blind_index("person.identity_number", number18)


def persons_by_index(indexes: Iterable[bytes]) -> dict[bytes, Person]:
    """Return the persons the whole installation knows under these fingerprints.

    Looks beyond the caller's scope on purpose: one person must not become two because two counties enter
    him. The caller must not show what it learns of a person outside its scope.
    """
    with system_scope("按身份证号指纹查重"):
        found = Person.objects.filter(identity_index__in=list(indexes), withdrawn_at__isnull=True)
        return {bytes(person.identity_index): person for person in found}


def new_person(
    facts: PersonFacts,
    *,
    place_path: str,
    county_id: str,
    source: str,
    source_id: str,
    recorded_at: datetime.datetime | None = None,
) -> Person:
    """Return an unsaved person with its unsaved party, ready for `add_persons`; recorded now unless said."""
    now = recorded_at or clock.now()
    told = {
        "place_path": place_path,
        "county_id": county_id,
        "source": source,
        "source_id": source_id,
        "recorded_at": now,
        "updated_at": now,
    }
    party = new_row(Party, {**told, "kind": PartyKind.PERSON})
    person = new_row(
        Person,
        {
            **told,
            "id": party.id,
            "party_id": party.id,
            "number_missing": "" if facts.number else (facts.number_missing or MissingNumber.NOT_GIVEN),
            "birth_year": facts.number.birth_date.year if facts.number else None,
            "sex": sex_of(facts.number),
            **_sealed_values(facts),
        },
    )
    person.party = party
    return person


def _sealed_values(facts: PersonFacts) -> dict[str, str]:
    """Return what is encrypted of a person; what was not said stays empty."""
    said = {"full_name": facts.full_name, "phone": facts.phone or None, "address": facts.address or None}
    if facts.number:
        said |= {"identity_number": facts.number.number18, "birth_date": facts.number.birth_date.isoformat()}
    return {name: value for name, value in said.items() if value is not None}


def sex_of(number: IdentityNumber | None) -> str:
    """Return the sex a number says, as it is kept; empty without a number."""
    return {"male": "m", "female": "f"}.get(number.sex, "") if number else ""


@transaction.atomic
def add_persons(persons: Sequence[Person], names: Sequence[str]) -> None:
    """Write new persons, their parties, and the tokens their names are found by."""
    insert_rows([person.party for person in persons])
    insert_rows(persons)
    index_names((person.id, name, person.place_path) for person, name in zip(persons, names, strict=True))


def differences(person: Person, facts: PersonFacts) -> dict[str, str]:
    """Return the personal fields a list would change, with their new values; unsaid values change nothing."""
    changed = {}
    for name, value in facts.values.items():
        kept = getattr(person, name)
        if value and (kept is None or open_inside(kept) != value):
            changed[name] = value
    return changed


@transaction.atomic
def update_persons(
    *, by: str, updates: Sequence[tuple[Person, Mapping[str, str]]], place_path: str
) -> uuid.UUID | None:
    """Change contact data of persons, keeping what stood before; returns the change's audit entry, if any."""
    changes, renamed = [], []
    for person, values in updates:
        before: dict[str, Any] = {name: getattr(person, name) for name in values}
        for name, value in values.items():
            setattr(person, name, value)
        person.updated_at = clock.now()
        person.save(update_fields=[*values, "updated_at"])
        after = {name: getattr(person, name) for name in values}
        changes.append(ObjectChange(str(person.id), before, after, frozenset(values)))
        if "full_name" in values:
            renamed.append(person)
    reindex_names(renamed)
    entry = record_changes_in_bulk(by=by, model=Person, changes=changes, place_path=place_path)
    return entry.id if entry else None


@transaction.atomic
def restore_persons(
    *, by: str, entries: Mapping[uuid.UUID, str], place_path: str, batch_id: uuid.UUID
) -> set[uuid.UUID]:
    """Put contact data back to what they were before an import; returns the persons changed again since."""
    kept = restore_fields(Person, entries, by=by, place_path=place_path, batch_id=batch_id)
    reindex_names(list(Person.objects.filter(id__in=set(entries) - kept)))
    return kept


@transaction.atomic
def withdraw_persons(*, by: str, person_ids: Sequence[uuid.UUID], reason: str) -> None:
    """Take persons out of every list without deleting them; their number becomes free again."""
    now = clock.now()
    for model in (Party, Person):
        model.objects.filter(id__in=person_ids).update(
            withdrawn_at=now, withdrawn_reason=reason, updated_at=now
        )
    changes = [
        ObjectChange(str(key), {"withdrawn_reason": ""}, {"withdrawn_reason": reason}) for key in person_ids
    ]
    record_changes_in_bulk(by=by, model=Person, changes=changes)
