"""Tables that contradict themselves are refused; steps, clocks and pictures follow the table."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baigong.kernels.workflow import (
    Clock,
    State,
    Step,
    Workflow,
    WorkflowError,
    diagram,
    due_at,
    due_of_state,
    step_table,
    take,
)

STATES = (
    State("reported", "已上报"),
    State("in-hand", "办理中"),
    State("struck-off", "已销号", is_open=False, is_final=True),
)
STEPS = (
    Step("accept", "接办", ("reported",), "in-hand", ("commissioner",), clock=Clock(24, "hours")),
    Step("solve", "销号", ("in-hand",), "struck-off", ("commissioner", "county"), ("evidence", "note"),
         Clock(5, "working-days")),
    Step("drop", "退回", ("reported", "in-hand"), "struck-off", ("county",), ("reason",),
         Clock(2, "working-days")),
)  # fmt: skip
WORDS = {"commissioner": "专员", "county": "县级经办", "evidence": "凭证", "note": "说明", "reason": "原因"}
CASE = Workflow("缺工销号", STATES, STEPS, WORDS)


class WeekdayCalendar:
    def add_working_days(self, day: date, count: int) -> date:
        while count:
            day += timedelta(days=1)
            count -= day.weekday() < 5
        return day


def test_a_step_leads_to_its_target_when_all_is_given() -> None:
    assert take(CASE, "reported", "accept", "commissioner", {}) == "in-hand"
    assert take(CASE, "in-hand", "solve", "county", {"evidence": 3, "note": "到岗"}) == "struck-off"


@pytest.mark.parametrize(
    ("state", "step", "role", "given_fields", "code", "words"),
    [
        ("in-hand", "accept", "commissioner", {}, "wrong-state", "现在是“办理中”，到“已上报”时才能“接办”"),
        ("struck-off", "accept", "commissioner", {}, "wrong-state", "这件已是“已销号”"),
        ("reported", "accept", "county", {}, "wrong-role", "由专员来办"),
        ("in-hand", "solve", "county", {"note": " "}, "missing-fields", "还差凭证、说明"),
        ("in-hand", "fly", "county", {}, "unknown-step", "没有“fly”这一步"),
        ("moon", "solve", "county", {}, "unknown-state", "没有“moon”这个状态"),
    ],
)
def test_why_a_step_cannot_be_taken(
    state: str, step: str, role: str, given_fields: dict[str, object], code: str, words: str
) -> None:
    with pytest.raises(WorkflowError, match=words) as caught:
        take(CASE, state, step, role, given_fields)
    assert caught.value.code == code


def test_buttons_are_the_steps_of_the_role() -> None:
    assert [step.name for step in CASE.steps_from("reported", "commissioner")] == ["accept"]
    assert [step.name for step in CASE.steps_from("in-hand")] == ["solve", "drop"]
    assert CASE.steps_from("struck-off", "county") == ()


@given(
    state=st.sampled_from([state.code for state in STATES]),
    step=st.sampled_from([step.name for step in STEPS]),
    role=st.sampled_from(["commissioner", "county", "public"]),
)
def test_a_button_is_shown_exactly_when_the_step_can_be_taken(state: str, step: str, role: str) -> None:
    shown = step in {each.name for each in CASE.steps_from(state, role)}
    everything = {"evidence": 1, "note": "n", "reason": "r"}
    try:
        take(CASE, state, step, role, everything)
        taken = True
    except WorkflowError:
        taken = False
    assert taken is shown


@pytest.mark.parametrize(
    ("states", "steps", "code"),
    [
        ((), STEPS, "empty-table"),
        (STATES, (), "empty-table"),
        ((*STATES, STATES[0]), STEPS, "two-of-a-name"),
        (STATES, (*STEPS, STEPS[0]), "two-of-a-name"),
        (STATES, (*STEPS, replace(STEPS[0], name="x", target="moon")), "unknown-state"),
        (STATES, (*STEPS, replace(STEPS[0], name="x", sources=("struck-off",))), "leaves-final-state"),
        (STATES, (*STEPS, replace(STEPS[0], name="x", roles=())), "nobody-can"),
        (STATES, (*STEPS, replace(STEPS[0], name="x", clock=Clock(0, "hours"))), "wrong-clock"),
        ((*STATES, State("lost", "失踪")), STEPS, "cannot-reach"),
        (
            (*STATES, State("trap", "陷阱")),
            (*STEPS, replace(STEPS[0], name="x", target="trap")),
            "cannot-end",
        ),
    ],
)
def test_a_table_that_contradicts_itself_is_refused(states: Any, steps: Any, code: str) -> None:
    with pytest.raises(WorkflowError) as caught:
        Workflow("表", states, steps)
    assert caught.value.code == code


def test_clocks() -> None:
    friday = datetime(2021, 4, 16, 15, 30)
    calendar = WeekdayCalendar()
    assert due_at(Clock(24, "hours"), friday, calendar) == datetime(2021, 4, 17, 15, 30)
    assert due_at(Clock(1, "working-days"), friday, calendar) == datetime(2021, 4, 20)
    assert due_of_state(CASE, "in-hand", friday, calendar) == datetime(2021, 4, 21)
    assert due_of_state(CASE, "struck-off", friday, calendar) is None


def test_pictures_come_from_the_table() -> None:
    drawn = diagram(CASE)
    assert 'state "办理中" as in_hand' in drawn
    assert "reported --> in_hand : 接办" in drawn
    assert drawn.count("-->") == 4 + 2
    assert "| 销号 | 办理中 | 已销号 | 专员、县级经办 | 凭证、说明 | 5个工作日 |" in step_table(CASE)


def test_a_case_may_begin_in_several_states() -> None:
    """Twin: without the second way in, its state counts as one nobody reaches."""
    states = (State("asked", "已问"), *STATES)
    steps = (Step("answer", "答", ("asked",), "struck-off", ("county",)), *STEPS)
    both = Workflow("缺工销号", states, steps, WORDS, starts=("asked", "reported"))
    assert both.first_states == ("asked", "reported") and CASE.first_states == ("reported",)
    assert diagram(both).count("[*] -->") == 2
    with pytest.raises(WorkflowError, match="从哪里都走不到"):
        Workflow("缺工销号", states, steps, WORDS)
    with pytest.raises(WorkflowError, match="没有“moon”这个状态"):
        Workflow("缺工销号", states, steps, WORDS, starts=("moon",))
