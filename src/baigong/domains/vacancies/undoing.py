"""Taking an imported vacancy list back: what nobody has built upon is withdrawn, what it changed put back."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from baigong.domains.parties.employers import FIRM_CHANGED, VOIDED, changed_firm, undo_employers
from baigong.domains.parties.models import Organisation
from baigong.domains.parties.sight import stop_showing_unused
from baigong.domains.vacancies.models import Vacancy
from baigong.foundation import clock
from baigong.foundation.audit.changes import ObjectChange, record_changes_in_bulk
from baigong.foundation.exchange.contract import Applied, ImportContext, UndoResult
from baigong.foundation.exchange.restoring import changed_rows, restore_fields
from baigong.foundation.facts.usage import rows_in_use

_GONE = "这一行早已不在，没有可撤的。"
_CLOSED = "这个岗位入库以后已经关闭，留着没动。"
_PUBLIC = "这个岗位已经发布，留着没动。要撤，请先关闭。"
_USED = "这个岗位已经介绍过人，留着没动。"
_CHANGED = "入库以后又有人改过，留着没动。"


def undo_vacancies(rows: Sequence[Applied], context: ImportContext) -> list[UndoResult]:
    """Withdraw the vacancies these rows opened and put back what they changed."""
    found = Vacancy.objects.in_bulk([UUID(row.object_id) for row in rows])
    opened = [row.object_id for row in rows if row.trace.get("opened")]
    used = {str(key) for key in rows_in_use(Vacancy, [UUID(key) for key in opened])}
    changed = changed_rows(Vacancy, opened)
    reasons = {
        row.number: _reason_to_keep(row, found.get(UUID(row.object_id)), used, changed) for row in rows
    }
    entries = {
        UUID(row.object_id): str(row.trace["entry"])
        for row in rows
        if row.trace.get("entry") and not reasons[row.number]
    }
    kept = restore_fields(
        Vacancy, entries, by=context.by, place_path=context.place_path, batch_id=context.batch_id
    )
    for row in rows:
        if UUID(row.object_id) in kept and row.trace.get("entry"):
            reasons[row.number] = reasons[row.number] or _CHANGED
    taken = [row for row in rows if not reasons[row.number]]
    kept_firms = _take_back(taken, context)
    reasons |= {row.number: FIRM_CHANGED for row in taken if changed_firm(row.trace) in kept_firms}
    return [UndoResult(row.number, not reasons[row.number], reasons[row.number]) for row in rows]


def _reason_to_keep(row: Applied, vacancy: Vacancy | None, used: set[str], changed: set[str]) -> str:
    if vacancy is None or vacancy.withdrawn_at:
        return _GONE
    if vacancy.closed_on:
        return _CLOSED
    if row.object_id in used:
        return _USED
    if row.trace.get("opened") and vacancy.public_since:
        return _PUBLIC
    return _CHANGED if row.object_id in changed else ""


def _take_back(rows: Sequence[Applied], context: ImportContext) -> set[str]:
    """Take the rows' own effects back; return the organisations left as they are."""
    now = clock.now()
    opened = [row.object_id for row in rows if row.trace.get("opened")]
    Vacancy.objects.filter(id__in=opened).update(withdrawn_at=now, withdrawn_reason=VOIDED, updated_at=now)
    changes = [ObjectChange(key, {"withdrawn_reason": ""}, {"withdrawn_reason": VOIDED}) for key in opened]
    record_changes_in_bulk(by=context.by, model=Vacancy, changes=changes, place_path=context.place_path)
    kept_firms = undo_employers([dict(row.trace) for row in rows], context, by=context.by)
    left = Vacancy.objects.filter(id__in=opened).values_list("organisation_id", "place_path")
    stop_showing_unused(by=context.by, model=Organisation, places=left)
    return kept_firms
