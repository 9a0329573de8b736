"""Taking an imported shortage list back: needs nobody built upon are withdrawn, changed ones put back."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from baigong.domains.parties.employers import FIRM_CHANGED, VOIDED, changed_firm, undo_employers
from baigong.domains.parties.models import Organisation
from baigong.domains.parties.sight import stop_showing_unused
from baigong.domains.shortages.models import Need, NeedReport
from baigong.foundation import clock
from baigong.foundation.audit.changes import ObjectChange, record_changes_in_bulk
from baigong.foundation.exchange.contract import Applied, ImportContext, UndoResult
from baigong.foundation.exchange.restoring import changed_rows, restore_fields
from baigong.foundation.scope import system_scope

_GONE = "这一行早已不在，没有可撤的。"
_CLOSED = "这条缺工入库以后已经销号，留着没动。"
_USED = "这条缺工已经发了岗位，留着没动。"
_REPORTED = "入库以后又报过，留着没动。"
_CHANGED = "入库以后又有人改过，留着没动。"


def undo_reports(rows: Sequence[Applied], context: ImportContext) -> list[UndoResult]:
    """Void the reports these rows wrote, withdraw the needs they opened, put back what they changed."""
    needs = Need.objects.in_bulk([UUID(row.object_id) for row in rows])
    reports = NeedReport.objects.in_bulk(
        [UUID(row.trace["report"]) for row in rows if row.trace.get("report")]
    )
    used, reported = _used(rows), _reported_again(rows)
    reasons = {}
    for row in rows:
        report = reports.get(UUID(row.trace["report"])) if row.trace.get("report") else None
        reasons[row.number] = _reason_to_keep(row, needs.get(UUID(row.object_id)), report, used, reported)
    entries = {
        UUID(row.object_id): str(row.trace["entry"])
        for row in rows
        if row.trace.get("entry") and not reasons[row.number]
    }
    changed = restore_fields(
        Need, entries, by=context.by, place_path=context.place_path, batch_id=context.batch_id
    )
    for row in rows:
        if UUID(row.object_id) in changed and row.trace.get("entry"):
            reasons[row.number] = reasons[row.number] or _CHANGED
    taken = [row for row in rows if not reasons[row.number]]
    kept_firms = _take_back(taken, context)
    reasons |= {row.number: FIRM_CHANGED for row in taken if changed_firm(row.trace) in kept_firms}
    return [UndoResult(row.number, not reasons[row.number], reasons[row.number]) for row in rows]


def _reason_to_keep(
    row: Applied, need: Need | None, report: NeedReport | None, used: set[UUID], reported: set[UUID]
) -> str:
    if need is None or need.withdrawn_at or report is None or report.voided_at:
        return _GONE
    if need.closed_on:
        return _CLOSED
    if report.superseded_at or need.id in reported:
        return _REPORTED
    return _USED if row.trace.get("opened") and need.id in used else ""


def _used(rows: Sequence[Applied]) -> set[UUID]:
    """Return the needs a vacancy stands on."""
    with system_scope("查缺工有没有发岗位"):
        used = Need.objects.filter(
            id__in=[row.object_id for row in rows],
            vacancies__isnull=False,
            vacancies__withdrawn_at__isnull=True,
        )
        return set(used.values_list("id", flat=True))


def _reported_again(rows: Sequence[Applied]) -> set[UUID]:
    """Return the needs opened here that others have reported on or changed since."""
    opened = [row for row in rows if row.trace.get("opened")]
    others = NeedReport.objects.filter(
        need_id__in=[row.object_id for row in opened], voided_at__isnull=True, superseded_at__isnull=True
    ).exclude(id__in=[row.trace["report"] for row in opened])
    changed = changed_rows(Need, [row.object_id for row in opened])
    return set(others.values_list("need_id", flat=True)) | {UUID(key) for key in changed}


def _take_back(rows: Sequence[Applied], context: ImportContext) -> set[str]:
    """Take the rows' own effects back; return the organisations left as they are."""
    now = clock.now()
    NeedReport.objects.filter(id__in=[row.trace["report"] for row in rows]).update(
        voided_at=now, voided_reason=VOIDED
    )
    replaced = [row.trace["replaced"] for row in rows if row.trace.get("replaced")]
    NeedReport.objects.filter(id__in=replaced, voided_at__isnull=True).update(superseded_at=None)
    opened = [row.object_id for row in rows if row.trace.get("opened")]
    Need.objects.filter(id__in=opened).update(withdrawn_at=now, withdrawn_reason=VOIDED, updated_at=now)
    changes = [ObjectChange(key, {"withdrawn_reason": ""}, {"withdrawn_reason": VOIDED}) for key in opened]
    record_changes_in_bulk(by=context.by, model=Need, changes=changes, place_path=context.place_path)
    kept_firms = undo_employers([dict(row.trace) for row in rows], context, by=context.by)
    left = Need.objects.filter(id__in=opened).values_list("organisation_id", "place_path")
    stop_showing_unused(by=context.by, model=Organisation, places=left)
    return kept_firms
