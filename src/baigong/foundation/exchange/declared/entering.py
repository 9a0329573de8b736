"""One row of a list written by hand, read and planned exactly as a row of a file; and one row taken back."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from baigong.foundation import clock
from baigong.foundation.audit.changes import ObjectChange, record_changes_in_bulk
from baigong.foundation.audit.services import record
from baigong.foundation.exchange.contract import ImportContext, ListSpec, Outcome, Problem, RowIn, RowPlan
from baigong.foundation.exchange.declared.listing import DeclaredList
from baigong.foundation.facts.usage import rows_in_use
from baigong.kernels.recognition.cells import Cell


class EntryRefusedError(ValueError):
    """The row cannot go in; `problems` say at which field and how to mend it."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("；".join(problem.sentence for problem in problems))
        self.problems = problems


class RowUsedError(ValueError):
    """The row cannot be taken back, because other rows stand on it or it is gone."""


@transaction.atomic
def enter_row(spec: ListSpec, said: Mapping[str, str], context: ImportContext) -> tuple[str, str]:
    """Write one row given by its fields' texts; returns the object's id and what became of the row.

    :raises EntryRefusedError: when the row has errors or says nothing.
    """
    cells = {field.name: Cell(said.get(field.name, "").strip()) for field in spec.layout.fields}
    plan: RowPlan = spec.plan([RowIn(1, cells)], context)[0]
    if plan.outcome == Outcome.BLANK:
        raise EntryRefusedError((Problem("", "blank", "什么也没有填。"),))
    if plan.outcome == Outcome.WRONG:
        raise EntryRefusedError(tuple(problem for problem in plan.problems if problem.is_error))
    applied = spec.apply([plan], context)[0]
    record(
        by=context.by,
        act="exchange.enter",
        object_kind=spec.name,
        object_ids=[applied.object_id],
        place_path=context.place_path,
        detail={"outcome": plan.outcome},
    )
    return applied.object_id, plan.outcome


@transaction.atomic
def void_row(spec: DeclaredList, *, by: str, object_id: uuid.UUID, reason: str) -> None:
    """Void a fact or withdraw a master, with the reason; the row stays in its history.

    :raises RowUsedError: when it is not there any more, or other rows stand on it.
    """
    manager: Any = spec.model._default_manager
    row = manager.filter(spec.alive, pk=object_id).first()
    if row is None:
        raise RowUsedError("这一条已经作废或被更新，请看新的那条。")
    if rows_in_use(spec.model, [object_id]):
        raise RowUsedError("别的记录还用着这一条。请先作废用到它的记录。")
    now = clock.now()
    if spec.is_fact:
        manager.filter(pk=object_id).update(voided_at=now, voided_reason=reason)
    else:
        manager.filter(pk=object_id).update(withdrawn_at=now, withdrawn_reason=reason, updated_at=now)
        change = ObjectChange(str(object_id), {"withdrawn_reason": ""}, {"withdrawn_reason": reason})
        record_changes_in_bulk(by=by, model=spec.model, changes=[change], place_path=row.place_path)
    record(
        by=by, act="exchange.void", object_kind=spec.name, object_ids=[str(object_id)],
        place_path=row.place_path, detail={"reason": reason},
    )  # fmt: skip
