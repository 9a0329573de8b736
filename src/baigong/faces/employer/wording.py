"""Words the firms' pages share: time left, pay as people write it, the shape of a state."""

from __future__ import annotations

import datetime

from baigong.domains.placements.enums import IntroductionState
from baigong.domains.placements.models import Introduction
from baigong.domains.vacancies.models import Vacancy
from baigong.kernels.matching.sentences import pay_range

SHAPES = {
    IntroductionState.INVITED: "off",
    IntroductionState.INTRODUCED: "wait",
    IntroductionState.INTERVIEW_SET: "on",
    IntroductionState.INTERVIEWED: "on",
    IntroductionState.HIRED: "done",
}
PARTS = {
    "place": "地点",
    "occupation": "工种",
    "pay": "薪资",
    "education": "学历",
    "skill": "技能",
    "certificate": "证书",
    "shift": "班次",
    "lodging": "住宿",
}


def state_of(vacancy: Vacancy) -> tuple[str, str, str]:
    """Return the state of a post: its code, its word and its shape."""
    if vacancy.closed_on:
        return "closed", "已关闭", "off"
    return ("public", "已公开", "done") if vacancy.public_since else ("draft", "没公开", "on")


def channel_of(introduction: Introduction) -> str:
    """Return how somebody came to the firm."""
    return "我们邀请" if introduction.channel == "employer" else "介绍来"


def clock_words(due: datetime.date, on: datetime.date) -> tuple[str, str]:
    """Return the time left in words and its urgency."""
    days = (due - on).days
    if days < 0:
        return f"超{-days}天", "over"
    return ("今天到期", "soon") if days == 0 else (f"剩{days}天", "")


def clock_of(due: datetime.date | None, on: datetime.date) -> dict[str, str]:
    """Return how long an answer may still take, as the clock component reads it."""
    if due is None:
        return {}
    text, urgency = clock_words(due, on)
    deadline = f"应在{due}前答复" if urgency == "over" else f"{due}前要答复"
    return {"text": text, "urgency": urgency, "deadline": deadline}


def pay_of(vacancy: Vacancy) -> str:
    """Return the pay as people write it."""
    return pay_range(vacancy.pay_from_fen_month, vacancy.pay_to_fen_month) or vacancy.pay_text or "面议"
