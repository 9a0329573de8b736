"""A person or firm put right; a number that is somebody else's already makes a pair to decide, not a second entry.

PIPL 46 asks for the correction, PD-2b for one entry of one person.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db import transaction

from baigong.domains.duplicates.enums import CandidateState, Likeness
from baigong.domains.duplicates.models import DuplicateCandidate
from baigong.domains.duplicates.reach import place_above, places_of_parties
from baigong.domains.parties import correcting
from baigong.domains.parties.correcting import CorrectionError, FirmCorrection, Grounds, PersonCorrection
from baigong.domains.parties.enums import PartyKind
from baigong.domains.parties.models import Organisation, Person
from baigong.domains.parties.services import index_of, persons_by_index
from baigong.domains.workers.services import follow_person
from baigong.foundation.audit.services import record
from baigong.foundation.scope import current_scope, system_scope


@dataclass(frozen=True, slots=True)
class Corrected:
    """What became of a correction: the columns that changed, or the pair to be decided first.

    `is_pair_seen` says whether the asker sees both sides; otherwise it is for an office above.
    """

    columns: frozenset[str] = frozenset()
    pair: DuplicateCandidate | None = None
    is_pair_seen: bool = False


@transaction.atomic
def correct_person(
    *, by: str, person: Person, said: PersonCorrection, grounds: Grounds, place_path: str
) -> Corrected:
    """Put a person right, and what entries repeat of it; with somebody else's number nothing is changed.

    :raises CorrectionError: when it cannot be done, or the two were found to be two before.
    """
    other = _person_with(said, person)
    if other is not None:
        return _pair(by, PartyKind.PERSON, (person.id, other.id), place_path)
    columns = correcting.correct_person(
        by=by, person=person, said=said, grounds=grounds, place_path=place_path
    )
    if columns & {"birth_year", "sex"}:
        follow_person(by=by, person=Person.objects.get(id=person.id))
    return Corrected(columns)


def _person_with(said: PersonCorrection, person: Person) -> Person | None:
    if said.number is None:
        return None
    index = index_of(said.number.number18)
    found = persons_by_index([index]).get(index)
    return found if found is not None and found.id != person.id else None


@transaction.atomic
def correct_firm(*, by: str, firm: Organisation, said: FirmCorrection, grounds: Grounds) -> Corrected:
    """Put a firm right; with another firm's code, or a name another stands under without one, nothing is changed.

    :raises CorrectionError: when it cannot be done, or the two were found to be two before.
    """
    other_id = _firm_with(said, firm) if correcting.may_correct(firm) else None
    if other_id is not None:
        return _pair(by, PartyKind.ORGANISATION, (firm.id, other_id), firm.place_path)
    return Corrected(correcting.correct_firm(by=by, firm=firm, said=said, grounds=grounds))


def _firm_with(said: FirmCorrection, firm: Organisation) -> uuid.UUID | None:
    """Look beyond the caller's scope on purpose: one firm must not become two because two counties correct it."""
    with system_scope("按信用代码和名称查重"):
        others = Organisation.objects.filter(withdrawn_at__isnull=True).exclude(id=firm.id)
        if said.credit_code:
            found = others.filter(credit_code=said.credit_code)
        elif said.name and not firm.credit_code:
            found = others.filter(provisional_key=correcting.key_under_name(firm, said.name))
        else:
            return None
        key: uuid.UUID | None = found.values_list("id", flat=True).first()
        return key


def _pair(by: str, kind: PartyKind, both: tuple[uuid.UUID, uuid.UUID], place_path: str) -> Corrected:
    """Lay the two before whoever sees both; the pair lies at the lowest place above everything known of them."""
    left, right = sorted(both)
    places = places_of_parties(kind, (left, right))
    above = place_above(places[left] | places[right])
    with system_scope("更正时查到同号，报为疑似重复"):
        pair, _ = DuplicateCandidate.objects.get_or_create(
            left_id=left,
            right_id=right,
            defaults={"kind": kind, "likeness": Likeness.SAME_KEY, "place_path": above},
        )
        if pair.standing == CandidateState.DIFFERENT:
            raise CorrectionError(
                "different", "这个号码或名称是另一个的，两个已经有人判断过不是同一个。请再核对材料。"
            )
        pair.standing, pair.likeness, pair.place_path = CandidateState.OPEN, Likeness.SAME_KEY, above
        pair.save(update_fields=["standing", "likeness", "place_path"])
    record(
        by=by,
        act="duplicates.propose",
        object_kind="duplicate_candidate",
        object_ids=[pair.id],
        place_path=place_path,
        detail={"likeness": pair.likeness},
    )
    return Corrected(pair=pair, is_pair_seen=current_scope().covers_place(above))
