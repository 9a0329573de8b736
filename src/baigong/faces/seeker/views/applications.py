"""One's applications and invitations: where each stands, and the answer to a firm."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from baigong.domains.parties.models import Person
from baigong.domains.placements.enums import OPEN_STATES, IntroductionState
from baigong.domains.placements.errors import PlacementError
from baigong.domains.placements.selectors import refusal_reasons
from baigong.domains.placements.services import take_step
from baigong.domains.seekers.jobs import Application, application_of, applications_of
from baigong.domains.users.enums import Role
from baigong.faces.seeker.acting import actor, for_person
from baigong.faces.seeker.forms import ReasonForm
from baigong.faces.seeker.wording import STEPS, application_line
from baigong.foundation import clock


@for_person
def register(request: HttpRequest, person: Person) -> HttpResponse:
    """Everything applied for or offered, what waits for the person first."""
    lines = [application_line(each) for each in applications_of(person.id)]
    shown = {"title": "我的应聘", "lines": sorted(lines, key=lambda line: not line["waits_for_me"])}
    return render(request, "seeker/applications.html", shown)


def _or_404(person: Person, introduction_id: UUID) -> Application:
    found = application_of(person.id, introduction_id)
    if found is None:
        raise Http404("introduction")
    return found


@for_person
def one(request: HttpRequest, person: Person, introduction_id: UUID) -> HttpResponse:
    """One of them with its steps."""
    found = _or_404(person, introduction_id)
    return _page(request, found, ReasonForm(reasons=_reasons(found)))


def _reasons(found: Application) -> list[tuple[str, str]]:
    every = refusal_reasons(found.row.place_path)
    return [(each.code, each.label) for each in every if each.side != "by-employer"]


def _page(request: HttpRequest, found: Application, form: ReasonForm) -> HttpResponse:
    row, line = found.row, application_line(found)
    words = {each.code: each.label for each in refusal_reasons(row.place_path)}
    shown = {
        "title": line["title"],
        "facts": f"{line['firm']}，{line['pay']}",
        "line": line,
        "row": row,
        "form": form,
        "is_open": row.state in OPEN_STATES,
        "is_invited": row.state == IntroductionState.INVITED,
        "refusal": words.get(row.refusal_code, ""),
        "steps": [(step.happened_on, STEPS.get(step.step, step.step)) for step in found.steps],
        "reasons": [one["sentence"] for one in row.reasons if one.get("sentence")],
        "crumbs": [
            {"label": "我的应聘", "url": reverse("seeker:applications")},
            {"label": line["title"], "url": ""},
        ],
    }
    return render(request, "seeker/application.html", shown, status=422 if form.is_bound else 200)


@for_person
def agree(request: HttpRequest, person: Person, introduction_id: UUID) -> HttpResponse:
    """Say yes to an invitation; the firm sees name and telephone from now on."""
    return _stepped(
        request,
        _or_404(person, introduction_id),
        "agree",
        "",
        "同意了。企业能看到您的姓名和电话，等它联系您。",
    )


@for_person
def decline(request: HttpRequest, person: Person, introduction_id: UUID) -> HttpResponse:
    """Say no, with the reason; the firm sees nothing of the person from now on."""
    found = _or_404(person, introduction_id)
    form = ReasonForm(request.POST, reasons=_reasons(found))
    if not form.is_valid():
        return _page(request, found, form)
    said = "记下了。这家企业不再看得到您的姓名和电话。"
    return _stepped(request, found, "person_refuses", form.cleaned_data["reason"], said)


def _stepped(request: HttpRequest, found: Application, step: str, reason: str, said: str) -> HttpResponse:
    on = max(clock.today(), found.row.introduced_on)
    try:
        take_step(
            by=actor(request), role=Role.SEEKER, introduction=found.row, step=step, on=on, refusal_code=reason
        )
        messages.success(request, said)
    except PlacementError as error:
        messages.error(request, error.sentence)
    return redirect("seeker:application", found.row.id)
