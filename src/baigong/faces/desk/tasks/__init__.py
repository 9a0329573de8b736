"""The day's tasks, gathered from what each domain says is waiting."""

from __future__ import annotations

import datetime
from urllib.parse import urlsplit

from django.urls import resolve

from baigong.domains.users.enums import WORKING_ROLES
from baigong.faces.desk.tasks.bringing_in import imports
from baigong.faces.desk.tasks.cases import cases
from baigong.faces.desk.tasks.firms import firm_claims, helpers, outlets, said_filled, unclear
from baigong.faces.desk.tasks.line import Task, clock_of
from baigong.faces.desk.tasks.people import contacts, introductions, record_claims
from baigong.faces.desk.tasks.policies import policies
from baigong.foundation.access.routes import Policy

__all__ = ["Task", "clock_of", "tasks_of"]

_URGENCIES = {"over": 0, "soon": 1, "": 2}


def tasks_of(on: datetime.date, role: str) -> list[Task]:
    """Return the tasks of the current scope on a day: overdue ones first, then today's, then the rest.

    A task whose page is not open to the role is somebody else's.
    """
    tasks = [
        *(introductions(on) if role in WORKING_ROLES else ()),  # the others may note no answer
        *imports(),
        *contacts(on),
        *cases(on),
        *firm_claims(),
        *record_claims(),
        *said_filled(),
        *unclear(),
        *policies(on, role),
        *helpers(on),
        *outlets(),
    ]
    own = [task for task in tasks if _is_open_to(role, task["url"])]
    return sorted(own, key=lambda task: _URGENCIES[task["urgency"]])


def _is_open_to(role: str, url: str) -> bool:
    policy: Policy = resolve(urlsplit(url).path).func.policy  # type: ignore[attr-defined]  # set by route
    return policy.allows_role(role)
