"""What needs the firm today; for somebody whose claim is not confirmed, the claim."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baigong.faces.employer.acting import administers, firm_of, user_of
from baigong.faces.employer.tasks import tasks_of, unread_task
from baigong.faces.employer.views.joining import claim_page
from baigong.faces.frame import figures
from baigong.foundation import clock
from baigong.foundation.access.standing import standing_of


def arrive(request: HttpRequest) -> HttpResponse:
    """The first page after sign-in."""
    if not standing_of(request).party_id:
        return claim_page(request)
    firm, on = firm_of(request), clock.today()
    tasks = [
        *tasks_of(firm, on, is_administrator=administers(request)),
        *unread_task(user_of(request).id),
    ]
    said = f"今天有{len(tasks)}件事" if tasks else "今天没有要办的事"
    shown = {
        "title": f"{figures.day(on, 'weekday')}，{said}",
        "facts": firm.name,
        "tasks": tasks,
        "firm": firm,
    }
    return render(request, "employer/home.html", shown)
