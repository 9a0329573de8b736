"""Taking a step: the next state, or a sentence saying why not."""

from __future__ import annotations

from collections.abc import Mapping

from .errors import WorkflowError
from .model import Step, Workflow


def take(workflow: Workflow, state: str, step: str, role: str, given: Mapping[str, object]) -> str:
    """Return the state after `step`, taken in `state` by someone of `role` who filled in `given`.

    Raises `WorkflowError`: ``unknown-step``, ``unknown-state``, ``wrong-state``, ``wrong-role``,
    ``missing-fields``. Nothing is changed here; the caller writes.
    """
    chosen, current = workflow.step(step), workflow.state(state)
    if state not in chosen.sources:
        raise WorkflowError("wrong-state", _wrong_state(workflow, chosen, current.label, current.is_final))
    if role not in chosen.roles:
        who = "、".join(workflow.word(name) for name in chosen.roles)
        raise WorkflowError("wrong-role", f"“{chosen.label}”由{who}来办，您可以看，不能办。")
    missing = [name for name in chosen.needs if _is_empty(given.get(name))]
    if missing:
        fields = "、".join(workflow.word(name) for name in missing)
        raise WorkflowError("missing-fields", f"还差{fields}，填好再点“{chosen.label}”。")
    return chosen.target


def _wrong_state(workflow: Workflow, step: Step, now: str, is_final: bool) -> str:
    if is_final:
        return f"这件已是“{now}”，不能再“{step.label}”。"
    sources = "、".join(f"“{workflow.state(code).label}”" for code in step.sources)
    return f"现在是“{now}”，到{sources}时才能“{step.label}”。可能有人刚办过，请刷新。"


def _is_empty(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip()) or value in ((), [])
