"""Who answers for whom, with what the ledgers add (LG-9, LG-14, LG-18, LG-22): duty, plan, clock and result."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from baigong.domains.cases.enums import CaseKind, CaseState, CaseStepKind
from baigong.domains.cases.models import Case, CaseStep
from baigong.domains.commissioners.enums import AssignmentKind, Rank
from baigong.domains.commissioners.models import Assignment, PublicContact
from baigong.domains.commissioners.selectors import liaison_deadline
from baigong.domains.commissioners.workload import link_standing
from baigong.domains.reports.widening import Found, Row, Widening, ids_of
from baigong.domains.shortages.models import Need
from baigong.domains.shortages.selectors import LACKING
from baigong.domains.users.models import Post
from baigong.foundation import clock
from baigong.foundation.scope import system_scope

_TASKS = (CaseKind.TASK, CaseKind.DIFFICULTY, CaseKind.PROBLEM, CaseKind.STRIKE_OFF)
_OPEN = (CaseState.OPEN, CaseState.IN_HAND)


def _find(rows: Sequence[Row], on: datetime.date) -> Found:
    found = list(Assignment.objects.filter(id__in=ids_of(rows)).select_related("target_place"))
    posts = _posts({each.post_id for each in found})
    phones = dict(
        PublicContact.objects.filter(withdrawn_at__isnull=True, post_id__in=set(posts)).values_list(
            "post_id", "office_telephone"
        )
    )
    firms = {each.organisation_id for each in found if each.organisation_id}
    needs, cases, links = _needs(firms), _cases(firms), link_standing(posts.values(), on)
    wide = {}
    for each in found:
        post = posts[each.post_id]
        wide[each.id] = {
            "post_title": str(post),
            "rank_label": dict(Rank.choices).get(post.rank),
            "office_telephone": phones.get(post.id),
            **needs.get(each.organisation_id, {}),
            **cases.get(each.organisation_id, {}),
            **_link(each, links.get(post.id, (0, None))),
            **_liaison(each, on),
        }
    return wide


def _posts(ids: Iterable[UUID]) -> dict[UUID, Post]:
    """Who sees the assignment is told who it is, wherever the post stands (see `commissioners.selectors.named`)."""
    with system_scope("分工看得见的人，也看得见是谁负责"):
        return {post.id: post for post in Post.objects.filter(id__in=list(ids)).select_related("place")}


def _needs(firms: Iterable[UUID]) -> dict[UUID | None, dict[str, Any]]:
    """What there is to do for each firm: the people it lacks and how it means to find them."""
    lacking: dict[UUID, int] = defaultdict(int)
    plans: dict[UUID, list[str]] = defaultdict(list)
    rows = Need.objects.filter(LACKING, organisation_id__in=list(firms)).order_by("id")
    for firm, headcount, plan in rows.values_list("organisation_id", "headcount", "plan_text"):
        lacking[firm] += headcount or 0
        if plan and plan not in plans[firm]:
            plans[firm].append(plan)
    return {
        firm: {"open_headcount": count, "plan_texts": tuple(plans[firm]) or None}
        for firm, count in lacking.items()
    }


def _cases(firms: Iterable[UUID]) -> dict[UUID | None, dict[str, Any]]:
    """What was taken in hand for each firm: open matters with duty and deadline, how soon answered, what came of it."""
    rows = Case.objects.filter(
        organisation_id__in=list(firms), kind__in=_TASKS, withdrawn_at__isnull=True
    ).order_by("opened_on", "id")
    by_firm: dict[UUID | None, list[Case]] = defaultdict(list)
    for row in rows:
        by_firm[row.organisation_id].append(row)
    answered = _answered([row.id for cases in by_firm.values() for row in cases])
    return {firm: _clock(cases, answered) for firm, cases in by_firm.items()}


def _clock(cases: list[Case], answered: dict[UUID, datetime.date]) -> dict[str, Any]:
    waiting = [case for case in cases if case.state in _OPEN]
    days = [(answered[case.id] - case.opened_on).days for case in cases if case.id in answered]
    results = [case.result_text for case in cases if case.result_text]
    return {
        "case_labels": tuple(case.label for case in waiting) or None,
        "responsible_text": next((case.responsible_text for case in cases if case.responsible_text), None),
        "due_on": min((case.due_on for case in waiting if case.due_on), default=None),
        "answer_days": max(days, default=None),
        "result_text": results[-1] if results else None,
    }


def _answered(case_ids: Iterable[UUID]) -> dict[UUID, datetime.date]:
    """The day of each case's first answer."""
    rows = CaseStep.objects.filter(
        case_id__in=list(case_ids), kind=CaseStepKind.ANSWER, voided_at__isnull=True
    ).order_by("-happened_on")
    return dict(rows.values_list("case_id", "happened_on"))


def _link(each: Assignment, standing: tuple[int, int | None]) -> dict[str, Any]:
    if each.kind != AssignmentKind.LINK:
        return {}
    return {"linked_count": standing[0], "least_links": standing[1]}


def _liaison(each: Assignment, on: datetime.date) -> dict[str, Any]:
    """Whether a liaison officer was named in time (BZ-W2c, A-42); nothing where no plan sets a day."""
    if each.target_place is None:
        return {}
    found: dict[str, Any] = {"target_label": each.target_place.name}
    deadline = liaison_deadline(each.target_place.path, on) if each.kind == AssignmentKind.LIAISON else None
    if deadline is not None:
        found["in_time"] = clock.day_of(each.recorded_at) <= deadline
    return found


ASSIGNMENTS = Widening(
    {
        "target_label": "联系地区",
        "post_title": "职务",
        "rank_label": "职级",
        "office_telephone": "办公电话",
        "open_headcount": "待解决缺工（人）",
        "plan_texts": "招工计划",
        "case_labels": "在办事项",
        "responsible_text": "责任",
        "due_on": "办理时限",
        "answer_days": "答复最长用时（天）",
        "result_text": "办理结果",
        "linked_count": "实际联系（家）",
        "least_links": "应联系（家）",
        "in_time": "按时上报",
    },
    _find,
)
