"""The steps of a claim as one table of the workflow kernel (M02).

How long a firm's administrator may take stands in the plan's pack; after that the county decides.
"""

from __future__ import annotations

import datetime
import functools

from baigong.domains.claims.enums import OPEN_STATES, ClaimState
from baigong.domains.policies.selectors import parameter_at
from baigong.domains.users.enums import OFFICER_ROLES, Role
from baigong.kernels.periods import WorkCalendar, chinese_calendar
from baigong.kernels.workflow import Clock, State, Step, Workflow, due_of_state

ANSWER_DAYS = "claim-answer-days"
CLAIMANT, SYSTEM = "claimant", "system"
REASON = "answer_text"
CODE = "refusal_code"
_OFFICERS = tuple(role.value for role in OFFICER_ROLES)
_STATES = tuple(
    State(state.value, state.label, is_open=state in OPEN_STATES, is_final=state not in OPEN_STATES)
    for state in ClaimState
)
_WORDS = {REASON: "原因", CODE: "原因", CLAIMANT: "认领人", SYSTEM: "系统"} | {
    role.value: role.label for role in Role
}


@functools.lru_cache(maxsize=8)
def claim_workflow(answer_days: int) -> Workflow:
    """Return the table; its one clock counts the working days a firm's administrator may take."""
    asked, disowned, county, confirmed, refused, withdrawn = (state.value for state in ClaimState)
    employer, term = (Role.EMPLOYER.value,), Clock(answer_days, "working-days")
    steps = (
        Step("accept", "是同事，加进来", (asked,), confirmed, employer, clock=term),
        Step("disown", "不是本单位的人", (asked,), disowned, employer, needs=(REASON,)),
        Step("escalate", "到期没回，转县里", (asked,), county, (SYSTEM,)),
        Step("appeal", "请县里核对", (asked, disowned), county, (CLAIMANT,)),
        Step("confirm", "核对无误，通过", (county,), confirmed, _OFFICERS),
        Step("refuse", "不通过", (county,), refused, _OFFICERS, needs=(CODE,)),
        Step("withdraw", "撤回", (asked, disowned, county), withdrawn, (CLAIMANT,)),
    )
    return Workflow("认领", _STATES, steps, _WORDS, starts=(asked, county))


def workflow_at(place_path: str, on: datetime.date) -> Workflow:
    """Return the table with the term in force at a place on a day: the office's own or its plan's."""
    return claim_workflow(int(parameter_at(ANSWER_DAYS, place_path, on)))


def last_day_in(workflow: Workflow, state: str, since: datetime.date) -> datetime.date | None:
    """Return the last day a claim may wait in `state`; None when no clock runs."""
    entered = datetime.datetime.combine(since, datetime.time.min)
    too_late = due_of_state(workflow, state, entered, _calendar(since.year))
    return None if too_late is None else too_late.date() - datetime.timedelta(days=1)


@functools.lru_cache(maxsize=8)
def _calendar(year: int) -> WorkCalendar:
    return chinese_calendar(range(year - 1, year + 2))
