"""States, steps and clocks as data: buttons, diagram and documentation come from one table.

A domain declares a `Workflow`; services call `take` to learn the next state (or why not), screens call
`steps_from` for the buttons, the documentation calls `diagram` and `step_table`.
"""

from .clocks import WorkingDays, due_at, due_of_state
from .errors import WorkflowError
from .model import Clock, State, Step, Workflow
from .pictures import diagram, step_table
from .take import take

__all__ = [
    "Clock",
    "State",
    "Step",
    "Workflow",
    "WorkflowError",
    "WorkingDays",
    "diagram",
    "due_at",
    "due_of_state",
    "step_table",
    "take",
]
