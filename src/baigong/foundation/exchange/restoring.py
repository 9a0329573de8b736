"""Putting fields back to what they were before an import, unless somebody has changed them since."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models, transaction

from baigong.foundation import clock
from baigong.foundation.audit.changes import ObjectChange, record_changes_in_bulk
from baigong.foundation.audit.models import Change
from baigong.foundation.privacy.secret import open_inside


@transaction.atomic
def restore_fields(
    model: type[models.Model],
    entries: Mapping[uuid.UUID, str],
    *,
    by: str,
    place_path: str,
    batch_id: uuid.UUID,
) -> set[uuid.UUID]:
    """Undo the changes that audit entries (by object) wrote on rows of one master model.

    Returns the objects left as they are because one of the fields was changed again by somebody else. What
    the same import changed twice goes back step by step, the last change first.
    """
    mark = f"撤回导入{batch_id}"
    history = _history(model, entries)
    kept, changes = set(), []
    rows: dict[uuid.UUID, Any] = model._default_manager.in_bulk(list(entries))
    for key, entry in entries.items():
        mine = [change for change in history[str(key)] if str(change.entry_id) == entry]
        last = {change.field: change for change in history[str(key)]}
        touched = [last[change.field] for change in mine]
        if key not in rows or any(
            str(each.entry_id) != entry and each.entry.purpose != mark for each in touched
        ):
            kept.add(key)
        elif mine:
            changes.append(_put_back(rows[key], mine))
    record_changes_in_bulk(by=by, model=model, changes=changes, place_path=place_path, purpose=mark)
    return kept


def _history(model: type[models.Model], entries: Mapping[uuid.UUID, str]) -> dict[str, list[Change]]:
    found = Change.objects.filter(
        object_kind=model._meta.label_lower, object_id__in=[str(key) for key in entries]
    ).select_related("entry")
    history: dict[str, list[Change]] = defaultdict(list)
    for change in found.order_by("id"):
        history[change.object_id].append(change)
    return history


def _put_back(row: Any, changes: list[Change]) -> ObjectChange:
    old = {change.field: _old_value(change) for change in changes if not _is_erased(change)}
    before = {name: getattr(row, name) for name in old}
    for name, value in old.items():
        setattr(row, name, value)
    row.updated_at = clock.now()
    row.save(update_fields=[*old, "updated_at"])
    personal = frozenset(change.field for change in changes if change.is_personal)
    return ObjectChange(str(row.pk), before, {name: getattr(row, name) for name in old}, personal)


def _old_value(change: Change) -> Any:
    if not change.is_personal:
        return change.before
    return open_inside(change.before_sealed) if change.before_sealed else None


def _is_erased(change: Change) -> bool:
    return change.is_personal and change.sealed_digest is not None and change.before_sealed is None


def changed_rows(model: type[models.Model], object_ids: Iterable[str]) -> set[str]:
    """Return those of some rows that differ from when they were made; what was changed and put back does not."""
    changes = Change.objects.filter(object_kind=model._meta.label_lower, object_id__in=list(object_ids))
    history: dict[tuple[str, str], list[Change]] = defaultdict(list)
    for change in changes.order_by("id"):
        history[change.object_id, change.field].append(change)
    return {
        object_id
        for (object_id, _), made in history.items()
        if made[0].is_personal or made[0].before != made[-1].after
    }
