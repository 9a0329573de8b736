"""The verb on cases: one step taken, a fact of its own; the case shows what was last decided (M04.4, LG-37)."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from baigong.domains.cases.enums import NEXT_STATES, CaseState, CaseStepKind
from baigong.domains.cases.errors import CaseError
from baigong.domains.cases.models import Case, CaseStep
from baigong.domains.cases.telling import tell_concerned
from baigong.foundation import clock
from baigong.foundation.audit.changes import record_changes
from baigong.foundation.audit.services import record
from baigong.foundation.facts.models import Source

LEAST_TEXT, LONGEST_TEXT, LONGEST_RESULT = 2, 500, 300
# What a step must say beside its kind and day; a note that says nothing is no note.
_MUST_SAY = {
    CaseStepKind.ANSWER: "答复了什么",
    CaseStepKind.EXTEND: "为什么延期",
    CaseStepKind.SOLVE: "办成了什么",
    CaseStepKind.CLOSE: "凭什么销号",
    CaseStepKind.REOPEN: "为什么重开",
    CaseStepKind.NOTE: "记什么",
    CaseStepKind.REVIEW: "回访时对方怎么说，例如满意",
}


@dataclass(frozen=True, slots=True)
class Step:
    """What is said of one step; `to_department` and `due_on` where it gives the case to somebody or puts it off.

    `said` is what the person the case concerns wrote herself; it is sealed, `text` is not.
    """

    kind: str
    on: datetime.date
    text: str = ""
    to_department: str = ""
    due_on: datetime.date | None = None
    said: str = ""


@transaction.atomic
def take_step(
    *, by: str, case: Case, step: Step, post_id: UUID | None = None, source: str = Source.OFFICER
) -> CaseStep:
    """Record one step of a case and bring the case to where it leads; whom it concerns hears of what an office did.

    Steps stay as they were said; one taken by mistake is followed by another, as in a paper file.

    :raises CaseError: when the case was withdrawn or stands where no such step is taken, when the day lies before
        its opening or ahead, or when the step does not say what it must.
    """
    held = Case.objects.select_for_update(of=("self",)).get(id=case.id)
    kind = _checked(held, step)
    last = CaseStep.objects.filter(case=held).aggregate(last=Max("sequence"))["last"] or 0
    taken = CaseStep(
        case=held,
        sequence=last + 1,
        kind=kind,
        by_post_id=post_id,
        to_department=step.to_department.strip()[:120],
        happened_on=step.on,
        due_on=step.due_on,
        answer_text=step.text.strip()[:LONGEST_TEXT],
        said=step.said.strip()[:LONGEST_TEXT] or None,
        place_path=held.place_path,
        county_id=held.county_id,
        source=source,
        source_id=by,
    )
    taken.save(force_insert=True)
    _bring_on(by, held, kind, step)
    record(
        by=by,
        act="cases.step",
        object_kind="case",
        object_ids=[held.id],
        place_path=held.place_path,
        detail={"step": str(kind), "state": held.state},
    )
    if source != Source.PERSON:
        tell_concerned(by=by, step=taken)
    return taken


def _checked(case: Case, step: Step) -> CaseStepKind:
    if case.withdrawn_at is not None:
        raise CaseError("withdrawn", "这一条已经作废，不能再办。")
    if step.kind not in CaseStepKind.values:
        raise CaseError("kind", "没有这样的办理步骤。请从列出的里面选。")
    kind = CaseStepKind(step.kind)
    if case.state not in NEXT_STATES[kind][0]:
        label = CaseState(case.state).label
        raise CaseError("state", f"这一条现在是“{label}”，不能“{kind.label}”。请刷新看现在到了哪一步。")
    if step.on > clock.today():
        raise CaseError("future", "办理日期还没到。请填今天或以前的日期。")
    if step.on < case.opened_on:
        raise CaseError("early", f"办理日期早于提出日期{case.opened_on}。请核对。")
    if kind in _MUST_SAY and len(f"{step.text.strip()}{step.said.strip()}") < LEAST_TEXT:
        raise CaseError("text", f"还没写{_MUST_SAY[kind]}。")
    _check_aim(case, kind, step)
    return kind


def _check_aim(case: Case, kind: CaseStepKind, step: Step) -> None:
    """Who is to do it, and by when: a case is given to somebody, and put off to a later day."""
    if kind == CaseStepKind.ASSIGN and not step.to_department.strip():
        raise CaseError("department", "还没写派给哪个部门。")
    if kind == CaseStepKind.EXTEND and (
        step.due_on is None or step.due_on <= max(case.due_on or case.opened_on, step.on)
    ):
        raise CaseError("due", "新时限要晚于原来的时限，也要晚于办理日期。")
    if step.due_on is not None and step.due_on < step.on:
        raise CaseError("due", "时限早于办理日期。请核对这两天。")


def _bring_on(by: str, case: Case, kind: CaseStepKind, step: Step) -> None:
    values: dict[str, Any] = {}
    state = NEXT_STATES[kind][1]
    if state is not None:
        values["state"] = state
    if step.to_department.strip():
        values["department_text"] = step.to_department.strip()[:120]
    if step.due_on is not None:
        values["due_on"] = step.due_on
    if kind == CaseStepKind.SOLVE:
        values |= {"closed_on": step.on, "result_text": step.text.strip()[:LONGEST_RESULT]}
    if kind == CaseStepKind.REOPEN:
        values["closed_on"] = None
    values = {name: value for name, value in values.items() if getattr(case, name) != value}
    if not values:
        return
    before = {name: getattr(case, name) for name in values}
    for name, value in values.items():
        setattr(case, name, value)
    case.updated_at = clock.now()
    case.save(update_fields=[*values, "updated_at"])
    record_changes(by=by, instance=case, before=before, after=values, place_path=case.place_path)
