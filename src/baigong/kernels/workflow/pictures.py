"""The table drawn for people: a mermaid diagram and a Markdown table."""

from __future__ import annotations

from .model import Step, Workflow

_UNITS = {"working-days": "个工作日", "hours": "小时"}


def diagram(workflow: Workflow) -> str:
    """The workflow as mermaid text."""
    lines = ["stateDiagram-v2"]
    lines += [f'    state "{state.label}" as {_name(state.code)}' for state in workflow.states]
    lines += [f"    [*] --> {_name(code)}" for code in workflow.first_states]
    for step in workflow.steps:
        lines += [f"    {_name(source)} --> {_name(step.target)} : {step.label}" for source in step.sources]
    lines += [f"    {_name(state.code)} --> [*]" for state in workflow.states if state.is_final]
    return "\n".join(lines) + "\n"


def step_table(workflow: Workflow) -> str:
    """The workflow as a Markdown table, one line a step."""
    lines = ["| 步骤 | 从 | 到 | 谁来办 | 要填 | 时限 |", "|---|---|---|---|---|---|"]
    for step in workflow.steps:
        cells = (
            step.label,
            "、".join(workflow.state(code).label for code in step.sources),
            workflow.state(step.target).label,
            "、".join(workflow.word(role) for role in step.roles),
            "、".join(workflow.word(name) for name in step.needs) or "无",
            _clock(step),
        )
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _clock(step: Step) -> str:
    return f"{step.clock.count}{_UNITS[step.clock.unit]}" if step.clock else "无"


def _name(code: str) -> str:
    return code.replace("-", "_")
