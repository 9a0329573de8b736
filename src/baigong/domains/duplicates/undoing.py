"""A merge taken back: exactly what stood before, but for what has been built on it since, which is named and left."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.db import models, transaction

from baigong.domains.duplicates.enums import CandidateState
from baigong.domains.duplicates.errors import MergeError
from baigong.domains.duplicates.merging import write_columns
from baigong.domains.duplicates.models import DuplicateCandidate, Merge
from baigong.domains.duplicates.reach import model_of, places_of_parties
from baigong.domains.duplicates.turning import turn_over
from baigong.domains.parties.models import Party
from baigong.domains.parties.sight import stop_showing_unused
from baigong.domains.workers.models import Registration
from baigong.domains.workers.selectors import CURRENT
from baigong.foundation import clock
from baigong.foundation.audit.changes import record_changes
from baigong.foundation.audit.models import Change
from baigong.foundation.audit.services import record
from baigong.foundation.facts.usage import rows_in_use
from baigong.foundation.privacy.secret import open_inside
from baigong.foundation.scope import current_scope, system_scope
from baigong.foundation.scope.models import Share

UNDONE = "撤回合并"
_NUMBERED = {"identity_number", "credit_code", "provisional_key"}
_NAMES = {
    "placements.introduction": "介绍",
    "shortages.need": "缺工",
    "vacancies.vacancy": "岗位",
    "users.post": "任职",
}


def undo_merge(*, by: str, merged: Merge) -> list[str]:
    """Take a merge back and return what was left as it is, in sentences; nothing left means all is as before.

    :raises MergeError: when it was taken back already, the entry that stayed was merged on, a side now reaches
        beyond the scope, or a number or code that came over has been changed since.
    """
    with transaction.atomic():
        return _undo(by, merged)


def _undo(by: str, merged: Merge) -> list[str]:
    held: Merge = Merge.objects.select_for_update().get(id=merged.id)
    if held.voided_at:
        raise MergeError("gone", "这次合并已经撤回了。")
    parties = {
        row.id: row
        for row in Party.objects.filter(id__in=[held.stays_id, held.goes_id])
        .order_by("id")
        .select_for_update()
    }
    if parties[held.stays_id].merged_into_id or parties[held.stays_id].withdrawn_at:
        raise MergeError("merged_on", "留下的那一条后来又并到别处或撤下了。请先撤那一次。")
    kind = parties[held.goes_id].kind
    _refuse_beyond_scope(kind, held)
    stays = model_of(kind).objects.get(id=held.stays_id)
    left = _put_fields_back(by, stays, held)
    _bring_back(by, kind, held)
    left += _put_entries_back(held)
    left += _turn_back(by, held)
    _stop_sharing(by, kind, held)
    Merge.objects.filter(id=held.id).update(voided_at=clock.now(), voided_reason=UNDONE)
    pair = sorted([held.stays_id, held.goes_id])
    DuplicateCandidate.objects.filter(left_id=pair[0], right_id=pair[1]).update(
        standing=CandidateState.OPEN, decided_at=None, decided_by=""
    )
    record(
        by=by,
        act="duplicates.undo_merge",
        object_kind="party",
        object_ids=pair,
        place_path=held.place_path,
        detail={"merge": str(held.id), "left": len(left)},
    )
    return left


def _refuse_beyond_scope(kind: str, held: Merge) -> None:
    reach = places_of_parties(kind, [held.stays_id, held.goes_id])
    if not all(current_scope().covers_place(path) for paths in reach.values() for path in paths):
        raise MergeError("above", "合并以后别处也有了记录，不能在这里撤。请交给管两边的上级撤。")


def _put_fields_back(by: str, stays: Any, held: Merge) -> list[str]:
    """Put back what came over; a field changed again since is left, a number or code changed again stops all."""
    entry = held.journal.get("person_entry", "")
    if not entry:
        return []
    history = Change.objects.filter(object_kind=stays._meta.label_lower, object_id=str(stays.id)).order_by(
        "id"
    )
    last = {change.field: change for change in history}
    mine = [change for change in history if str(change.entry_id) == entry]
    later = [change.field for change in mine if last[change.field].id != change.id]
    if _NUMBERED & set(later):
        raise MergeError("number", "并过来的证号或代码后来又改过，撤不了。请先把它改回合并时的样子。")
    values = {change.field: _old(change) for change in mine if change.field not in later}
    if values:
        before = {name: getattr(stays, name) for name in values}
        write_columns(stays, values)
        after = {name: getattr(stays, name) for name in values}
        record_changes(by=by, instance=stays, before=before, after=after, place_path=held.place_path)
    return [f"{len(later)}项资料合并以后又改过，留着没动。"] if later else []


def _old(change: Change) -> Any:
    if change.is_personal:
        return open_inside(change.before_sealed) if change.before_sealed else None
    return change.before


def _bring_back(by: str, kind: str, held: Merge) -> None:
    back: dict[str, Any] = {"withdrawn_at": None, "withdrawn_reason": ""}
    Party.objects.filter(id=held.goes_id).update(**back, merged_into_id=None)
    model_of(kind).objects.filter(id=held.goes_id).update(**back)
    record_changes(
        by=by,
        instance=Party.objects.get(id=held.goes_id),
        before={"merged_into_id": str(held.stays_id)},
        after={"merged_into_id": None},
        place_path=held.place_path,
    )


def _put_entries_back(held: Merge) -> list[str]:
    """Void the entries the merge wrote and let those before hold again, where nothing newer stands there."""
    entered = [uuid.UUID(key) for key in held.journal.get("entered", [])]
    rows = list(Registration.objects.filter(id__in=entered).select_related("place"))
    used = rows_in_use(Registration, entered)
    kept = [row for row in rows if row.id in used or row.superseded_at or row.voided_at]
    taken = [row.id for row in rows if row not in kept]
    Registration.objects.filter(id__in=taken).update(voided_at=clock.now(), voided_reason=UNDONE)
    _revive([uuid.UUID(key) for key in held.journal.get("superseded", [])])
    return [f"{row.place.name}的登记合并以后又有人改过或用过，留在原处没动。" for row in kept]


def _revive(ids: Sequence[uuid.UUID]) -> None:
    for old in Registration.objects.filter(id__in=ids, voided_at__isnull=True).order_by("surveyed_on", "id"):
        newer = Registration.objects.filter(
            CURRENT, person_id=old.person_id, place_id=old.place_id, supply_list=old.supply_list
        )
        if not newer.exists():
            Registration.objects.filter(id=old.id).update(superseded_at=None)


def _turn_back(by: str, held: Merge) -> list[str]:
    left: list[str] = []
    for label, columns in held.journal.get("turned", {}).items():
        model = apps.get_model(label)
        for column, keys in columns.items():
            ids = [uuid.UUID(key) for key in keys]
            kept = _built_upon(model, ids, held)
            wanted = [key for key in ids if key not in kept]
            pair = (held.stays_id, held.goes_id)
            done = turn_over(
                by=by, model=model, column=column, keys=pair, place_path=held.place_path, only=wanted
            )
            kept |= set(wanted) - set(done)
            if kept:
                left.append(f"{len(kept)}条{_NAMES.get(label, label)}合并以后又办过，留在原处没动。")
    return left


def _built_upon(model: type[models.Model], ids: Sequence[uuid.UUID], held: Merge) -> set[uuid.UUID]:
    """Return the rows changed since the merge, and those that live rows recorded since refer to."""
    since = held.recorded_at
    changed = model._default_manager.filter(pk__in=ids, updated_at__gt=since)
    found: set[uuid.UUID] = set(changed.values_list("pk", flat=True))
    with system_scope("查合并以后有没有办过"):
        for relation in model._meta.get_fields(include_hidden=True):
            if not isinstance(relation, models.ManyToOneRel):
                continue
            referring: Any = relation.related_model
            names = {column.name for column in referring._meta.concrete_fields}
            if "recorded_at" in names:
                column = relation.field.attname
                later = referring._base_manager.filter(**{f"{column}__in": ids, "recorded_at__gt": since})
                found |= set(later.values_list(column, flat=True))
    return found


def _stop_sharing(by: str, kind: str, held: Merge) -> None:
    Share.objects.filter(id__in=held.journal.get("shared", [])).update(ends_before=clock.today())
    places = [(held.stays_id, path) for (path,) in held.journal.get("shown", [])]
    stop_showing_unused(by=by, model=model_of(kind), places=places)
