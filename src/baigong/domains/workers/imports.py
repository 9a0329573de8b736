"""The supply list as it comes in from villages and towns: planned, written, taken back (SD-2.1.2a, BZ-2a, PD-2b).

One row is one registration at one place. A change is a new registration that supersedes the old one, so an
empty cell keeps what was known and the history stays.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from baigong.domains.parties.ages import least_working_years
from baigong.domains.parties.models import Person
from baigong.domains.parties.services import (
    add_persons,
    differences,
    index_of,
    new_person,
    update_persons,
)
from baigong.domains.parties.sight import show_to_places
from baigong.domains.places.finding import PlaceFinder
from baigong.domains.places.models import Place
from baigong.domains.workers.enums import WorkState
from baigong.domains.workers.known import SUPPLY_LIST, Known, ask_for_day, known_of, warn_of_late
from baigong.domains.workers.layout import SUPPLY_LAYOUT
from baigong.domains.workers.models import Registration
from baigong.domains.workers.reading import SupplyRow, read_supply_row
from baigong.domains.workers.undoing import undo_registrations
from baigong.foundation import clock
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
from baigong.foundation.facts.bulk import insert_rows, new_row
from baigong.foundation.facts.models import Source
from baigong.foundation.privacy.secret import open_inside

_PERSON_LABELS = {"full_name": "姓名", "phone": "联系电话", "address": "户籍地"}
_LABELS = {
    "state": "就业状态",
    "occupation_text": "求职工种",
    "pay_from_fen_month": "期望月薪",
    "education_code": "学历",
    "skill_level": "技能等级",
    "shift": "班次",
    "wants_lodging": "要住宿",
    "wish_places_text": "意向地区",
    "group_codes": "重点群体",
    "training_need": "培训意愿",
    "surveyor": "摸排人",
    "surveyed_on": "摸排日期",
}


@dataclass(slots=True)
class _Work:
    row: SupplyRow
    known: Known
    person_changes: dict[str, str]

    @property
    def superseded(self) -> Registration | None:
        return None if self.known.is_late else self.known.current


class SupplyList:
    """`ListSpec` of the labour-supply list."""

    name = "workers"
    title = SUPPLY_LAYOUT.label
    layout = SUPPLY_LAYOUT

    def __init__(self) -> None:
        # Kept for one file only: places may be added between two files.
        self._finder: tuple[uuid.UUID, PlaceFinder, Place] | None = None

    def plan(self, rows: Sequence[RowIn], context: ImportContext) -> list[RowPlan]:
        finder, home = self._places(context)
        least = least_working_years(context.place_path, context.on)
        read = [read_supply_row(row, context, finder, home, least_years=least) for row in rows]
        indexes = {
            row.number: index_of(row.person.number.number18) for row, _ in read if row and row.person.number
        }
        known = known_of(indexes, [row for row, _ in read if row])
        plans = []
        for source, (row, reader) in zip(rows, read, strict=True):
            if row is None:
                outcome = Outcome.BLANK if reader.is_blank else Outcome.WRONG
                plans.append(
                    RowPlan(source.number, outcome, () if reader.is_blank else tuple(reader.problems))
                )
            else:
                plans.append(_planned(row, reader, known[row.number], indexes[row.number].hex()))
        return plans

    def apply(self, plans: Sequence[RowPlan], context: ImportContext) -> list[Applied]:
        works: list[_Work] = [
            plan.payload for plan in plans if plan.outcome in (Outcome.NEW, Outcome.CHANGED)
        ]
        now = clock.now()
        entry = self._write_persons(works, context, now)
        registrations = [_registration(work, context, now) for work in works]
        _supersede([work.superseded for work in works if work.superseded])
        insert_rows(registrations)
        applied = [
            Applied(work.row.number, "registration", str(new.id), _trace(work, new, entry))
            for work, new in zip(works, registrations, strict=True)
        ]
        applied += [
            Applied(plan.number, "registration", str(plan.payload.known.current.id))
            for plan in plans
            if plan.outcome == Outcome.UNCHANGED
        ]
        return applied

    def undo(self, rows: Sequence[Applied], context: ImportContext) -> list[UndoResult]:
        return undo_registrations(rows, context)

    def _places(self, context: ImportContext) -> tuple[PlaceFinder, Place]:
        if self._finder is None or self._finder[0] != context.batch_id:
            home = Place.objects.get(id=context.place_id)
            self._finder = (context.batch_id, PlaceFinder(context.place_path), home)
        return self._finder[1], self._finder[2]

    def _write_persons(self, works: Sequence[_Work], context: ImportContext, now: datetime.datetime) -> str:
        """Write new persons, let the rows' places see the known ones; returns the entry of what changed."""
        fresh = [work for work in works if work.known.person is None]
        persons = [
            new_person(
                work.row.person,
                place_path=work.row.place.path,
                county_id=work.row.place.county_id,
                source=Source.IMPORT,
                source_id=str(context.batch_id),
                recorded_at=now,
            )
            for work in fresh
        ]
        add_persons(persons, [work.row.person.full_name for work in fresh])
        for work, person in zip(fresh, persons, strict=True):
            work.row.values["person"] = person
        known = [(work, work.known.person) for work in works if work.known.person]
        # Before the change: row-level security lets nobody change a person outside their sight.
        show_to_places(by=context.by, wanted=[(person, work.row.place.path) for work, person in known])
        updates = [(person, work.person_changes) for work, person in known if work.person_changes]
        return str(update_persons(by=context.by, updates=updates, place_path=context.place_path) or "")


def _trace(work: _Work, new: Registration, entry: str) -> dict[str, str]:
    """Return what taking a row back needs."""
    trace = {
        "previous": str(work.superseded.id) if work.superseded else "",
        "new_person": str(new.person_id) if work.known.person is None else "",
        "person_entry": entry if work.person_changes else "",
        "late": "1" if work.known.is_late else "",
    }
    return {name: value for name, value in trace.items() if value}


def _planned(row: SupplyRow, reader: RowReader, known: Known, key: str) -> RowPlan:
    warn_of_late(reader, known)
    ask_for_day(reader, known)
    if reader.has_error:
        return RowPlan(row.number, Outcome.WRONG, tuple(reader.problems))
    plan = _plan_row(row, known, key)
    plan.problems = tuple(reader.problems)
    return plan


def _plan_row(row: SupplyRow, known: Known, key: str) -> RowPlan:
    work = _Work(row, known, {})
    if known.is_late:
        told = FieldChange("摸排日期", "", f"{shown(row.values['surveyed_on'])}（只存作历史）")
        outcome = Outcome.UNCHANGED if known.is_told else Outcome.CHANGED
        return RowPlan(row.number, outcome, key=key, changes=() if known.is_told else (told,), payload=work)
    work.person_changes = differences(known.person, row.person) if known.person else {}
    if known.current is None:
        # Nothing may show here that a place the person is new to has not typed itself (decision 0014).
        return RowPlan(row.number, Outcome.NEW, key=key, payload=work)
    changes = _changes(work, known.current)
    outcome = Outcome.CHANGED if changes else Outcome.UNCHANGED
    return RowPlan(row.number, outcome, key=key, changes=tuple(changes), payload=work)


def _changes(work: _Work, current: Registration) -> list[FieldChange]:
    row = work.row
    changes = [
        FieldChange(_PERSON_LABELS[name], "（已有，不显示）", "（新值）") for name in work.person_changes
    ]
    for name, value in row.values.items():
        if getattr(current, name) != value and name in _LABELS:
            changes.append(FieldChange(_LABELS[name], shown(getattr(current, name)), shown(value)))
    if row.place.id != current.place_id:
        changes.append(FieldChange("现居镇村", "", row.place.name))
    if row.note and (current.note is None or open_inside(current.note) != row.note):
        changes.append(FieldChange("备注", "（已有，不显示）", "（新值）"))
    return changes


def shown(value: Any) -> str:
    """Return a value of a registration as the preview shows it."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(map(str, value))
    return str(value)


_COPIED = [
    field.attname
    for field in Registration._meta.concrete_fields
    if field.name
    not in {
        "id",
        "recorded_at",
        "source",
        "source_id",
        "voided_at",
        "voided_reason",
        "superseded_at",
        "certainty",
        "certified_until",
        "person",
        "place",
        "place_path",
        "county_id",
        "note",
    }
]


def _registration(work: _Work, context: ImportContext, now: datetime.datetime) -> Registration:
    row, current = work.row, work.superseded
    person: Person | None = row.values.pop("person", None) or work.known.person
    kept = {name: getattr(current, name) for name in _COPIED} if current else {}
    values = {
        "state": WorkState.SEEKING,
        "surveyed_on": context.on,
        "supply_list": SUPPLY_LIST,
        **kept,
        **row.values,
        "person_id": person.id if person else None,
        "place_id": row.place.id,
        "place_path": row.place.path,
        "county_id": row.place.county_id,
        "source": context.source,
        "source_id": str(context.batch_id),
        "certainty": context.certainty,
        "certified_until": context.certified_until,
        "recorded_at": now,
        "superseded_at": now if work.known.is_late else None,
    }
    values["birth_year"] = values.get("birth_year") or (person.birth_year if person else None)
    values["sex"] = values.get("sex") or (person.sex if person else "")
    note = row.note or (open_inside(current.note) if current and current.note else "")
    if note:
        values["note"] = note
    return new_row(Registration, values)


def _supersede(registrations: Sequence[Registration]) -> None:
    keys: list[uuid.UUID] = [registration.id for registration in registrations]
    Registration.objects.filter(id__in=keys).update(superseded_at=clock.now())
