"""The firm's vacancies: write, see what the law says of it, mend, publish, close, copy."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from baigong.domains.parties.models import Organisation
from baigong.domains.placements.firm import firm_introductions
from baigong.domains.seekers.jobs import why_put_aside_told
from baigong.domains.vacancies.firm import STATES, copy_vacancy, draft_vacancy, firm_vacancies, firm_vacancy
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.vacancies.revising import REVISABLE, revise_vacancy
from baigong.domains.vacancies.screening import FIELDS, findings_of
from baigong.domains.vacancies.selectors import lines_of
from baigong.domains.vacancies.services import VacancyError, close_vacancy, publish_vacancies
from baigong.domains.vacancies.taking_down import take_down_vacancy
from baigong.domains.workers.selectors import EDUCATION_AT_LEAST
from baigong.faces.employer.acting import actor, for_firm
from baigong.faces.employer.forms import CloseForm, CopyForm, VacancyForm
from baigong.faces.employer.wording import pay_of, state_of
from baigong.foundation import clock
from baigong.foundation.facts.models import Source

PAGE_SIZE = 50


def vacancy_or_404(firm: Organisation, vacancy_id: UUID) -> Vacancy:
    """Return the firm's vacancy.

    :raises Http404: when there is none, or it is another firm's.
    """
    found = firm_vacancy(vacancy_id, firm.id)
    if found is None:
        raise Http404("vacancy")
    return found


@for_firm
def register(request: HttpRequest, firm: Organisation) -> HttpResponse:
    """The firm's vacancies of one state, with how many were introduced and filled."""
    state = request.GET.get("state", "open")
    words = request.GET.get("q", "").strip()[:60]
    known = dict(STATES)
    if state not in known:
        raise BadRequest("state")  # never the whole list for a word that is not known
    lines = firm_vacancies(firm.id, state=state, words=words)
    page = Paginator(lines, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = {
        "title": "岗位",
        "lines": [
            {"line": line, "pay": pay_of(line.vacancy), "state": state_of(line.vacancy)}
            for line in page.object_list
        ],
        "pager": _pager(request, page) if page.has_other_pages() else None,
        "states": STATES,
        "state": state,
        "words": words,
        "facts": f"{known[state]}{len(lines)}个，还要{sum(line.still_wanted for line in lines)}人",
    }
    return render(request, "employer/vacancies.html", shown)


def _pager(request: HttpRequest, page: Any) -> dict[str, str]:
    def address(number: int) -> str:
        query = request.GET.copy()
        query["page"] = str(number)
        return f"{request.path}?{query.urlencode()}"

    return {
        "previous_url": address(page.number - 1) if page.has_previous() else "",
        "next_url": address(page.number + 1) if page.has_next() else "",
        "range_text": f"第{page.start_index()}–{page.end_index()}个",
        "total_text": f"共{page.paginator.count}个",
        "sort_text": "",
    }


@for_firm
def vacancy(request: HttpRequest, firm: Organisation, vacancy_id: UUID) -> HttpResponse:
    """One vacancy: what it says, what the checks say of it, who is on the way to it."""
    return _page(request, vacancy_or_404(firm, vacancy_id))


def _page(
    request: HttpRequest, found: Vacancy, *, close: CloseForm | None = None, copy: CopyForm | None = None
) -> HttpResponse:
    findings = [] if found.closed_on else _findings(found)
    wrong = close or copy
    shown = {
        "title": found.title,
        "vacancy": found,
        "line": lines_of([found])[0],
        "pay": pay_of(found),
        "education": dict(EDUCATION_AT_LEAST).get(str(found.education_rank), "不限"),
        "findings": findings,
        "is_blocked": any(each["is_blocking"] for each in findings),
        "aside": why_put_aside_told(found),
        "waiting": firm_introductions(found.organisation_id, group="waiting", vacancy_id=found.id).count(),
        "close_form": close or CloseForm(),
        "copy_form": copy or CopyForm(initial={"title": found.title}),
        "form": wrong,
        "facts": f"招{found.headcount}人，{pay_of(found)}",
        "crumbs": _crumbs(found.title),
    }
    return render(request, "employer/vacancy.html", shown, status=422 if wrong else 200)


def _crumbs(*labels: str) -> list[dict[str, str]]:
    first = {"label": "岗位", "url": reverse("employer:vacancies")}
    return [first, *({"label": label, "url": ""} for label in labels)]


def _findings(found: Vacancy) -> list[dict[str, Any]]:
    return [
        {
            "field": FIELDS[each.field],
            "sentence": each.sentence_zh,
            "is_blocking": each.is_blocking,
            "is_note": each.is_note,
        }
        for each in findings_of([found])[found.id]
    ]


@for_firm
def write(request: HttpRequest, firm: Organisation) -> HttpResponse:
    """Write a new advertisement; nobody outside reads it before it is published."""
    form = VacancyForm(request.POST or None, initial={"workplace_text": firm.address})
    if request.method == "POST" and form.is_valid():
        try:
            made = draft_vacancy(
                by=actor(request),
                organisation=firm,
                place=firm.place,
                values=form.cleaned_data,
                source=Source.EMPLOYER,
            )
            messages.success(request, f"“{made.title}”存好了，还没公开。看一遍下面的审查，再公开。")
            return redirect(f"{reverse('employer:vacancy', args=[made.id])}?saved=new")
        except VacancyError as error:
            form.add_error(_field_of(error), error.sentence)
    shown = {"title": "写一个岗位", "form": form, "crumbs": _crumbs("新写"), "findings": []}
    return render(request, "employer/vacancy_form.html", shown, status=422 if form.is_bound else 200)


@for_firm
def edit(request: HttpRequest, firm: Organisation, vacancy_id: UUID) -> HttpResponse:
    """Mend what an advertisement says."""
    found = vacancy_or_404(firm, vacancy_id)
    initial = {name: getattr(found, name) for name in REVISABLE}
    form = VacancyForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            revise_vacancy(by=actor(request), vacancy=found, values=form.cleaned_data)
            messages.success(request, f"“{form.cleaned_data['title']}”改好了。")
            return redirect(f"{reverse('employer:vacancy', args=[found.id])}?saved=yes")
        except VacancyError as error:
            form.add_error(_field_of(error), error.sentence)
    shown = {
        "title": f"改岗位：{found.title}",
        "form": form,
        "vacancy": found,
        "findings": _findings(found),
        "crumbs": _crumbs(found.title, "改"),
    }
    return render(request, "employer/vacancy_form.html", shown, status=422 if form.is_bound else 200)


def _field_of(error: VacancyError) -> str | None:
    return {"pay": "pay_text", "twice": "title"}.get(error.code)


@for_firm
def publish(request: HttpRequest, firm: Organisation, vacancy_id: UUID) -> HttpResponse:
    """Put an advertisement before the public, if the checks let it."""
    found = vacancy_or_404(firm, vacancy_id)
    try:
        publish_vacancies(by=actor(request), vacancies=[found])
        messages.success(request, f"“{found.title}”已公开，门户上能看到了。")
    except VacancyError as error:
        messages.error(request, error.sentence)
    return redirect("employer:vacancy", found.id)


@for_firm
def take_down(request: HttpRequest, firm: Organisation, vacancy_id: UUID) -> HttpResponse:
    """Hide an advertisement again, to mend it."""
    found = vacancy_or_404(firm, vacancy_id)
    take_down_vacancy(by=actor(request), vacancy=found)
    messages.success(request, f"“{found.title}”已从门户撤下，改好可以再公开。")
    return redirect("employer:vacancy", found.id)


@for_firm
def close(request: HttpRequest, firm: Organisation, vacancy_id: UUID) -> HttpResponse:
    """Close a vacancy: it is gone from the portal, the feeds and everybody's match lists at once."""
    found, form = vacancy_or_404(firm, vacancy_id), CloseForm(request.POST)
    if form.is_valid():
        try:
            close_vacancy(
                by=actor(request), vacancy=found, reason=form.cleaned_data["reason"], on=clock.today()
            )
            messages.success(request, f"“{found.title}”已关闭，门户上不再显示。还在等的人，请一个个答复。")
            return redirect("employer:vacancy", found.id)
        except VacancyError as error:
            form.add_error("reason", error.sentence)
    return _page(request, found, close=form)


@for_firm
def copy(request: HttpRequest, firm: Organisation, vacancy_id: UUID) -> HttpResponse:
    """Write a new draft from an old advertisement."""
    found, form = vacancy_or_404(firm, vacancy_id), CopyForm(request.POST)
    if form.is_valid():
        try:
            made = copy_vacancy(
                by=actor(request), vacancy=found, title=form.cleaned_data["title"], source=Source.EMPLOYER
            )
            messages.success(request, f"照着“{found.title}”写好了一份，还没公开。")
            return redirect("employer:vacancy", made.id)
        except VacancyError as error:
            form.add_error("title", error.sentence)
    return _page(request, found, copy=form)
