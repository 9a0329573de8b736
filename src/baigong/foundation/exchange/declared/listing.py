"""`DeclaredList`: a `ListSpec` made from a declaration of columns, references and a natural key."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Q

from baigong.foundation.exchange.contract import (
    Applied,
    FieldChange,
    ImportContext,
    ListSpec,
    Outcome,
    RowIn,
    RowPlan,
    UndoResult,
    list_names,
    spec_of,
)
from baigong.foundation.exchange.declared.certainties import weigh
from baigong.foundation.exchange.declared.clashes import note_clashes
from baigong.foundation.exchange.declared.columns import Column
from baigong.foundation.exchange.declared.references import At, PlaceSource, Reference, Resolved
from baigong.foundation.exchange.declared.undoing import undo_rows
from baigong.foundation.exchange.declared.writing import write_works
from baigong.foundation.exchange.row_reader import RowReader
from baigong.foundation.facts.models import Fact
from baigong.foundation.privacy.secret import open_inside
from baigong.foundation.scope import current_scope, system_scope
from baigong.kernels.recognition.fields import Layout

_ELSEWHERE = "这一条别的地方已经登记过，不在您管的范围里，这里不能再登记。请和登记的单位核对。"
_FINAL = "这一条已经登记过，和这里写的不一样。这张表只登记新的，要改请在那一条的页面上办。"
Complete = Callable[[dict[str, Any], RowReader], None]


@dataclass(slots=True)
class Work:
    """One row on its way: what it says, what it refers to, and the row of the table it is news of."""

    reader: RowReader
    at: At
    values: dict[str, Any]
    refers: dict[str, Resolved] = field(default_factory=dict)
    kept: Any = None
    changed: dict[str, Any] = field(default_factory=dict)

    @property
    def number(self) -> int:
        return self.reader.row.number


def _nothing_more(values: dict[str, Any], reader: RowReader) -> None:
    """Add nothing to what the columns say."""


def _as_it_is(row: Any, shown: dict[str, Any]) -> dict[str, Any]:
    """Show what the columns show."""
    return shown


@dataclass(frozen=True)
class DeclaredList:
    """A list over one model. `key` names the attributes by which a row is known again.

    `complete` may fill further attributes from what the columns said and complain of what does not fit
    together. `place_attribute` is the model's own column for the place, beside its path. `dated` is the column
    its screens sort by. `narrow` tells the rows of this list from others in the same table; `present` may change
    what a row shows. `is_final`: a row once entered goes on by verbs of its own, so the list only enters new ones.
    `has_state`: its rows hold for a while, and where each stands is shown and asked for. `due` is the column of the
    day by which a row that `is_waiting` wants doing, and lists ask for what is over it or soon will be.
    """

    name: str
    title: str
    model: type[models.Model]
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    places: PlaceSource
    references: tuple[Reference, ...] = ()
    place_attribute: str = ""
    complete: Complete = _nothing_more
    dated: str = "recorded_at"
    narrow: Q = field(default_factory=Q)
    is_final: bool = False
    has_state: bool = False
    due: str = ""
    is_waiting: Q = field(default_factory=Q)
    present: Callable[[Any, dict[str, Any]], dict[str, Any]] = _as_it_is

    @cached_property
    def layout(self) -> Layout:
        fields = [each for reference in self.references for each in reference.fields]
        fields += [column.field for column in self.columns]
        return Layout(self.name, self.title, (*fields, *self.places.fields))

    @property
    def is_fact(self) -> bool:
        return issubclass(self.model, Fact)

    @property
    def alive(self) -> Q:
        """The condition of the rows in force."""
        gone = ("voided_at", "superseded_at") if self.is_fact else ("withdrawn_at",)
        return Q(**{f"{name}__isnull": True for name in gone})

    def plan(self, rows: Sequence[RowIn], context: ImportContext) -> list[RowPlan]:
        read = [self._read(row, context) for row in rows]
        works = [work for work, _ in read if work is not None]
        self._refer(works, context)
        sound = [work for work in works if not work.reader.has_error]
        self._find_kept(sound, context)
        note_clashes(self.model, [work for work in sound if not work.reader.has_error])
        return [_refused(reader) if work is None else self._planned(work) for work, reader in read]

    def apply(self, plans: Sequence[RowPlan], context: ImportContext) -> list[Applied]:
        works: list[Work] = [plan.payload for plan in plans if plan.outcome != Outcome.UNCHANGED]
        applied = write_works(self, works, context)
        same = [plan for plan in plans if plan.outcome == Outcome.UNCHANGED]
        return applied + [Applied(plan.number, self.name, str(plan.payload.kept.pk)) for plan in same]

    def undo(self, rows: Sequence[Applied], context: ImportContext) -> list[UndoResult]:
        return undo_rows(self, rows, context)

    def key_of(self, work: Work) -> tuple[Any, ...]:
        """Return what makes two rows of a file mean one thing."""
        return tuple(
            work.refers[name].key if name in work.refers else work.values.get(name) for name in self.key
        )

    def _read(self, row: RowIn, context: ImportContext) -> tuple[Work | None, RowReader]:
        reader = RowReader(row, self.layout, context.on)
        if reader.is_blank:
            return None, reader
        at = self.places.read(reader, context)
        values = {column.attribute: column.read(reader, column.name) for column in self.columns}
        for column in self.columns:
            if column.field.required:
                _require(reader, column.name, values[column.attribute])
        self.complete(values, reader)
        asked = {each.attribute: each.read(reader, context) for each in self.references}
        for each in self.references:
            if each.is_required and asked[each.attribute] is None:
                reader.require(each.fields[0].name, "")
        if reader.has_error or at is None:
            return None, reader
        said = {name: value for name, value in values.items() if value not in (None, "", [])}
        if self.place_attribute:
            said[self.place_attribute] = at.place_id
        work = Work(reader, at, said)
        work.refers = {
            name: Resolved("", payload=value) for name, value in asked.items() if value is not None
        }
        return work, reader

    def _refer(self, works: Sequence[Work], context: ImportContext) -> None:
        for each in self.references:
            asking = [work for work in works if each.attribute in work.refers]
            found = each.resolve([work.refers[each.attribute].payload for work in asking], context)
            for work, resolved in zip(asking, found, strict=True):
                work.refers[each.attribute] = resolved
                if resolved.object_id is not None:
                    work.values[each.attribute] = resolved.object_id
                if resolved.sentence:
                    work.reader.wrong(resolved.field or each.fields[0].name, "reference", resolved.sentence)

    def _find_kept(self, works: Sequence[Work], context: ImportContext) -> None:
        """Find the row each work is news of, wherever it lies: one thing must not become two in two places."""
        asked = [work for work in works if all(self._is_known(work, name) for name in self.key)]
        if not asked:
            return
        wanted = {self._stored_key(work) for work in asked}
        condition = self.alive
        for position, name in enumerate(self.key):
            parts = {each[position] for each in wanted}
            known = parts - {None}
            condition &= Q(**{f"{name}__in": known}) | (
                Q(**{f"{name}__isnull": True}) if None in parts else Q(pk__in=[])
            )
        condition &= self._unwithheld(condition)
        with system_scope("登记前查重"):
            rows = {
                tuple(getattr(row, name) for name in self.key): row
                for row in self.model._default_manager.filter(condition)
            }
        for work in asked:
            self._compare(work, rows.get(self._stored_key(work)))
            if self.is_fact and work.kept is not None:
                weigh(work, context)

    def _unwithheld(self, condition: Q) -> Q:
        """Leave out what is withheld from who enters: neither its values nor that it is there may show."""
        withheld = self.model.scoped_by.withheld  # type: ignore[attr-defined]  # every list's model has axes
        if withheld is None:
            return Q()
        closed = self.model._default_manager.filter(condition, **{withheld: True})
        return Q(**{withheld: False}) | Q(pk__in=list(closed.values_list("pk", flat=True)))

    def _stored_key(self, work: Work) -> tuple[Any, ...]:
        fields = {each.attname: each for each in self.model._meta.concrete_fields}
        empty = {name: None if fields[name].null else "" for name in self.key}
        return tuple(work.values.get(name, empty[name]) for name in self.key)

    def _is_known(self, work: Work, name: str) -> bool:
        resolved = work.refers.get(name)
        return resolved is None or resolved.object_id is not None

    def _compare(self, work: Work, kept: Any) -> None:
        if kept is None:
            return
        if not current_scope().covers_place(kept.place_path):
            work.reader.wrong("", "elsewhere", _ELSEWHERE)
            return
        work.kept = kept
        for name, value in work.values.items():
            before = getattr(kept, name)
            if (open_inside(before) if name in self.sealed and before is not None else before) != value:
                work.changed[name] = value
        for name, resolved in work.refers.items():
            if resolved.object_id is None:
                work.changed[name] = None
        if self.is_final and work.changed:
            work.reader.wrong("", "final", _FINAL)

    @cached_property
    def sealed(self) -> frozenset[str]:
        return frozenset(column.attribute for column in self.columns if column.is_sealed)

    def _planned(self, work: Work) -> RowPlan:
        if work.reader.has_error:
            return _refused(work.reader)
        outcome = Outcome.NEW if work.kept is None else Outcome.CHANGED if work.changed else Outcome.UNCHANGED
        digest = hashlib.sha256(repr(self.key_of(work)).encode()).hexdigest()
        changes = tuple(self._shown_changes(work)) if outcome == Outcome.CHANGED else ()
        return RowPlan(work.number, outcome, tuple(work.reader.problems), digest, changes, work)

    def _shown_changes(self, work: Work) -> Iterable[FieldChange]:
        for column in self.columns:
            if column.attribute in work.changed:
                before, after = getattr(work.kept, column.attribute), work.changed[column.attribute]
                if column.is_sealed:
                    yield FieldChange(column.field.label, "（已有，不显示）", "（新值）")
                else:
                    yield FieldChange(
                        column.field.label, shown_text(column, before), shown_text(column, after)
                    )
        for each in self.references:
            if each.attribute in work.changed:
                yield FieldChange(each.label, "（原来登记的）", work.refers[each.attribute].label)


def shown_text(column: Column, value: Any) -> str:
    """Return a stored value as a screen prints it in one line."""
    shown = column.show(value)
    if shown is None or shown == "" or shown == ():
        return "—"
    if isinstance(shown, bool):
        return "是" if shown else "否"
    if column.ledger_kind == "money":
        return f"{shown / 100:,.2f}元"
    if isinstance(shown, tuple):
        return "、".join(map(str, shown))
    return f"{shown}{column.unit}"


def _require(reader: RowReader, name: str, value: Any) -> None:
    """A required cell that could not be read keeps the row out, where it would only be a warning elsewhere."""
    if value not in (None, "", []):
        return
    for number, problem in enumerate(reader.problems):
        if problem.field == name and not problem.is_error:
            reader.problems[number] = replace(problem, is_error=True)
            return
    reader.require(name, "")


def _refused(reader: RowReader) -> RowPlan:
    if reader.is_blank:
        return RowPlan(reader.row.number, Outcome.BLANK)
    return RowPlan(reader.row.number, Outcome.WRONG, tuple(reader.problems))


def declared_lists() -> dict[str, DeclaredList]:
    """Return every registered list that is declared, by name."""
    specs: dict[str, ListSpec] = {name: spec_of(name) for name in list_names()}
    return {name: spec for name, spec in specs.items() if isinstance(spec, DeclaredList)}


def object_ids(rows: Sequence[Applied]) -> list[uuid.UUID]:
    return [uuid.UUID(row.object_id) for row in rows]
