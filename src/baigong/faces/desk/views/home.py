"""What needs this officer today."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from baigong.domains.users.enums import BODY_ROLES, MANDATED, Role
from baigong.domains.users.standing import choose_desk
from baigong.faces.desk.roles import READERS
from baigong.faces.desk.tasks import tasks_of
from baigong.faces.frame import figures
from baigong.foundation import clock
from baigong.foundation.access.checks import routes_open_to
from baigong.foundation.access.standing import standing_of


def arrive(request: HttpRequest) -> HttpResponse:
    """The first page after sign-in: the day's work for those who work here, what is open to the others."""
    if standing_of(request).role in READERS:
        return today(request)
    if standing_of(request).role == Role.EMPLOYER:
        return redirect("employer:home")
    if standing_of(request).role in BODY_ROLES:
        return redirect("bodies:home")
    if standing_of(request).role == MANDATED:
        return redirect("employer:shortages")
    if routes_open_to(standing_of(request).role).get("oversight"):
        return redirect("oversight:home")
    if standing_of(request).role == Role.SEEKER:
        return redirect("seeker:home")
    return render(
        request, "desk/arrival.html", {"title": "已登录", "role": Role(standing_of(request).role).label}
    )


def change_role(request: HttpRequest) -> HttpResponse:
    """Go on in another post of one's own; the first page shows that desk's work."""
    if not choose_desk(request, request.POST.get("role", "")):
        messages.error(request, "这个岗位身份已经不在任，没有换。")
    return redirect("desk:home")


def today(request: HttpRequest) -> HttpResponse:
    """Tasks as sentences with one button each, the most pressing first."""
    on = clock.today()
    tasks = tasks_of(on, standing_of(request).role)
    said = f"今天有{len(tasks)}件事" if tasks else "今天没有要办的事"
    return render(
        request, "desk/home.html", {"title": f"{figures.day(on, 'weekday')}，{said}", "tasks": tasks}
    )
