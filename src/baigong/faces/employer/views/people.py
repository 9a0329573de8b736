"""People on the way to the firm: who waits for an answer, one of them, and the firm's answers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from baigong.domains.parties.models import Organisation
from baigong.domains.placements.enums import EngagementKind, IntroductionState
from baigong.domains.placements.errors import PlacementError
from baigong.domains.placements.firm import (
    GROUPS,
    count_by_group,
    firm_introduction,
    firm_introductions,
    steps_of_firm,
    with_people,
)
from baigong.domains.placements.hiring import hire
from baigong.domains.placements.leaving import end_hire
from baigong.domains.placements.models import Engagement, Introduction
from baigong.domains.placements.selectors import refusal_reasons
from baigong.domains.placements.services import take_step
from baigong.domains.placements.workflow import workflow_at
from baigong.domains.users.enums import Role
from baigong.domains.workers.timeline import STEP_WORDS
from baigong.faces.employer.acting import actor, for_firm
from baigong.faces.employer.forms import (
    DayForm,
    HireForm,
    InterviewForm,
    LeavingForm,
    PurposeForm,
    RefusalForm,
)
from baigong.faces.employer.wording import SHAPES, channel_of, clock_of
from baigong.foundation import clock
from baigong.foundation.audit.reveal import reveal
from baigong.foundation.facts.models import Source
from baigong.kernels.workflow import Step

PAGE_SIZE = 50
DONE = {
    "set_interview": "面试约好了，本人和经办会看到日期。",
    "interview": "记下了，已面试。请在期限内给个结果。",
    "hire": "录用记下了。合同签了以后，告诉经办补上凭据。",
    "employer_refuses": "记下了，原因本人和经办会看到。",
    "take_back": "邀请撤回了。",
    "leave": "离岗记下了。还缺人的话，在“报缺工”里报。",
}
# Leaving ends the hire and not the introduction, so it stands in no table of steps; it is offered beside them.
LEAVE = Step("leave", "记已离岗", (IntroductionState.HIRED,), IntroductionState.HIRED, (Role.EMPLOYER,))


@for_firm
def register(request: HttpRequest, firm: Organisation) -> HttpResponse:
    """The firm's introductions of one group, the most pressing first."""
    group = request.GET.get("group", "waiting")
    if group not in dict(GROUPS):
        raise BadRequest("group")  # never everybody for a word that is not known
    page = Paginator(firm_introductions(firm.id, group=group), PAGE_SIZE).get_page(request.GET.get("page"))
    on = clock.today()
    counts = count_by_group(firm.id)
    shown = {
        "title": "人选",
        "lines": [
            {
                "each": each,
                "clock": clock_of(each.row.due_on, on),
                "shape": _shape(each.row),
                "channel": channel_of(each.row),
            }
            for each in with_people(page.object_list, on=on)
        ],
        "groups": [(code, label, counts[code]) for code, label in GROUPS],
        "group": group,
        "facts": f"{counts['waiting']}人等我们答复，{counts['invited']}人等本人同意",
        "pager": {
            "previous_url": f"?group={group}&page={page.number - 1}" if page.has_previous() else "",
            "next_url": f"?group={group}&page={page.number + 1}" if page.has_next() else "",
            "range_text": f"第{page.start_index()}–{page.end_index()}人",
            "total_text": f"共{page.paginator.count}人",
        },
    }
    return render(request, "employer/people.html", shown)


def _shape(row: Introduction) -> str:
    return SHAPES.get(IntroductionState(row.state), "off")


@for_firm
def introduction(request: HttpRequest, firm: Organisation, introduction_id: UUID) -> HttpResponse:
    """One introduction: who, to what, what happened, and what the firm may answer."""
    return _page(request, _introduction_or_404(firm, introduction_id))


def _introduction_or_404(firm: Organisation, introduction_id: UUID) -> Introduction:
    found = firm_introduction(introduction_id, firm.id)
    if found is None:
        raise Http404("introduction")
    return found


def _page(
    request: HttpRequest,
    row: Introduction,
    *,
    wrong: tuple[str, forms.Form] | None = None,
    revealed: dict[str, str] | None = None,
    purpose: PurposeForm | None = None,
) -> HttpResponse:
    on = clock.today()
    each = with_people([row], on=on)[0]
    waiting = steps = workflow_at(row.place_path, on).steps_from(row.state, Role.EMPLOYER)
    if each.hire is not None and each.hire.ends_before is None:
        steps = (*steps, LEAVE)
    shown = {
        "title": f"{each.name}：{row.get_state_display()}",
        "each": each,
        "row": row,
        "clock": clock_of(row.due_on, on),
        "shape": _shape(row),
        "answers": _answers(row, steps, wrong),
        "is_waiting": bool(waiting),
        "history": [
            (step, STEP_WORDS.get(step.step, step.step).format(title=row.vacancy.title))
            for step in steps_of_firm(row)
        ],
        "reasons": [(one["name"], one["sentence"]) for one in row.reasons if one.get("sentence")],
        "refusal": dict(_reasons(row)).get(row.refusal_code, ""),
        "purpose_form": purpose or PurposeForm(),
        "revealed": revealed,
        "form": wrong[1] if wrong else None,
        "facts": f"应聘“{row.vacancy.title}”",
        "crumbs": [
            {"label": "人选", "url": reverse("employer:people")},
            {"label": each.name, "url": ""},
        ],
    }
    response = render(request, "employer/introduction.html", shown, status=422 if wrong else 200)
    if revealed:
        response["Cache-Control"] = "no-store"
    return response


def _answers(
    row: Introduction, steps: tuple[Step, ...], wrong: tuple[str, forms.Form] | None
) -> list[dict[str, Any]]:
    """Return the firm's possible answers; the likeliest stands open, or the one that was filled in wrongly."""
    first = wrong[0] if wrong else next((step.name for step in steps), "")
    return [
        {
            "step": step,
            "form": wrong[1] if wrong and wrong[0] == step.name else _form_for(row, step.name),
            "url": reverse("employer:step", args=[row.id, step.name]),
            "is_open": step.name == first and (bool(wrong) or step is not LEAVE),
        }
        for step in steps
    ]


def _reasons(row: Introduction) -> list[tuple[str, str]]:
    return [(each.code, each.label) for each in refusal_reasons(row.place_path) if each.side != "by-person"]


def _form_for(row: Introduction, step: str, data: Any = None) -> forms.Form:
    """Return what a step asks; the forms of one page keep their fields apart by the step's name."""
    today = {"on": clock.today()}
    if step == "set_interview":
        return InterviewForm(data, prefix=step)
    if step == "employer_refuses":
        return RefusalForm(data, prefix=step, reasons=_reasons(row))
    if step == "hire":
        return HireForm(data, prefix=step, initial=today | {"kind": EngagementKind.EMPLOYEE})
    if step == LEAVE.name:
        return LeavingForm(data, prefix=step, initial=today)
    if step == "interview":
        return DayForm(data, prefix=step, initial=today)
    return forms.Form(data, prefix=step)


@for_firm
def answer(request: HttpRequest, firm: Organisation, introduction_id: UUID, step: str) -> HttpResponse:
    """Take one of the firm's steps."""
    row = _introduction_or_404(firm, introduction_id)
    if step not in DONE:
        raise Http404("step")
    form = _form_for(row, step, request.POST)
    if not form.is_valid():
        return _page(request, row, wrong=(step, form))
    try:
        _take(request, row, step, form.cleaned_data)
        messages.success(request, DONE[step])
    except PlacementError as error:
        messages.error(request, error.sentence)
    return redirect("employer:introduction", row.id)


def _hire_or_404(row: Introduction) -> Engagement:
    found = with_people([row], on=clock.today())[0].hire
    if found is None:
        raise Http404("hire")
    return found


def _take(request: HttpRequest, row: Introduction, step: str, given: dict[str, Any]) -> None:
    by, on = actor(request), given.get("on") or clock.today()
    if step == "hire":
        hire(
            by=by,
            role=Role.EMPLOYER,
            introduction=row,
            on=on,
            kind=given["kind"],
            source=Source.EMPLOYER,
        )
        return
    if step == LEAVE.name:
        end_hire(by=by, engagement=_hire_or_404(row), last_day=on, reason=given["reason"])
        return
    take_step(
        by=by,
        role=Role.EMPLOYER,
        introduction=row,
        step=step,
        on=on,
        refusal_code=given.get("refusal_code", ""),
        interview_on=given.get("interview_on"),
        interview_time=given.get("interview_time"),
        interview_link=given.get("interview_link", ""),
    )


@for_firm
def contact(request: HttpRequest, firm: Organisation, introduction_id: UUID) -> HttpResponse:
    """The name and telephone of somebody who agreed, in the answer to this one sending, written down."""
    row = _introduction_or_404(firm, introduction_id)
    person = with_people([row], on=clock.today())[0].person
    form = PurposeForm(request.POST)
    if person is None:
        messages.error(request, "本人还没同意，或者看联系方式的期限过了。要联系，请找当地经办。")
        return redirect("employer:introduction", row.id)
    if not form.is_valid():
        return _page(request, row, purpose=form)
    plain = reveal(
        person,
        ("full_name", "phone"),
        by=actor(request),
        purpose=form.cleaned_data["purpose"],
        place_path=row.place_path,
    )
    return _page(request, row, revealed=plain)
