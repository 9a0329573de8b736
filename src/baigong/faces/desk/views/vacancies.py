"""The vacancies of the desk's places, and one vacancy with its introductions."""

from __future__ import annotations

import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from baigong.domains.placements.enums import EngagementKind, IntroductionState
from baigong.domains.placements.models import Introduction
from baigong.domains.placements.selectors import introductions_of, refusal_reasons
from baigong.domains.placements.workflow import INTERVIEW_ON, REFUSAL, workflow_at
from baigong.domains.seekers.jobs import why_put_aside
from baigong.domains.shortages.selectors import open_needs_of
from baigong.domains.vacancies.linking import choose_need
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.vacancies.posting import posting_lines
from baigong.domains.vacancies.revising import REVISABLE, revise_vacancy
from baigong.domains.vacancies.screening import FIELDS, findings_of
from baigong.domains.vacancies.selectors import desk_vacancy, lines_of, towns_in_scope, vacancy_page
from baigong.domains.vacancies.services import VacancyError, close_vacancy, publish_vacancies
from baigong.domains.vacancies.taking_down import take_down_vacancy
from baigong.domains.workers.selectors import EDUCATION_AT_LEAST
from baigong.faces.desk.forms_postings import PostingForm
from baigong.faces.desk.views.work_forms import CloseForm, TakeDownForm, VacancyFilter, VacancyForm
from baigong.foundation import clock
from baigong.foundation.access.standing import standing_of
from baigong.foundation.lists import ListRequestError, Page
from baigong.kernels.matching.sentences import pay_range
from baigong.kernels.workflow import Workflow

POSITIONS = ("after", "before")
STATE_SHAPES = {
    IntroductionState.INVITED: "wait",
    IntroductionState.INTRODUCED: "wait",
    IntroductionState.INTERVIEW_SET: "on",
    IntroductionState.INTERVIEWED: "on",
    IntroductionState.HIRED: "done",
}
POSTING_SHAPES = {
    "posted": "done", "waiting": "wait", "taken_down": "off", "queued": "wait", "to_do": "wait", "handed_out": "on",
}  # fmt: skip


def vacancy_or_404(vacancy_id: UUID) -> Vacancy:
    """Return a vacancy of the desk's own places.

    :raises Http404: when there is none, or it is another place's.
    """
    found = desk_vacancy(vacancy_id)
    if found is None:
        raise Http404("vacancy")
    return found


def pay_of(vacancy: Vacancy) -> str:
    """Return the pay as people write it."""
    return pay_range(vacancy.pay_from_fen_month, vacancy.pay_to_fen_month) or vacancy.pay_text or "面议"


def register(request: HttpRequest) -> HttpResponse:
    """The list, narrowed by words, town, open and public; a question it cannot read shows no row."""
    towns = [(town.path, town.name) for town in towns_in_scope()]
    form = VacancyFilter(request.GET or {"open": "yes"}, towns=towns)
    is_right = form.is_valid()
    position = {key: request.GET[key] for key in POSITIONS if request.GET.get(key)}
    try:
        page, lines = vacancy_page(form.search, position)
    except ListRequestError as error:
        messages.warning(request, str(error))
        return redirect("desk:vacancies")
    lines = lines if is_right else []
    context = {
        "title": "岗位",
        "form": form,
        "lines": [{"line": line, "pay": pay_of(line.vacancy)} for line in lines],
        "pager": _pager(page, request.GET.dict()),
        "total_text": page.total_text if is_right else "0",
        "clear_url": reverse("desk:vacancies") if request.GET else "",
    }
    return render(request, "desk/work/vacancies.html", context, status=200 if is_right else 400)


def _pager(page: Page, query: dict[str, str]) -> dict[str, str]:
    kept = {key: value for key, value in query.items() if key not in POSITIONS and value}
    return {
        "previous_url": "?" + urlencode({**kept, "before": page.previous}) if page.previous else "",
        "next_url": "?" + urlencode({**kept, "after": page.next}) if page.next else "",
        "range_text": f"第{page.first_position}至{page.last_position}个" if page.first_position else "",
        "total_text": f"共{page.total_text}个",
        "sort_text": page.sort_label,
    }


def vacancy(request: HttpRequest, vacancy_id: UUID) -> HttpResponse:
    """One vacancy: its facts, who was introduced, and the steps that may be taken."""
    return render_vacancy(request, vacancy_or_404(vacancy_id))


def render_vacancy(
    request: HttpRequest,
    found: Vacancy,
    *,
    close: CloseForm | None = None,
    posting: PostingForm | None = None,
    take_down: TakeDownForm | None = None,
) -> HttpResponse:
    """Show a vacancy; with a wrong form, its errors beside it."""
    introductions = introductions_of(found)
    findings = [] if found.closed_on else _findings(found)
    reasons = refusal_reasons(found.place_path)
    workflow, role = workflow_at(found.place_path, clock.today()), standing_of(request).role
    postings = posting_lines(found)
    context = {
        "title": found.title,
        "vacancy": found,
        "postings": [{"line": each, "shape": POSTING_SHAPES.get(each.state, "late")} for each in postings],
        "may_ask": bool(found.public_since) and any(each.may_be_asked for each in postings),
        "posting_form": posting or PostingForm(lines=postings),
        "line": lines_of([found])[0],
        "pay": pay_of(found),
        "education": dict(EDUCATION_AT_LEAST).get(str(found.education_rank), "不限"),
        "introductions": [_introduction_line(each, workflow, role) for each in introductions],
        "persons": [reason for reason in reasons if reason.side != "by-employer"],
        "employers": [reason for reason in reasons if reason.side == "by-employer"],
        "kinds": EngagementKind.choices,
        "today": clock.today(),
        "close_form": close or CloseForm(),
        "take_down_form": take_down or TakeDownForm(prefix="down"),
        "needs": open_needs_of(found.organisation_id),
        "findings": findings,
        "is_blocked": any(each["is_blocking"] for each in findings),
        "aside": why_put_aside(found),
        "crumbs": [{"label": "岗位", "url": reverse("desk:vacancies")}, {"label": found.title, "url": ""}],
        "facts": f"{found.employer_name}，{found.place.name}，招{found.headcount}人，{pay_of(found)}",
    }
    return render(
        request, "desk/work/vacancy.html", context, status=400 if close or posting or take_down else 200
    )


def _findings(vacancy: Vacancy) -> list[dict[str, Any]]:
    """Return what the advertisement may not or should not say, with its law, for the officer to mend first."""
    found = findings_of([vacancy])[vacancy.id]
    return [
        {
            "field": FIELDS[each.field],
            "sentence": each.sentence_zh,
            "is_blocking": each.is_blocking,
            "is_note": each.is_note,
        }
        for each in found
    ]


def _introduction_line(introduction: Introduction, workflow: Workflow, role: str) -> dict[str, Any]:
    steps = workflow.steps_from(introduction.state, role)
    return {
        "row": introduction,
        "person": introduction.person,
        "steps": steps,
        "shape": STATE_SHAPES.get(IntroductionState(introduction.state), "off"),
        "hire": next((each for each in introduction.engagements.all() if not each.voided_at), None),
        "clock": clock_text(introduction.due_on, clock.today()),
        "can_hire": any(step.name == "hire" for step in steps),
        "can_plan": any(INTERVIEW_ON in step.needs for step in steps),
        "can_refuse": any(REFUSAL in step.needs for step in steps),
    }


def clock_text(due_on: datetime.date | None, today: datetime.date) -> dict[str, str]:
    """Return how long an answer may still take, as the clock component reads it."""
    if due_on is None:
        return {}
    days = (due_on - today).days
    if days < 0:
        return {"text": f"超{-days}天", "urgency": "over", "deadline": f"应在{due_on}前有回音"}
    text, urgency = ("今天到期", "soon") if days == 0 else (f"剩{days}天", "")
    return {"text": text, "urgency": urgency, "deadline": f"{due_on}前要有回音"}


def edit(request: HttpRequest, vacancy_id: UUID) -> HttpResponse:
    """Mend what an advertisement says."""
    found = vacancy_or_404(vacancy_id)
    form = VacancyForm(request.POST or None, initial={name: getattr(found, name) for name in REVISABLE})
    if request.method == "POST" and form.is_valid():
        try:
            revise_vacancy(by=standing_of(request).scope.actor, vacancy=found, values=form.cleaned_data)
            messages.success(request, f"“{form.cleaned_data['title']}”已改好，原来的写法留在变更记录里。")
            return redirect("desk:vacancy", found.id)
        except VacancyError as error:
            form.add_error("pay_text" if error.code == "pay" else None, error.sentence)
    shown = {
        "title": f"改岗位：{found.title}",
        "form": form,
        "vacancy": found,
        "findings": _findings(found),
        "facts": f"{found.employer_name}，{found.place.name}",
        "crumbs": [
            {"label": "岗位", "url": reverse("desk:vacancies")},
            {"label": found.title, "url": reverse("desk:vacancy", args=[found.id])},
            {"label": "改", "url": ""},
        ],
    }
    return render(request, "desk/work/vacancy_edit.html", shown, status=422 if form.is_bound else 200)


def publish(request: HttpRequest, vacancy_id: UUID) -> HttpResponse:
    """Put a vacancy before the public."""
    found = vacancy_or_404(vacancy_id)
    try:
        publish_vacancies(by=standing_of(request).scope.actor, vacancies=[found])
        messages.success(request, f"“{found.title}”已公开，门户上能看到。")
    except VacancyError as error:
        messages.error(request, error.sentence)
    return redirect("desk:vacancy", found.id)


def fill(request: HttpRequest, vacancy_id: UUID) -> HttpResponse:
    """Say which of the firm's shortages the post is meant to fill."""
    found, word = vacancy_or_404(vacancy_id), request.POST.get("need", "")
    needs = {str(need.id): need for need in open_needs_of(found.organisation_id)}
    if word and word not in needs:
        messages.error(request, "这条缺工已经销号或不在您的范围里，没有改。请刷新再选。")
        return redirect("desk:vacancy", found.id)
    choose_need(by=standing_of(request).scope.actor, vacancy=found, need=needs.get(word))
    messages.success(
        request, f"记下了：这个岗位补“{needs[word].label}”。" if word else "记下了：这个岗位不补哪条缺工。"
    )
    return redirect("desk:vacancy", found.id)


def take_down(request: HttpRequest, vacancy_id: UUID) -> HttpResponse:
    """Hide a vacancy from the public."""
    found, form = vacancy_or_404(vacancy_id), TakeDownForm(request.POST, prefix="down")
    if not form.is_valid():
        return render_vacancy(request, found, take_down=form)
    take_down_vacancy(by=standing_of(request).scope.actor, vacancy=found, reason=form.cleaned_data["reason"])
    messages.success(request, f"“{found.title}”已从门户撤下，本页照常使用，企业收到了原因。")
    return redirect("desk:vacancy", found.id)


def close(request: HttpRequest, vacancy_id: UUID) -> HttpResponse:
    """Close a vacancy with a reason."""
    found, form = vacancy_or_404(vacancy_id), CloseForm(request.POST)
    if not form.is_valid():
        return render_vacancy(request, found, close=form)
    try:
        close_vacancy(
            by=standing_of(request).scope.actor,
            vacancy=found,
            on=clock.today(),
            reason=form.cleaned_data["reason"],
        )
    except VacancyError as error:
        form.add_error("reason", error.sentence)
        return render_vacancy(request, found, close=form)
    messages.success(request, f"“{found.title}”已关闭，原因记下了。")
    return redirect("desk:vacancy", found.id)
