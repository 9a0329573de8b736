"""The list of vacancies: one row is one post at one firm, open and not public until somebody publishes it.

A vacancy that is not in the file stays open; an empty cell keeps what was known.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from baigong.domains.parties.employers import WrittenEmployer, note_match, shown_changes, write_employers
from baigong.domains.parties.imports import refused
from baigong.domains.parties.organisation_matching import OrganisationMatch, match_organisations
from baigong.domains.shortages.models import Need
from baigong.domains.vacancies.layout import VACANCY_LAYOUT
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.vacancies.reading import VacancyRow, read_vacancy_row, title_codes
from baigong.domains.vacancies.undoing import undo_vacancies
from baigong.foundation import clock
from baigong.foundation.audit.changes import ObjectChange, record_changes_in_bulk
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
    "headcount": "招聘人数",
    "pay_text": "月薪",
    "education_rank": "学历要求",
    "skill_level": "技能等级要求",
    "certificates": "证书要求",
    "shift": "班次",
    "has_lodging": "提供住宿",
    "workplace_text": "工作地点",
    "benefits": "福利待遇",
    "description": "岗位描述",
    "pay_from_fen_month": "月薪下限",
    "pay_to_fen_month": "月薪上限",
}
_LONGEST_SHOWN = 60


@dataclass(slots=True)
class _Work:
    row: VacancyRow
    match: OrganisationMatch
    vacancy: Vacancy | None = None
    changed: dict[str, Any] = field(default_factory=dict)


class VacancyList:
    """`ListSpec` of the list of vacancies."""

    name = "vacancies"
    title = VACANCY_LAYOUT.label
    layout = VACANCY_LAYOUT

    def plan(self, rows: Sequence[RowIn], context: ImportContext) -> list[RowPlan]:
        read = [read_vacancy_row(row, context) for row in rows]
        said = [row for row, _ in read if row is not None]
        matches = match_organisations([row.employer for row in said])
        works = iter(_with_vacancies([_Work(row, match) for row, match in zip(said, matches, strict=True)]))
        return [refused(reader) if row is None else _plan(next(works), reader) for row, reader in read]

    def apply(self, plans: Sequence[RowPlan], context: ImportContext) -> list[Applied]:
        works: list[_Work] = [plan.payload for plan in plans if plan.outcome != Outcome.UNCHANGED]
        written = write_employers([work.match for work in works], context)
        opened = _open(works, written, context)
        entry = _change(works, context)
        applied = []
        for work in works:
            assert work.vacancy is not None
            trace: dict[str, Any] = {"opened": "1"} if work.row.number in opened else {}
            trace |= {"entry": entry} if work.changed else {}
            trace |= written[work.match.key].take_trace()
            applied.append(Applied(work.row.number, "vacancy", str(work.vacancy.id), trace))
        unchanged = [plan for plan in plans if plan.outcome == Outcome.UNCHANGED]
        return applied + [Applied(plan.number, "vacancy", str(plan.payload.vacancy.id)) for plan in unchanged]

    def undo(self, rows: Sequence[Applied], context: ImportContext) -> list[UndoResult]:
        return undo_vacancies(rows, context)


def _with_vacancies(works: list[_Work]) -> list[_Work]:
    known = [work.match.organisation.id for work in works if work.match.organisation]
    open_now: dict[tuple[Any, Any, str], list[Vacancy]] = defaultdict(list)
    for each in Vacancy.objects.filter(
        organisation_id__in=known, closed_on__isnull=True, withdrawn_at__isnull=True, external_id=""
    ):
        open_now[each.organisation_id, each.place_id, each.title].append(each)
    for work in sorted(works, key=lambda work: "workplace_text" not in work.row.values):
        if work.match.organisation is not None:
            work.vacancy = _same_post(
                work, open_now[work.match.organisation.id, work.row.place.id, work.row.title]
            )
        if work.vacancy is not None:
            kept, said = work.vacancy, work.row.values.items()
            work.changed = {name: value for name, value in said if getattr(kept, name) != value}
    return works


def _same_post(work: _Work, candidates: list[Vacancy]) -> Vacancy | None:
    """Return the open post a row is about: the same workplace, else the one post whose workplace is unsaid.

    A firm may seek the same trade at two workplaces; those are two posts.
    """
    workplace = work.row.values.get("workplace_text", "")
    same = [each for each in candidates if each.workplace_text == workplace]
    if not same and workplace:
        same = [each for each in candidates if not each.workplace_text]
    if not same and not workplace and len(candidates) == 1:
        same = list(candidates)
    if same:
        candidates.remove(same[0])
        return same[0]
    return None


def _plan(work: _Work, reader: RowReader) -> RowPlan:
    note_match(reader, work.match)
    if reader.has_error:
        return refused(reader)
    changes = shown_changes(work.match)
    changes += [
        FieldChange(_LABELS[name], _text(getattr(work.vacancy, name)), _text(value))
        for name, value in work.changed.items()
    ]
    outcome = Outcome.NEW if work.vacancy is None else Outcome.CHANGED if changes else Outcome.UNCHANGED
    workplace = work.row.values.get("workplace_text", "")
    key = f"{work.match.key}|{work.row.place.id}|{work.row.title}|{workplace}"
    digest = hashlib.sha256(key.encode()).hexdigest()
    return RowPlan(work.row.number, outcome, tuple(reader.problems), digest, tuple(changes), work)


def _text(value: Any) -> str:
    if value is None or value == "" or value == []:
        return "—"
    if isinstance(value, bool):
        return "是" if value else "否"
    text = "、".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


def _open(works: Sequence[_Work], written: dict[str, WrittenEmployer], context: ImportContext) -> set[int]:
    fresh = [work for work in works if work.vacancy is None]
    needs = _needs_of(fresh, written)
    opened = []
    for work in fresh:
        row, organisation = work.row, written[work.match.key].organisation
        codes = list(title_codes(row.title))
        work.vacancy = Vacancy(
            organisation_id=organisation.id,
            need_id=needs.get((organisation.id, row.place.id, row.title)),
            employer_name=organisation.name,
            title=row.title,
            occupation_codes=codes,
            occupation_group=codes[0][0] if codes else "",
            place_id=row.place.id,
            place_path=row.place.path,
            county_id=row.place.county_id,
            source=Source.IMPORT,
            source_id=str(context.batch_id),
            **row.values,
        )
        opened.append(work.vacancy)
    insert_rows(opened)
    return {work.row.number for work in fresh}


def _needs_of(works: Sequence[_Work], written: dict[str, WrittenEmployer]) -> dict[tuple[Any, Any, str], Any]:
    """Return the open needs these vacancies answer: same firm, same place, same words."""
    ids = {written[work.match.key].organisation.id for work in works}
    titles = {work.row.title for work in works}
    needs = Need.objects.filter(
        organisation_id__in=ids, label__in=titles, closed_on__isnull=True, withdrawn_at__isnull=True
    )
    return {(need.organisation_id, need.place_id, need.label): need.id for need in needs}


def _change(works: Sequence[_Work], context: ImportContext) -> str:
    changes = []
    for work in works:
        if work.vacancy is None or not work.changed:
            continue
        before = {name: getattr(work.vacancy, name) for name in work.changed}
        for name, value in work.changed.items():
            setattr(work.vacancy, name, value)
        work.vacancy.updated_at = clock.now()
        work.vacancy.save(update_fields=[*work.changed, "updated_at"])
        changes.append(ObjectChange(str(work.vacancy.id), before, work.changed))
    entry = record_changes_in_bulk(
        by=context.by, model=Vacancy, changes=changes, place_path=context.place_path
    )
    return str(entry.id) if entry else ""
