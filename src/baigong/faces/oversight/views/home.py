"""The first page of each power: what needs a look today, as sentences with one link each."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baigong.domains.users.enums import Role
from baigong.faces.oversight.tasks import tasks_of
from baigong.foundation.access.standing import standing_of


def overview(request: HttpRequest) -> HttpResponse:
    """What this power has to look at."""
    role = standing_of(request).role
    tasks = tasks_of(request)
    said = f"有{len(tasks)}件事要看" if tasks else "没有要处理的事"
    return render(
        request,
        "oversight/home.html",
        {"title": said, "tasks": tasks, "role_label": Role(role).label, "power": role},
    )
