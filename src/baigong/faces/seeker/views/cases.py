"""What one complained of or asked: how far it is, a word more, and how satisfied one was (FX-14c)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from baigong.domains.cases.concerned import OwnCase, add_word, case_of, cases_of, say_how_satisfied
from baigong.domains.cases.errors import CaseError
from baigong.domains.cases.filing import file_case, offices_of
from baigong.domains.parties.models import Person
from baigong.domains.seekers.jobs import applications_of
from baigong.domains.vacancies.public_text import public_line
from baigong.faces.seeker.acting import actor, for_person
from baigong.faces.seeker.forms_cases import FilingForm, SatisfactionForm, WordForm
from baigong.faces.seeker.wording import case_line

TITLE, NEW = "我反映的事", "反映一件事"


@for_person
def register(request: HttpRequest, person: Person) -> HttpResponse:
    """Every case the person is named in."""
    lines = [case_line(each, actor(request)) for each in cases_of(person.id)]
    return render(request, "seeker/cases.html", {"title": TITLE, "lines": lines})


@for_person
def file(request: HttpRequest, person: Person) -> HttpResponse:
    """Bring something up: a complaint, a grievance, a question."""
    offices = offices_of(person)
    form = FilingForm(request.POST or None, offices=offices)
    if request.method == "POST" and form.is_valid():
        try:
            case = file_case(by=actor(request), person=person, filed=form.filed)
            messages.success(request, f"记下了，已经交给{case.place.name}的经办人。编号：{case.label}")
            return redirect("seeker:case", case.id)
        except CaseError as error:
            form.add_error(None, error.sentence)
    crumbs = [{"label": TITLE, "url": reverse("seeker:cases")}, {"label": NEW, "url": ""}]
    shown = {"title": NEW, "form": form, "crumbs": crumbs, "firms": _firms_of(person)}
    return render(request, "seeker/case_new.html", shown, status=422 if form.is_bound else 200)


def _firms_of(person: Person) -> list[str]:
    """The firms the person was introduced to, as one may choose whom it is about."""
    names = [public_line(each.vacancy.employer_name) for each in applications_of(person.id)]
    return list(dict.fromkeys(filter(None, names)))


def _or_404(person: Person, case_id: UUID) -> OwnCase:
    found = case_of(person.id, case_id)
    if found is None:
        raise Http404("case")
    return found


@for_person
def one(request: HttpRequest, person: Person, case_id: UUID) -> HttpResponse:
    """One of them with its steps."""
    return _page(request, _or_404(person, case_id), WordForm(), SatisfactionForm())


def _page(request: HttpRequest, found: OwnCase, form: WordForm, judging: SatisfactionForm) -> HttpResponse:
    line = case_line(found, actor(request))
    shown = {
        "title": found.case.label,
        "line": line,
        "row": found.case,
        "form": form,
        "judging": judging if found.asks_how_satisfied else None,
        "crumbs": [{"label": TITLE, "url": reverse("seeker:cases")}, {"label": found.case.label, "url": ""}],
    }
    is_refused = form.is_bound or judging.is_bound
    return render(request, "seeker/case.html", shown, status=422 if is_refused else 200)


@for_person
def add(request: HttpRequest, person: Person, case_id: UUID) -> HttpResponse:
    """Say something more."""
    found, form = _or_404(person, case_id), WordForm(request.POST)
    if form.is_valid():
        try:
            add_word(by=actor(request), person_id=person.id, case_id=case_id, text=form.cleaned_data["text"])
            messages.success(request, "记下了，已经告诉办理人。")
            return redirect("seeker:case", case_id)
        except CaseError as error:
            form.add_error("text", error.sentence)
    return _page(request, found, form, SatisfactionForm())


@for_person
def judge(request: HttpRequest, person: Person, case_id: UUID) -> HttpResponse:
    """Say how satisfied one was, once."""
    found, form = _or_404(person, case_id), SatisfactionForm(request.POST)
    if not found.asks_how_satisfied:
        messages.error(request, "现在不用评价：还没办结，或者您已经评价过了。")
        return redirect("seeker:case", case_id)
    if form.is_valid():
        said = form.cleaned_data
        try:
            say_how_satisfied(
                by=actor(request),
                person_id=person.id,
                case_id=case_id,
                answer=said["answer"],
                text=said["why"],
            )
            messages.success(request, "谢谢，评价记下了。")
            return redirect("seeker:case", case_id)
        except CaseError as error:
            form.add_error(None, error.sentence)
    return _page(request, found, WordForm(), form)
