"""The steps of an introduction as one table of the workflow kernel (BZ-2, SD-2.1.2b).

Services, buttons, clocks, the diagram and the reference page all read this table; how long an answer may take
stands in the plan's pack.
"""

from __future__ import annotations

import datetime
import functools

from baigong.domains.placements.enums import OPEN_STATES, WAITING_FOR_EMPLOYER, IntroductionState
from baigong.domains.policies.selectors import parameters_at
from baigong.domains.users.enums import WORKING_ROLES, Role
from baigong.kernels.periods import WorkCalendar, chinese_calendar
from baigong.kernels.workflow import Clock, State, Step, Workflow, due_of_state

REFUSAL = "refusal_code"
INTERVIEW_ON = "interview_on"
ANSWER_DAYS, INTERVIEW_DAYS = "introduction-answer-days", "interview-answer-days"
INVITATION_DAYS = "invitation-answer-days"
TERMS = (ANSWER_DAYS, INTERVIEW_DAYS, INVITATION_DAYS)
_OPEN = tuple(state.value for state in OPEN_STATES)
_SHOWN = tuple(state.value for state in WAITING_FOR_EMPLOYER)
_OFFICERS = tuple(role.value for role in WORKING_ROLES)
# What the firm itself may answer, and what the person may; officers note either for them.
_EMPLOYER = (*_OFFICERS, Role.EMPLOYER.value)
_PERSON = (*_OFFICERS, Role.SEEKER.value)
_STATES = tuple(
    State(state.value, state.label, is_open=state in OPEN_STATES, is_final=state not in OPEN_STATES)
    for state in IntroductionState
)
_WORDS = {REFUSAL: "原因", INTERVIEW_ON: "面试日期"} | {role.value: role.label for role in Role}


@functools.lru_cache(maxsize=32)
def introduction_workflow(answer_days: int, interview_days: int, invitation_days: int) -> Workflow:
    """Return the table with its clocks, in working days: for the person's yes to an invitation, for the firm's
    first answer, and for the decision after an interview."""
    consent = Clock(invitation_days, "working-days")
    answer, decision = Clock(answer_days, "working-days"), Clock(interview_days, "working-days")
    invited, introduced, planned, interviewed, hired, person_no, employer_no, withdrawn = (
        state.value for state in IntroductionState
    )
    steps = (
        Step("agree", "记本人同意", (invited,), introduced, _PERSON, clock=consent),
        Step("set_interview", "约面试", (introduced,), planned, _EMPLOYER, (INTERVIEW_ON,), answer),
        Step("interview", "记已面试", (introduced, planned), interviewed, _EMPLOYER, clock=decision),
        Step("hire", "记已录用", _SHOWN, hired, _EMPLOYER, clock=decision),
        Step("person_refuses", "本人不去", _OPEN, person_no, _PERSON, needs=(REFUSAL,)),
        Step("employer_refuses", "单位不录用", _SHOWN, employer_no, _EMPLOYER, needs=(REFUSAL,)),
        Step("take_back", "撤回邀请", (invited,), withdrawn, (Role.EMPLOYER.value,)),
        Step("withdraw", "撤回介绍", (invited, introduced), withdrawn, _OFFICERS),
    )
    return Workflow("介绍", _STATES, steps, _WORDS, starts=(invited, introduced))


def workflow_at(place_path: str, on: datetime.date) -> Workflow:
    """Return the table with the answer terms in force at a place on a day: the office's own or its plan's."""
    days = parameters_at(TERMS, place_path, on)
    return introduction_workflow(*(int(days[name]) for name in TERMS))


def last_day_in(workflow: Workflow, state: str, since: datetime.date) -> datetime.date | None:
    """Return the last day on which an introduction may still stand in `state`; None when no clock runs."""
    entered = datetime.datetime.combine(since, datetime.time.min)
    too_late = due_of_state(workflow, state, entered, _calendar(since.year))
    return None if too_late is None else too_late.date() - datetime.timedelta(days=1)


@functools.lru_cache(maxsize=8)
def _calendar(year: int) -> WorkCalendar:
    return chinese_calendar(range(year - 1, year + 2))
