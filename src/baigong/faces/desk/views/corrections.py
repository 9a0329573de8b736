"""A person or a firm put right by the office that lists it, on a document (PIPL 46, M02)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from baigong.domains.duplicates.correcting import Corrected, correct_firm, correct_person
from baigong.domains.parties.correcting import CorrectionError, may_correct
from baigong.domains.workers.selectors import current_entry
from baigong.faces.desk.forms_corrections import FirmCorrectionForm, GroundsForm, PersonCorrectionForm
from baigong.faces.desk.views.firms import about, firm_or_404
from baigong.faces.desk.views.people import entry_or_404
from baigong.foundation.access.standing import standing_of

ELSEWHERE = (
    "这个号码或名称，另一个已经登记着，不在您管的地方。这里没有改；已经报到上级的“疑似重复”，由那里判断。"
)


def person(request: HttpRequest, registration_id: UUID) -> HttpResponse:
    """Who somebody is, put right."""
    entry = current_entry(entry_or_404(registration_id))
    form = PersonCorrectionForm(request.POST or None, person=entry.person)
    back = reverse("desk:person", args=[entry.id])
    if request.method == "POST" and form.is_valid():
        try:
            done = correct_person(
                by=standing_of(request).scope.actor,
                person=entry.person,
                said=form.correction,
                grounds=form.grounds,
                place_path=entry.place_path,
            )
        except CorrectionError as error:
            form.add_error(None, error.sentence)
        else:
            answer = _answer(request, form, done, back)
            if answer is not None:
                return answer
    crumbs = [
        {"label": "求职人员", "url": reverse("desk:people")},
        {"label": str(entry.person.full_name), "url": back},
        {"label": "更正资料"},
    ]
    return _page(request, form, {"back": back, "crumbs": crumbs, "is_elsewhere": False})


def firm(request: HttpRequest, firm_id: UUID) -> HttpResponse:
    """What the register says of a firm, put right."""
    found = firm_or_404(firm_id)
    form = FirmCorrectionForm(request.POST or None, firm=found)
    back = reverse("desk:firm", args=[firm_id])
    if request.method == "POST" and form.is_valid():
        try:
            done = correct_firm(
                by=standing_of(request).scope.actor, firm=found, said=form.correction, grounds=form.grounds
            )
        except CorrectionError as error:
            form.add_error(None, error.sentence)
        else:
            answer = _answer(request, form, done, back)
            if answer is not None:
                return answer
    shown = about(found, "更正资料") | {"back": back, "is_elsewhere": not may_correct(found)}
    return _page(request, form, shown)


def _answer(request: HttpRequest, form: GroundsForm, done: Corrected, back: str) -> HttpResponse | None:
    """Return where to go next; None when the pair is for others to decide and the form stands with a sentence."""
    if done.pair is None:
        words = "改好了，原来的写法留在变更记录里。" if done.columns else "填的和登记的一样，没有要改的。"
        messages.success(request, words)
        return redirect(back)
    if not done.is_pair_seen:
        form.add_error(None, ELSEWHERE)
        return None
    messages.warning(request, "这个号码或名称，另一个已经登记着，所以没有改。请看看两边是不是同一个。")
    return redirect("desk:duplicate", done.pair.id)


def _page(request: HttpRequest, form: GroundsForm, shown: dict[str, object]) -> HttpResponse:
    is_wrong = form.is_bound and bool(form.errors)
    page = {"title": "更正资料", "form": form} | shown
    response = render(request, "desk/correction.html", page, status=422 if is_wrong else 200)
    response["Cache-Control"] = "no-store"
    return response
