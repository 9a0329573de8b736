"""Words and shapes the job-seeker's pages share."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from baigong.domains.cases.concerned import OwnCase, text_for
from baigong.domains.cases.enums import CaseKind, CaseState, CaseStepKind
from baigong.domains.placements.enums import IntroductionState
from baigong.domains.placements.matching import Shown
from baigong.domains.places.selectors import labels_of
from baigong.domains.seekers.jobs import Application
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.vacancies.public_text import public_line
from baigong.kernels.matching.sentences import pay_range

STATES = {
    IntroductionState.INVITED: ("企业邀请您", "wait"),
    IntroductionState.INTRODUCED: ("等企业答复", "wait"),
    IntroductionState.INTERVIEW_SET: ("约了面试", "on"),
    IntroductionState.INTERVIEWED: ("面试过了，等结果", "on"),
    IntroductionState.HIRED: ("录用了", "done"),
    IntroductionState.REFUSED_BY_PERSON: ("您说不去", "off"),
    IntroductionState.REFUSED_BY_EMPLOYER: ("企业没有录用", "off"),
    IntroductionState.WITHDRAWN: ("撤回了", "off"),
}
STEPS = {
    "invite": "企业邀请您",
    "introduce": "投给企业",
    "agree": "您同意了",
    "set_interview": "企业约面试",
    "interview": "面试过了",
    "hire": "企业录用",
    "person_refuses": "您说不去",
    "employer_refuses": "企业没有录用",
    "take_back": "企业撤回邀请",
    "withdraw": "经办人撤回",
}
CASE_STATES = {
    CaseState.OPEN: ("等办理", "wait"),
    CaseState.IN_HAND: ("正在办", "on"),
    CaseState.SOLVED: ("办结了", "done"),
    CaseState.CLOSED: ("办结了", "done"),
    CaseState.REJECTED: ("没有受理", "off"),
}
CASE_STEPS = {
    CaseStepKind.ASSIGN: "交给部门办",
    CaseStepKind.ANSWER: "答复",
    CaseStepKind.EXTEND: "延期",
    CaseStepKind.SOLVE: "办结",
    CaseStepKind.CLOSE: "核对后销号",
    CaseStepKind.REOPEN: "重新办",
    CaseStepKind.NOTE: "您写的",
    CaseStepKind.REVIEW: "对办理的评价",
}
PARTS = {
    "place": "地点",
    "occupation": "工种",
    "pay": "工资",
    "education": "学历",
    "skill": "技能",
    "certificate": "证书",
    "shift": "班次",
    "lodging": "住宿",
}


def pay_of(vacancy: Vacancy) -> str:
    """Return the pay as people write it."""
    found = pay_range(vacancy.pay_from_fen_month, vacancy.pay_to_fen_month)
    return found or public_line(vacancy.pay_text) or "工资没写明"


def job_lines(found: list[Shown]) -> list[dict[str, Any]]:
    """Return the fitting vacancies as lines: what it is, and condition by condition how it fits."""
    names = labels_of(each.row.place_path for each in found)
    return [
        {
            **job(each.row),
            "place": names.get(each.row.place_path, ""),
            "reasons": [
                {"verdict": reason.verdict, "label": PARTS[reason.name], "words": reason.sentence_zh}
                for reason in each.explanation.reasons
                if reason.name in PARTS
            ],
        }
        for each in found
    ]


def job(vacancy: Vacancy) -> dict[str, Any]:
    """Return what a line says of a vacancy."""
    return {
        "id": vacancy.id,
        "title": public_line(vacancy.title),
        "firm": public_line(vacancy.employer_name),
        "pay": pay_of(vacancy),
        "headcount": vacancy.headcount,
        "is_public": vacancy.public_since is not None,
    }


def application_line(each: Application) -> dict[str, Any]:
    """Return one application as a line of the list."""
    label, shape = STATES[IntroductionState(each.row.state)]
    if each.hire is not None and each.hire.ends_before is not None:
        label, shape = "已离岗", "off"
    return {
        **job(each.vacancy),
        "row": each.row,
        "url": reverse("seeker:application", args=[each.row.id]),
        "state": label,
        "shape": shape,
        "waits_for_me": each.row.state == IntroductionState.INVITED,
    }


def case_line(each: OwnCase, by: str) -> dict[str, Any]:
    """Return one of the person's own cases as a line of the list."""
    label, shape = CASE_STATES[CaseState(each.case.state)]
    return {
        "row": each.case,
        "kind": CaseKind(each.case.kind).label,
        "url": reverse("seeker:case", args=[each.case.id]),
        "state": label,
        "shape": shape,
        "is_done": each.case.closed_on is not None,
        "asks": each.asks_how_satisfied,
        "steps": [
            # What one office writes to another is not said to the person.
            (
                step,
                CASE_STEPS[CaseStepKind(step.kind)],
                "" if step.kind == CaseStepKind.ASSIGN else text_for(step, by=by),
            )
            for step in each.steps
        ],
    }
