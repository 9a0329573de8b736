from django.db import models


class CaseKind(models.TextChoices):
    STRIKE_OFF = "strike_off", "销号"
    WHISTLE = "whistle", "吹哨"
    DIFFICULTY = "difficulty", "企业困难"
    TASK = "task", "任务"
    PROBLEM = "problem", "问题"
    ENQUIRY = "enquiry", "咨询"
    GRIEVANCE = "grievance", "申诉"
    OBJECTION = "objection", "异议"
    COMPLAINT = "complaint", "投诉"
    RECTIFICATION = "rectification", "整改"
    TYPICAL = "typical", "典型案例"
    SERIOUS = "serious", "严重案例"
    AID_PLAN = "aid_plan", "帮扶方案"


class CaseState(models.TextChoices):
    OPEN = "open", "待办"
    IN_HAND = "in_hand", "办理中"
    SOLVED = "solved", "已办结"
    CLOSED = "closed", "已销号"
    REJECTED = "rejected", "不受理"


class CaseStepKind(models.TextChoices):
    ASSIGN = "assign", "派办"
    ANSWER = "answer", "答复"
    EXTEND = "extend", "延期"
    SOLVE = "solve", "办结"
    CLOSE = "close", "销号"
    REOPEN = "reopen", "重开"
    NOTE = "note", "记事"
    REVIEW = "review", "回访评价"


_WAITING = (CaseState.OPEN, CaseState.IN_HAND)
_DONE = (CaseState.SOLVED, CaseState.CLOSED)
# From which states a step may be taken, and where it leads; None leaves the case where it is.
NEXT_STATES: dict[CaseStepKind, tuple[tuple[CaseState, ...], CaseState | None]] = {
    CaseStepKind.ASSIGN: (_WAITING, CaseState.IN_HAND),
    CaseStepKind.ANSWER: (_WAITING, CaseState.IN_HAND),
    CaseStepKind.EXTEND: (_WAITING, None),
    CaseStepKind.SOLVE: (_WAITING, CaseState.SOLVED),
    CaseStepKind.CLOSE: ((CaseState.SOLVED,), CaseState.CLOSED),
    CaseStepKind.REOPEN: ((*_DONE, CaseState.REJECTED), CaseState.IN_HAND),
    CaseStepKind.NOTE: (tuple(CaseState), None),
    CaseStepKind.REVIEW: (_DONE, None),
}
