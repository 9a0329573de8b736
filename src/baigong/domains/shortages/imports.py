"""The list of firms short of workers: one row is one firm and one trade (SD-2.1.1, BZ-1, AH-2.1.1).

A row opens or updates a need and writes a report when something changed or the reported day is new. A need
that is not in the file stays open; an empty cell keeps what was known.
"""

from __future__ import annotations

import datetime
import hashlib
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from baigong.domains.parties.employers import WrittenEmployer, note_match, shown_changes, write_employers
from baigong.domains.parties.imports import refused
from baigong.domains.parties.organisation_matching import OrganisationMatch, match_organisations
from baigong.domains.shortages.layout import SHORTAGE_LAYOUT
from baigong.domains.shortages.models import Need, NeedReport
from baigong.domains.shortages.reading import ShortageRow, likeliest_code, read_shortage_row
from baigong.domains.shortages.services import learn, missing_facts, new_report
from baigong.domains.shortages.strike_off_steps import take_back
from baigong.domains.shortages.undoing import undo_reports
from baigong.foundation import clock
from baigong.foundation.audit.changes import record_changes_in_bulk
from baigong.foundation.exchange.contract import (
    Applied,
    FieldChange,
    ImportContext,
    Outcome,
    RowIn,
    RowPlan,
    UndoResult,
)
from baigong.foundation.exchange.row_reader import RowReader
from baigong.foundation.facts.bulk import insert_rows
from baigong.foundation.facts.models import Source

_LABELS = {
    "headcount": "缺工人数",
    "kind": "缺工类型",
    "skill_level": "技能等级要求",
    "skill_text": "技能等级要求",
    "education_rank": "学历",
    "pay_text": "月薪",
    "pay_from_fen_month": "月薪下限",
    "pay_to_fen_month": "月薪上限",
    "cause_codes": "缺工原因",
    "plan_text": "招工计划",
    "is_urgent": "是否急缺",
    "occupation_code": "职业代码",
}
_SHOWN = tuple(
    name for name in _LABELS if name not in ("pay_from_fen_month", "pay_to_fen_month", "skill_text")
)


@dataclass(slots=True)
class _Report:
    id: uuid.UUID
    reported_on: datetime.date
    contact_way: str
    employees: int | None


@dataclass(slots=True)
class _Work:
    row: ShortageRow
    match: OrganisationMatch
    need: Need | None = None
    reports: list[_Report] = field(default_factory=list)
    changed: dict[str, Any] = field(default_factory=dict)

    @property
    def is_late(self) -> bool:
        """Whether a later day is already reported: then the row is history and changes nothing of today."""
        return any(report.reported_on > self.row.reported_on for report in self.reports)

    @property
    def same_day(self) -> list[_Report]:
        return [report for report in self.reports if report.reported_on == self.row.reported_on]

    @property
    def employees(self) -> int | None:
        """The employees reported, or those last reported."""
        if self.row.employees is not None:
            return self.row.employees
        return next((each.employees for each in reversed(self.reports) if each.employees is not None), None)


class ShortageList:
    """`ListSpec` of the list of firms short of workers."""

    name = "shortages"
    title = SHORTAGE_LAYOUT.label
    layout = SHORTAGE_LAYOUT

    def plan(self, rows: Sequence[RowIn], context: ImportContext) -> list[RowPlan]:
        read = [read_shortage_row(row, context) for row in rows]
        said = [row for row, _ in read if row is not None]
        matches = match_organisations([row.employer for row in said])
        works = iter(_with_needs([_Work(row, match) for row, match in zip(said, matches, strict=True)]))
        return [refused(reader) if row is None else _plan(next(works), reader) for row, reader in read]

    def apply(self, plans: Sequence[RowPlan], context: ImportContext) -> list[Applied]:
        works: list[_Work] = [plan.payload for plan in plans if plan.outcome != Outcome.UNCHANGED]
        written = write_employers([work.match for work in works], context)
        opened = _open_needs(works, written, context)
        entry = _learn(works, context)
        reports = _write_reports(works, context)
        applied = []
        for work in works:
            assert work.need is not None
            trace = dict(reports[work.row.number])
            trace |= {"opened": "1"} if work.row.number in opened else {}
            trace |= {"entry": entry} if work.changed else {}
            trace |= written[work.match.key].take_trace()
            applied.append(Applied(work.row.number, "need", str(work.need.id), trace))
        unchanged = [plan for plan in plans if plan.outcome == Outcome.UNCHANGED]
        return applied + [Applied(plan.number, "need", str(plan.payload.need.id)) for plan in unchanged]

    def undo(self, rows: Sequence[Applied], context: ImportContext) -> list[UndoResult]:
        return undo_reports(rows, context)


def _with_needs(works: list[_Work]) -> list[_Work]:
    known = [work.match.organisation.id for work in works if work.match.organisation]
    needs = {
        (need.organisation_id, need.place_id, need.label): need
        for need in Need.objects.filter(
            organisation_id__in=known, closed_on__isnull=True, withdrawn_at__isnull=True
        )
    }
    for work in works:
        if work.match.organisation is not None:
            work.need = needs.get((work.match.organisation.id, work.row.place.id, work.row.label))
    reports: dict[uuid.UUID, list[_Report]] = defaultdict(list)
    live = NeedReport.objects.filter(
        need_id__in=[work.need.id for work in works if work.need],
        voided_at__isnull=True,
        superseded_at__isnull=True,
    )
    columns = live.order_by("reported_on", "recorded_at").values_list(
        "need_id", "id", "reported_on", "contact_way", "employees"
    )
    for need_id, *rest in columns:
        reports[need_id].append(_Report(*rest))
    for work in works:
        if work.need is not None:
            work.reports = reports[work.need.id]
            work.changed = {} if work.is_late else _changed(work.need, work.row.values)
    return works


def _changed(need: Need, values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if getattr(need, name) != value}


def _plan(work: _Work, reader: RowReader) -> RowPlan:
    note_match(reader, work.match)
    if reader.has_error:
        return refused(reader)
    _warn_of_missing(work, reader)
    changes = shown_changes(work.match)
    if work.need is None:
        outcome = Outcome.NEW
    else:
        changes += _shown(work)
        outcome = Outcome.CHANGED if changes else Outcome.UNCHANGED
    key = f"{work.match.key}|{work.row.place.id}|{work.row.label}"
    digest = hashlib.sha256(key.encode()).hexdigest()
    return RowPlan(work.row.number, outcome, tuple(reader.problems), digest, tuple(changes), work)


def _warn_of_missing(work: _Work, reader: RowReader) -> None:
    after = Need(label=work.row.label)
    for name in ("headcount", "kind", "skill_level", "skill_text", "pay_from_fen_month", "pay_to_fen_month"):
        kept = getattr(work.need, name) if work.need else getattr(after, name)
        setattr(after, name, work.row.values.get(name, kept))
    missing = missing_facts(after)
    if missing:
        reader.wrong("", "four_facts", f"四清还缺：{'、'.join(missing)}。", is_error=False)


def _shown(work: _Work) -> list[FieldChange]:
    changes = [
        FieldChange(_LABELS[name], _text(getattr(work.need, name)), _text(work.changed[name]))
        for name in _SHOWN
        if name in work.changed
    ]
    if work.changed and not changes:  # figures read anew from the same words
        changes = [FieldChange(_LABELS[name], "（原值）", "（新值）") for name in work.changed]
    last = work.reports[-1].employees if work.reports else None
    if work.row.employees is not None and not work.is_late and work.row.employees != last:
        changes.append(FieldChange("现有员工", _text(last), _text(work.row.employees)))
    if not work.same_day:
        changes.append(FieldChange("报告日期", "", f"{work.row.reported_on:%Y-%m-%d}"))
    return changes


def _text(value: Any) -> str:
    if value is None or value == "" or value == []:
        return "—"
    if isinstance(value, bool):
        return "是" if value else "否"
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


def _open_needs(
    works: Sequence[_Work], written: dict[str, WrittenEmployer], context: ImportContext
) -> set[int]:
    opened = {}
    for work in works:
        if work.need is None:
            row = work.row
            need = Need(
                organisation_id=written[work.match.key].organisation.id,
                place_id=row.place.id,
                label=row.label,
                place_path=row.place.path,
                county_id=row.place.county_id,
                source=Source.IMPORT,
                source_id=str(context.batch_id),
                **{"occupation_code": likeliest_code(row.label), **row.values},
            )
            work.need, opened[row.number] = need, need
    insert_rows(opened.values())
    return set(opened)


def _learn(works: Sequence[_Work], context: ImportContext) -> str:
    changes = [learn(work.need, work.changed) for work in works if work.changed and work.need]
    real = [change for change in changes if change is not None]
    entry = record_changes_in_bulk(by=context.by, model=Need, changes=real, place_path=context.place_path)
    for work in works:  # who lacks somebody by the table takes the firm's word back, as any report does
        if work.need is not None and work.need.filled_on is not None and work.changed.get("headcount"):
            take_back(context.by, work.need, work.row.reported_on, Source.IMPORT)
    return str(entry.id) if entry else ""


def _write_reports(works: Sequence[_Work], context: ImportContext) -> dict[int, dict[str, str]]:
    """Write one report for each row; returns the ids that taking it back needs."""
    traces, fresh, replaced = {}, [], []
    for work in works:
        assert work.need is not None
        report = new_report(
            work.need,
            reported_on=work.row.reported_on,
            contact_way=work.row.contact_way,
            employees=work.employees,
            by=context.by,
            source=Source.IMPORT,
            source_id=str(context.batch_id),
        )
        if work.is_late:
            _as_written(report, work.row)
        before = [each for each in work.same_day if each.contact_way == work.row.contact_way]
        replaced += [each.id for each in before]
        fresh.append(report)
        traces[work.row.number] = {"report": str(report.id), "replaced": str(before[-1].id) if before else ""}
    NeedReport.objects.filter(id__in=replaced).update(superseded_at=clock.now())
    insert_rows(fresh)
    return traces


def _as_written(report: NeedReport, row: ShortageRow) -> None:
    """A report of an earlier day says what its row says and nothing learnt since."""
    report.headcount_open = row.values.get("headcount")
    report.employees = row.employees
    report.pay_from_fen_month = row.values.get("pay_from_fen_month")
    report.pay_to_fen_month = row.values.get("pay_to_fen_month")
    report.cause_codes = row.values.get("cause_codes", [])
