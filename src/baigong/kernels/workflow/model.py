"""The table: states, the steps between them, who may take them, what they need, how long they may wait."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from .errors import WorkflowError


@dataclass(frozen=True, slots=True)
class Clock:
    """How long a case may stay before the step is due: `count` working days, or `count` clock hours."""

    count: int
    unit: Literal["working-days", "hours"]


@dataclass(frozen=True, slots=True)
class State:
    """Where a case stands. Open cases are work for somebody; nothing leaves a final state."""

    code: str
    label: str
    is_open: bool = True
    is_final: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A deed: `label` is the verb on the button, `needs` the fields that must be filled to take it."""

    name: str
    label: str
    sources: tuple[str, ...]
    target: str
    roles: tuple[str, ...]
    needs: tuple[str, ...] = ()
    clock: Clock | None = None


@dataclass(frozen=True, slots=True)
class Workflow:
    """A state table. `words` names roles and fields in Chinese.

    Cases begin in the first state, or in any of `starts` where there are several ways in.
    Raises `WorkflowError` at once for a table that contradicts itself.
    """

    name: str
    states: tuple[State, ...]
    steps: tuple[Step, ...]
    words: Mapping[str, str] = field(default_factory=dict, hash=False)
    starts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check_names(self)
        for step in self.steps:
            _check_step(self, step)
        _check_ways(self)

    @property
    def first_states(self) -> tuple[str, ...]:
        """The codes of the states in which cases begin."""
        return self.starts or (self.states[0].code,)

    def state(self, code: str) -> State:
        """The state of that code."""
        for state in self.states:
            if state.code == code:
                return state
        raise WorkflowError("unknown-state", f"“{self.name}”里没有“{code}”这个状态。")

    def step(self, name: str) -> Step:
        """The step of that name."""
        for step in self.steps:
            if step.name == name:
                return step
        raise WorkflowError("unknown-step", f"“{self.name}”里没有“{name}”这一步。")

    def steps_from(self, state: str, role: str | None = None) -> tuple[Step, ...]:
        """The steps that lead out of a state, in the table's order; with `role`, those that role may take."""
        self.state(state)
        leaving = (step for step in self.steps if state in step.sources)
        return tuple(step for step in leaving if role is None or role in step.roles)

    def word(self, name: str) -> str:
        """What people call a role or field; its own name when the table has no word for it."""
        return self.words.get(name, name)


def _check_names(workflow: Workflow) -> None:
    for kind, names in (
        ("状态", [state.code for state in workflow.states]),
        ("步骤", [step.name for step in workflow.steps]),
    ):
        if not names:
            raise WorkflowError("empty-table", f"“{workflow.name}”没有{kind}。")
        for name in names:
            if names.count(name) > 1:
                raise WorkflowError("two-of-a-name", f"“{workflow.name}”里{kind}“{name}”写了两次。")


def _check_step(workflow: Workflow, step: Step) -> None:
    known = {state.code: state for state in workflow.states}
    for code in (*step.sources, step.target):
        if code not in known:
            raise WorkflowError("unknown-state", f"步骤“{step.label}”提到的状态“{code}”不在表里。")
    if any(known[code].is_final for code in step.sources):
        raise WorkflowError("leaves-final-state", f"步骤“{step.label}”从办结的状态出发，办结后不能再动。")
    if not step.sources or not step.roles:
        raise WorkflowError("nobody-can", f"步骤“{step.label}”没有写从哪里来，或没有写谁来办。")
    if step.clock is not None and step.clock.count <= 0:
        raise WorkflowError("wrong-clock", f"步骤“{step.label}”的时限要大于0。")


def _check_ways(workflow: Workflow) -> None:
    """Every state can be reached from where cases begin, and from every state there is a way to a final one."""
    forward = [(source, step.target) for step in workflow.steps for source in step.sources]
    for code in workflow.first_states:
        workflow.state(code)
    reached = _reach(set(workflow.first_states), forward)
    finals = {state.code for state in workflow.states if state.is_final}
    ending = _reach(finals, [(target, source) for source, target in forward])
    for state in workflow.states:
        if state.code not in reached:
            raise WorkflowError("cannot-reach", f"状态“{state.label}”从哪里都走不到。")
        if state.code not in ending:
            raise WorkflowError("cannot-end", f"从状态“{state.label}”走不到办结。")


def _reach(start: set[str], ways: list[tuple[str, str]]) -> set[str]:
    reached = set(start)
    for _ in ways:
        reached |= {target for source, target in ways if source in reached}
    return reached
