"""What a canvass leaves at a place: a try in vain, a sample, a pair to be decided and a merge."""

from __future__ import annotations

from typing import Any

from tests.sand_table import SINCE, World

from baigong.domains.canvass.models import Contact, Recheck
from baigong.domains.duplicates.models import DuplicateCandidate, Merge
from baigong.domains.parties.models import Party, Person
from baigong.domains.parties.services import PersonFacts, add_persons, new_person
from baigong.foundation import clock


def canvassed_at(world: World, key: str) -> dict[str, str]:
    """Return the ids of what was canvassed at a place of the world."""
    place, entry = world.places[key], world.registrations[key]
    at: dict[str, Any] = {"place_path": place.path, "county_id": place.county_id}
    twins = [_twin(key, number, at) for number in (1, 2)]
    left, right = sorted([entry.person_id, twins[0].id])
    pair = DuplicateCandidate.objects.create(
        kind="person", likeness="number_missing", left_id=left, right_id=right, place_path=place.path
    )
    contact = Contact.objects.create(
        person_id=entry.person_id,
        registration=entry,
        place=place,
        outcome="unreachable",
        reason="no_answer",
        contacted_on=SINCE,
        contacted_by="test",
        **at,
    )
    sample = Recheck.objects.create(
        place=place,
        seed="1" + key.partition("-")[2],
        drawn_on=SINCE,
        drawn_by="test",
        drawn_from=1,
        registration_ids=[str(entry.id)],
        **at,
    )
    return {
        "contact_id": str(contact.id),
        "recheck_id": str(sample.id),
        "candidate_id": str(pair.id),
        "merge_id": str(_merged(entry.person_id, twins[1], at).id),
    }


def _twin(key: str, number: int, at: dict[str, Any]) -> Person:
    facts = PersonFacts(full_name=f"欧阳试双{key}{number}", number_missing="not_given")
    person = new_person(facts, source="officer", source_id="", **at)
    add_persons([person], [facts.full_name])
    return person


def _merged(stays_id: Any, goes: Person, at: dict[str, Any]) -> Merge:
    away = {"withdrawn_at": clock.now(), "withdrawn_reason": "已合并"}
    Person.objects.filter(id=goes.id).update(**away)
    Party.objects.filter(id=goes.id).update(**away, merged_into_id=stays_id)
    made: Merge = Merge.objects.create(
        stays_id=stays_id, goes_id=goes.id, merged_on=SINCE, merged_by="test", **at
    )
    return made
