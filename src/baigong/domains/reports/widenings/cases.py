"""Cases with what their steps tell (LG-11, LG-23, LG-27): answered in time, put off, how satisfied."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from baigong.domains.cases.enums import CaseStepKind
from baigong.domains.cases.models import Case, CaseStep
from baigong.domains.reports.widening import Found, Row, Widening, ids_of
from baigong.foundation import clock


def _find(rows: Sequence[Row], on: datetime.date) -> Found:
    steps: dict[Any, list[CaseStep]] = defaultdict(list)
    taken = CaseStep.objects.filter(
        case_id__in=ids_of(rows), voided_at__isnull=True, happened_on__lte=on
    ).order_by("sequence")
    for step in taken:
        steps[step.case_id].append(step)
    cases = Case.objects.filter(id__in=ids_of(rows)).values_list("id", "due_on", "closed_on", "public_since")
    return {
        key: {
            **_told(steps[key], due, closed, on),
            "published_on": clock.day_of(public_since) if public_since else None,
        }
        for key, due, closed, public_since in cases
    }


def _told(
    steps: list[CaseStep], due: datetime.date | None, closed: datetime.date | None, on: datetime.date
) -> dict[str, Any]:
    answers = [step for step in steps if step.kind == CaseStepKind.ANSWER]
    reviews = [step for step in steps if step.kind == CaseStepKind.REVIEW]
    answered_on = answers[0].happened_on if answers else closed
    return {
        "answered_on": answered_on,
        "answer_text": answers[-1].answer_text or None if answers else None,
        "on_time": _on_time(answered_on, due, on),
        "put_off_count": sum(step.kind == CaseStepKind.EXTEND for step in steps),
        "reopened_count": sum(step.kind == CaseStepKind.REOPEN for step in steps),
        "review_text": reviews[-1].answer_text or None if reviews else None,
        "last_step_on": steps[-1].happened_on if steps else None,
    }


def _on_time(done: datetime.date | None, due: datetime.date | None, on: datetime.date) -> bool | None:
    """None while the deadline has not come or nobody set one; the deadline itself is in time."""
    if due is None or (done is None and on <= due):
        return None
    return done is not None and done <= due


CASES = Widening(
    {
        "answered_on": "答复日期",
        "answer_text": "答复",
        "on_time": "按时答复",
        "put_off_count": "延期次数",
        "reopened_count": "重开次数",
        "review_text": "满意度（回访）",
        "last_step_on": "最近办理",
        "published_on": "公布日期",
    },
    _find,
)
