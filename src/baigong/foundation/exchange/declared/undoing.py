"""Taking rows of a declared list back: what nobody has built upon; the rest stays and says why."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from baigong.foundation import clock
from baigong.foundation.audit.changes import ObjectChange, record_changes_in_bulk
from baigong.foundation.exchange.contract import Applied, ImportContext, UndoResult
from baigong.foundation.exchange.restoring import changed_rows, restore_fields
from baigong.foundation.facts.usage import rows_in_use

if TYPE_CHECKING:
    from baigong.foundation.exchange.declared.listing import DeclaredList

VOIDED = "撤回导入"
_GONE = "这一行早已不在，没有可撤的。"
_CHANGED = "入库以后又有人改过，留着没动。"
_USED = "入库以后已有别的记录用到它，留着没动。"
_NOT_REVIVED = "这一行已撤；原来那条没有恢复，因为后来又登记过。"


def undo_rows(spec: DeclaredList, rows: Sequence[Applied], context: ImportContext) -> list[UndoResult]:
    """Take back what these rows wrote; rows that found everything unchanged have nothing to take back."""
    wrote = [row for row in rows if row.trace]
    reasons = {row.number: "" for row in rows}
    undo = _undo_facts if spec.is_fact else _undo_masters
    reasons |= undo(spec, wrote, context)
    taken = [row for row in wrote if not reasons[row.number]]
    for each in spec.references:
        traces = [
            row.trace[f"made:{each.attribute}"] for row in taken if f"made:{each.attribute}" in row.trace
        ]
        each.undo(traces, _referred(spec, each.attribute, taken), context)
    return [UndoResult(row.number, not reasons[row.number], reasons[row.number]) for row in rows]


def _referred(spec: DeclaredList, attribute: str, rows: Sequence[Applied]) -> list[uuid.UUID]:
    manager: Any = spec.model._default_manager
    found = manager.filter(pk__in=[row.object_id for row in rows]).values_list(attribute, flat=True)
    return [key for key in set(found) if key is not None]


def _undo_facts(spec: DeclaredList, rows: Sequence[Applied], context: ImportContext) -> dict[int, str]:
    manager: Any = spec.model._default_manager
    found = manager.in_bulk([uuid.UUID(row.object_id) for row in rows])
    used = rows_in_use(spec.model, found)
    reasons = {}
    for row in rows:
        fact = found.get(uuid.UUID(row.object_id))
        if fact is None or fact.voided_at:
            reasons[row.number] = _GONE
        elif fact.superseded_at:
            reasons[row.number] = _CHANGED
        elif fact.pk in used:
            reasons[row.number] = _USED
    taken = [row for row in rows if row.number not in reasons]
    manager.filter(pk__in=[row.object_id for row in taken]).update(
        voided_at=clock.now(), voided_reason=VOIDED
    )
    return reasons | dict.fromkeys(_not_revived(spec, taken), _NOT_REVIVED)


def _not_revived(spec: DeclaredList, taken: Iterable[Applied]) -> list[int]:
    """Bring superseded rows back; return the numbers of those whose key a newer row holds."""
    manager: Any = spec.model._default_manager
    previous = {uuid.UUID(row.trace["previous"]): row.number for row in taken if row.trace.get("previous")}
    old = manager.filter(pk__in=previous, voided_at__isnull=True)
    blocked = []
    for row in old:
        same = {name: getattr(row, name) for name in spec.key}
        if manager.filter(spec.alive, **same).exists():
            blocked.append(row.pk)
    manager.filter(pk__in=[row.pk for row in old if row.pk not in blocked]).update(superseded_at=None)
    return [previous[key] for key in blocked]


def _undo_masters(spec: DeclaredList, rows: Sequence[Applied], context: ImportContext) -> dict[int, str]:
    manager: Any = spec.model._default_manager
    opened = [row.object_id for row in rows if row.trace.get("opened")]
    alive = {str(key) for key in manager.filter(spec.alive, pk__in=opened).values_list("pk", flat=True)}
    used = {str(key) for key in rows_in_use(spec.model, [uuid.UUID(key) for key in opened])}
    changed = changed_rows(spec.model, opened)
    reasons: dict[int, str] = {}
    for row in rows:
        if row.trace.get("opened"):
            key = row.object_id
            reason = (
                _GONE if key not in alive else _USED if key in used else _CHANGED if key in changed else ""
            )
            reasons |= {row.number: reason} if reason else {}
    taken = [row.object_id for row in rows if row.trace.get("opened") and row.number not in reasons]
    _withdraw(spec, taken, context)
    entries: Mapping[uuid.UUID, str] = {
        uuid.UUID(row.object_id): str(row.trace["entry"]) for row in rows if row.trace.get("entry")
    }
    kept = restore_fields(
        spec.model, entries, by=context.by, place_path=context.place_path, batch_id=context.batch_id
    )
    return reasons | {
        row.number: _CHANGED for row in rows if row.trace.get("entry") and uuid.UUID(row.object_id) in kept
    }


def _withdraw(spec: DeclaredList, ids: Sequence[str], context: ImportContext) -> None:
    now = clock.now()
    manager: Any = spec.model._default_manager
    manager.filter(pk__in=ids).update(withdrawn_at=now, withdrawn_reason=VOIDED, updated_at=now)
    changes = [ObjectChange(key, {"withdrawn_reason": ""}, {"withdrawn_reason": VOIDED}) for key in ids]
    record_changes_in_bulk(by=context.by, model=spec.model, changes=changes, place_path=context.place_path)
