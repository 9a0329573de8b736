"""Two entries become one: facts stay where they are, the entry in force is written under the key that stays.

What decision 0017 chose: `Party.merged_into` says who is who; masters are turned over with their history, facts
are read through every key of a party, and the journal of the merge is what undoing needs.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, models, transaction

from baigong.domains.duplicates.clashes import refuse_clashes
from baigong.domains.duplicates.enums import CandidateState
from baigong.domains.duplicates.errors import MergeError
from baigong.domains.duplicates.fields import choices_for, taken_over
from baigong.domains.duplicates.models import DuplicateCandidate, Merge
from baigong.domains.duplicates.reach import model_of, place_above, places_of_parties
from baigong.domains.duplicates.turning import masters_referring_to, turn_over
from baigong.domains.parties.enums import PartyKind
from baigong.domains.parties.models import Party, Person
from baigong.domains.parties.name_index import reindex_names
from baigong.domains.parties.sight import show_to_places
from baigong.domains.workers.models import Registration
from baigong.domains.workers.selectors import CURRENT
from baigong.domains.workers.services import carried_over
from baigong.foundation import clock
from baigong.foundation.audit.changes import record_changes
from baigong.foundation.audit.services import record
from baigong.foundation.facts.models import Certainty, Source
from baigong.foundation.privacy.secret import open_inside
from baigong.foundation.scope import current_scope, system_scope
from baigong.foundation.scope.models import Share, share_with_party

REASON = "与另一条登记是同一个，已合并"


@dataclass(slots=True)
class Journal:
    """What a merge did, by keys and audit entries; never a personal value."""

    person_entry: str = ""
    superseded: list[str] = field(default_factory=list)
    entered: list[str] = field(default_factory=list)
    turned: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    shown: list[list[str]] = field(default_factory=list)
    shared: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


def merge(*, by: str, candidate: DuplicateCandidate, stays_id: uuid.UUID, chosen: Mapping[str, str]) -> Merge:
    """Make one of two entries; `chosen` says for each field whose value stays, by the key of its entry.

    :raises MergeError: when a side reaches beyond the scope (it is put to the office above both), has been merged
        or withdrawn, or both hold open work that cannot be one; the sentence names it.
    """
    refuse_beyond_scope(candidate)
    with transaction.atomic():
        return _merge(by, candidate, stays_id, chosen)


def refuse_beyond_scope(candidate: DuplicateCandidate) -> None:
    """Put a pair to the office above both when either side has come to reach beyond the scope.

    :raises MergeError: then; the pair is moved up before, so that the office above finds it.
    """
    places = places_of_parties(candidate.kind, [candidate.left_id, candidate.right_id])
    reach = places[candidate.left_id] | places[candidate.right_id]
    if all(current_scope().covers_place(path) for path in reach):
        return
    with system_scope("把超出范围的一对交给上级"):
        DuplicateCandidate.objects.filter(id=candidate.id).update(place_path=place_above(reach))
    raise MergeError("above", "其中一边在您管的地方以外也有记录，不能在这里合并。已交给管两边的上级。")


def _merge(by: str, candidate: DuplicateCandidate, stays_id: uuid.UUID, chosen: Mapping[str, str]) -> Merge:
    held, stays, goes = _held(candidate, stays_id)
    refuse_clashes(held.kind, stays.id, goes.id)
    journal, place = Journal(), held.place_path
    reach = places_of_parties(held.kind, [goes.id])[goes.id]
    values = taken_over(choices_for(held.kind), chosen, stays, goes)
    _withdraw(by, goes, stays.id, place)
    journal.person_entry = _take_over(by, stays, values, place)
    opened = show_to_places(by=by, wanted=[(stays, path) for path in sorted(reach)])
    journal.shown = sorted([path] for _, path in opened)
    if held.kind == PartyKind.PERSON:
        _enter_again(by, stays, goes, journal)
    for model, column in masters_referring_to(held.kind):
        _turn(by, model, column, (goes.id, stays.id), place, journal)
    _share_again(by, stays.id, goes.id, journal)
    merged = Merge(
        stays_id=stays.id,
        goes_id=goes.id,
        merged_on=clock.today(),
        merged_by=by,
        journal=journal.as_json(),
        place_path=place,
        county_id=stays.county_id,
        source=Source.OFFICER,
        source_id=by,
        certainty=Certainty.CHECKED,
    )
    merged.save(force_insert=True)
    _close(by, held)
    record(
        by=by,
        act="duplicates.merge",
        object_kind="party",
        object_ids=[stays.id, goes.id],
        place_path=place,
        detail={"stays": str(stays.id), "goes": str(goes.id), "fields": sorted(values)},
    )
    return merged


def _held(candidate: DuplicateCandidate, stays_id: uuid.UUID) -> tuple[DuplicateCandidate, Any, Any]:
    """Hold the pair and both parties until the end of the transaction, in the order of their keys."""
    held: DuplicateCandidate = DuplicateCandidate.objects.select_for_update().get(id=candidate.id)
    if held.standing != CandidateState.OPEN:
        raise MergeError("decided", f"这一对已经有人判断过：{held.get_standing_display()}。")
    ids = [held.left_id, held.right_id]
    if stays_id not in ids:
        raise MergeError("side", "还没选留下哪一边。请选一边，再合并。")
    parties = {row.id: row for row in Party.objects.filter(id__in=ids).order_by("id").select_for_update()}
    rows = {row.id: row for row in model_of(held.kind).objects.filter(id__in=ids)}
    gone = [key for key in ids if key not in parties or key not in rows or parties[key].withdrawn_at]
    if gone or any(party.merged_into_id for party in parties.values()):
        raise MergeError("gone", "其中一边已经撤下或并到别处。请回清单看看还有没有这一对。")
    goes_id = ids[1] if stays_id == ids[0] else ids[0]
    return held, rows[stays_id], rows[goes_id]


def _withdraw(by: str, goes: Any, stays_id: uuid.UUID, place: str) -> None:
    """Take the entry that goes out of every list; its number and its code become free for the other."""
    now = clock.now()
    away = {"withdrawn_at": now, "withdrawn_reason": REASON}
    type(goes).objects.filter(id=goes.id).update(**away)
    Party.objects.filter(id=goes.id).update(**away, merged_into_id=stays_id)
    record_changes(
        by=by,
        instance=goes.party,
        before={"merged_into_id": None, "withdrawn_reason": ""},
        after={"merged_into_id": str(stays_id), "withdrawn_reason": REASON},
        place_path=place,
    )


def _take_over(by: str, stays: Any, values: Mapping[str, Any], place: str) -> str:
    """Write what was chosen of the other entry into the one that stays, with its history."""
    if not values:
        return ""
    before = {name: getattr(stays, name) for name in values}
    write_columns(stays, values)
    entry = record_changes(
        by=by,
        instance=stays,
        before=before,
        after={name: getattr(stays, name) for name in values},
        place_path=place,
    )
    return str(entry.id) if entry else ""


def write_columns(row: Any, values: Mapping[str, Any]) -> None:
    """Set columns of a person or organisation and what follows them: the blind index, the name's tokens."""
    for name, value in values.items():
        setattr(row, name, value)
    row.updated_at = clock.now()
    also = ["identity_index"] if "identity_number" in values else []
    row.save(update_fields=[*values, *also, "updated_at"])
    if isinstance(row, Person) and "full_name" in values:
        reindex_names([row])


def _enter_again(by: str, stays: Any, goes: Any, journal: Journal) -> None:
    """Leave one entry in force at each place: the later survey, under the key that stays."""
    own = {
        (row.place_id, row.supply_list): row
        for row in Registration.objects.filter(CURRENT, person_id=stays.id)
    }
    now = clock.now()
    for old in list(Registration.objects.filter(CURRENT, person_id=goes.id).order_by("id")):
        here = own.get((old.place_id, old.supply_list))
        is_newer = here is None or (old.surveyed_on, old.recorded_at) > (here.surveyed_on, here.recorded_at)
        ended = [old, here] if here is not None and is_newer else [old]
        Registration.objects.filter(id__in=[row.id for row in ended]).update(superseded_at=now)
        journal.superseded += [str(row.id) for row in ended]
        if is_newer:
            journal.entered.append(str(_copy(by, old, stays).id))


def _copy(by: str, old: Registration, stays: Any) -> Registration:
    said = carried_over(old) | {
        "person_id": stays.id,
        "birth_year": stays.birth_year or old.birth_year,
        "sex": stays.sex or old.sex,
    }
    fresh = Registration(**said, source=Source.OFFICER, source_id=by, certainty=old.certainty)
    if old.note is not None:
        fresh.note = open_inside(old.note)
    fresh.save(force_insert=True)
    return fresh


def _turn(
    by: str,
    model: type[models.Model],
    column: str,
    keys: tuple[uuid.UUID, uuid.UUID],
    place: str,
    journal: Journal,
) -> None:
    try:
        with transaction.atomic():
            ids = turn_over(by=by, model=model, column=column, keys=keys, place_path=place)
    except IntegrityError:
        label = model._meta.label_lower
        raise MergeError(
            "clash", f"两边有同一件还没办完的事（{label}），不能并成一件。请先办结一边。"
        ) from None
    if ids:
        journal.turned.setdefault(model._meta.label_lower, {})[column] = [str(key) for key in ids]


def _share_again(by: str, stays_id: uuid.UUID, goes_id: uuid.UUID, journal: Journal) -> None:
    """Whoever was given sight of the entry that goes has sight of the one that stays."""
    today = clock.today()
    given = Share.objects.filter(
        object_kind="party", object_id=goes_id, to_party_id__isnull=False, ends_before__isnull=True
    )
    known = set(
        Share.objects.filter(object_kind="party", object_id=stays_id, ends_before__isnull=True).values_list(
            "to_party_id", "purpose"
        )
    )
    for each in given:
        if (each.to_party_id, each.purpose) not in known and each.starts_on <= today and each.to_party_id:
            made = share_with_party(
                by=by,
                kind="party",
                object_id=stays_id,
                party_id=each.to_party_id,
                purpose=each.purpose,
                basis=each.basis,
            )
            journal.shared.append(str(made.id))


def _close(by: str, held: DuplicateCandidate) -> None:
    decided = {"decided_at": clock.now(), "decided_by": by}
    DuplicateCandidate.objects.filter(id=held.id).update(standing=CandidateState.MERGED, **decided)


@transaction.atomic
def say_different(*, by: str, candidate: DuplicateCandidate) -> None:
    """Note that two entries are not one; they are never proposed again.

    :raises MergeError: when somebody has decided on them already.
    """
    decided = DuplicateCandidate.objects.filter(id=candidate.id, standing=CandidateState.OPEN).update(
        standing=CandidateState.DIFFERENT, decided_at=clock.now(), decided_by=by
    )
    if not decided:
        raise MergeError("decided", "这一对已经有人判断过了。请回清单看。")
    record(
        by=by,
        act="duplicates.different",
        object_kind="duplicate_candidate",
        object_ids=[candidate.id],
        place_path=candidate.place_path,
        detail={"left": str(candidate.left_id), "right": str(candidate.right_id)},
    )
