"""The history of fields: what a row said before, who changed it, and erasing what was personal in it."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction

from baigong.foundation.audit.canonical import make_mac, plain
from baigong.foundation.audit.models import AuditEntry, Change
from baigong.foundation.audit.services import record
from baigong.foundation.clock import now
from baigong.foundation.privacy.catalogue import personal_names_of
from baigong.foundation.privacy.fields import row_id_of
from baigong.foundation.privacy.secret import Secret, open_inside

ACT = "row.change"
ERASE_ACT = "personal.erase"
_BATCH = 500


@dataclass(frozen=True, slots=True)
class ObjectChange:
    """What changed on one row; `personal` names the fields whose old value is kept sealed."""

    object_id: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    personal: frozenset[str] = field(default_factory=frozenset)


def record_changes(
    *,
    by: str,
    instance: models.Model,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    personal: Iterable[str] = (),
    place_path: str = "",
    purpose: str = "",
) -> AuditEntry | None:
    """Write the history of one row's changed fields and its audit entry; None when nothing changed.

    Encrypted fields count as personal whether named or not, and so does any field holding a `Secret`.
    """
    change = ObjectChange(row_id_of(instance), before, after, frozenset(personal))
    return record_changes_in_bulk(
        by=by, model=type(instance), changes=[change], place_path=place_path, purpose=purpose
    )


def record_changes_in_bulk(
    *,
    by: str,
    model: type[models.Model],
    changes: Iterable[ObjectChange],
    place_path: str = "",
    purpose: str = "",
) -> AuditEntry | None:
    """Write the history of many rows of one model under one audit entry (a chunk of an import)."""
    kind, always = model._meta.label_lower, personal_names_of(model)
    rows = [row for change in changes for row in _rows(change, kind, always)]
    if not rows:
        return None
    with transaction.atomic():
        entry = record(
            by=by,
            act=ACT,
            object_kind=kind,
            object_ids={row.object_id for row in rows},
            place_path=place_path,
            purpose=purpose,
            detail={"changes": len(rows), "changes_digest": changes_digest(row.id for row in rows).hex()},
        )
        for row in rows:
            row.entry, row.by, row.at = entry, by, entry.at
            row.mac = make_mac("change", row.content())
        Change.objects.bulk_create(rows, batch_size=_BATCH)
    return entry


def history_of(object_kind: str, object_id: object) -> models.QuerySet[Change]:
    """Return the changes of one row, newest first."""
    return Change.objects.filter(object_kind=object_kind, object_id=str(object_id)).order_by("-at", "-id")


def changes_of(object_kind: str, object_ids: Iterable[str], fields: Sequence[str]) -> list[Change]:
    """Return the changes of some fields of some rows, oldest first."""
    ids = list(object_ids)
    found: list[Change] = []
    for start in range(0, len(ids), _BATCH):
        held = Change.objects.filter(object_kind=object_kind, object_id__in=ids[start : start + _BATCH])
        found += held.filter(field__in=fields)
    return sorted(found, key=lambda change: (change.at, change.id))


def values_then(
    object_kind: str, asked: Iterable[tuple[str, datetime.datetime]], fields: Sequence[str]
) -> dict[tuple[str, datetime.datetime], dict[str, Any]]:
    """Return, for a row and a moment, what fields said then, where they say something else now.

    Plain fields only; a row that was not changed since is left out, and what it says now holds.
    """
    moments = [(object_id, at) for object_id, at in set(asked) if at < now()]
    changed: dict[str, list[Change]] = {}
    for change in changes_of(object_kind, {object_id for object_id, _ in moments}, fields):
        changed.setdefault(change.object_id, []).append(change)
    found: dict[tuple[str, datetime.datetime], dict[str, Any]] = {}
    for object_id, at in moments:
        for change in changed.get(object_id, ()):  # the oldest first: the first one after the moment tells
            if change.at > at:
                found.setdefault((object_id, at), {}).setdefault(change.field, change.before)
    return found


def erase_personal_values(
    object_kind: str, object_ids: Sequence[object], *, by: str, purpose: str, place_path: str = ""
) -> int:
    """Null the sealed old values of these rows, and write that it was done; the chain stays valid.

    Returns how many values went. Plain (non-personal) history stays.
    """
    ids = [str(each) for each in object_ids]
    with transaction.atomic():
        gone = 0
        for start in range(0, len(ids), _BATCH):
            held = Change.objects.filter(object_kind=object_kind, object_id__in=ids[start : start + _BATCH])
            gone += held.filter(before_sealed__isnull=False).update(before_sealed=None)
        record(
            by=by,
            act=ERASE_ACT,
            object_kind=object_kind,
            object_ids=ids,
            place_path=place_path,
            purpose=purpose,
            detail={"values": gone},
        )
    return gone


def changes_digest(ids: Iterable[object]) -> bytes:
    """Return the digest that ties an entry to its change rows."""
    return hashlib.sha256("\n".join(sorted(str(each) for each in ids)).encode()).digest()


def _rows(change: ObjectChange, kind: str, always: frozenset[str]) -> Iterable[Change]:
    for name in sorted({*change.before, *change.after}):
        old, new = change.before.get(name), change.after.get(name)
        row = Change(object_kind=kind, object_id=str(change.object_id), field=name)
        if name in always or name in change.personal or isinstance(old, Secret) or isinstance(new, Secret):
            if _text(old) == _text(new):
                continue
            row.is_personal = True
            _keep_sealed(row, _text(old))
        else:
            row.before, row.after = plain(old), plain(new)
            if row.before == row.after:
                continue
        yield row


def _keep_sealed(row: Change, old: str | None) -> None:
    if old is None:
        return
    row.before_sealed = old
    row.sealed_digest = hashlib.sha256(row.before_sealed.sealed_bytes()).digest()


def _text(value: Any) -> str | None:
    if value is None:
        return None
    return open_inside(value) if isinstance(value, Secret) else str(plain(value))
