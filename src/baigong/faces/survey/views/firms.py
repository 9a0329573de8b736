"""Firms at their door: last time's figures stand there, only what has changed is typed (PD-1, BZ-1a)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from baigong.domains.canvass.firms import firms_to_ask
from baigong.domains.canvass.rhythm import rhythm_at
from baigong.domains.parties.entering import EnteringError, enter_firm
from baigong.domains.parties.models import Organisation
from baigong.domains.parties.organisation_keys import OrganisationFacts
from baigong.domains.parties.selectors import organisation_in_sight
from baigong.domains.shortages.enums import ContactWay
from baigong.domains.shortages.models import Need
from baigong.domains.shortages.opening import open_need
from baigong.domains.shortages.selectors import last_reports, open_needs_of
from baigong.domains.shortages.services import ShortageError, report_need
from baigong.faces.survey.forms import YUAN, FirmForm, NeedLineForm, NewFirmForm
from baigong.faces.survey.places import choices_of, own_place
from baigong.foundation import clock
from baigong.foundation.access.standing import standing_of

SHOWN = 50


def register(request: HttpRequest) -> HttpResponse:
    """The firms of the place, those not asked in this period first."""
    place, on = own_place(request), clock.today()
    rhythm = rhythm_at(place.path, on)
    found = firms_to_ask(place.path, rhythm, limit=SHOWN)
    return render(
        request,
        "survey/firms.html",
        {"title": "企业用工", "place_name": place.name, "rhythm": rhythm, "found": found},
    )


def _firm_or_404(firm_id: UUID) -> Organisation:
    found = organisation_in_sight(firm_id)
    if found is None:
        raise Http404
    return found


def firm(request: HttpRequest, firm_id: UUID) -> HttpResponse:
    """One contact with a firm: every open need at once, and a new one below them."""
    found = _firm_or_404(firm_id)
    needs = open_needs_of(found.id)
    reports = last_reports([need.id for need in needs])
    employees = [each.employees for each in reports.values() if each.employees is not None]
    start = {"on": clock.today(), "contact_way": ContactWay.VISIT, "employees": max(employees, default=None)}
    sent = request.POST if request.method == "POST" else None
    form = FirmForm(sent, initial=start)
    lines = [_line(need, sent) for need in needs]
    fresh = NeedLineForm(sent, prefix="new")
    forms = [form, *(line for _, line in lines), fresh]
    if sent is not None and all([each.is_valid() for each in forms]):
        try:
            written = _written(request, found, form, lines, fresh)
        except ShortageError as error:
            form.add_error(None, error.sentence)
        else:
            messages.success(request, f"已记下{found.name}的{written}条用工情况。")
            return HttpResponseRedirect(reverse("survey:firms"))
    shown = {
        "title": found.name,
        "firm": found,
        "form": form,
        "lines": [(need, line, reports.get(need.id)) for need, line in lines],
        "fresh": fresh,
    }
    is_wrong = sent is not None
    return render(request, "survey/firm.html", shown, status=422 if is_wrong else 200)


def _line(need: Need, sent: Any) -> tuple[Need, NeedLineForm]:
    low, high = need.pay_from_fen_month, need.pay_to_fen_month
    start = {
        "headcount": need.headcount,
        "pay_from": low // YUAN if low else None,
        "pay_to": high // YUAN if high else None,
        **{name: getattr(need, name) for name in NeedLineForm.clear},
    }
    return need, NeedLineForm(sent, prefix=str(need.id), initial=start)


@transaction.atomic
def _written(
    request: HttpRequest,
    found: Organisation,
    form: FirmForm,
    lines: list[tuple[Need, NeedLineForm]],
    fresh: NeedLineForm,
) -> int:
    """Report every line that says a number, and open the new one where a trade is written; returns how many."""
    given, by, count = form.cleaned_data, standing_of(request).scope.actor, 0
    contact = {
        "contact_way": given["contact_way"],
        "employees": given["employees"],
        "reported_on": given["on"],
    }
    for need, line in lines:
        if line.says_something:
            report_need(by=by, need=need, values=line.learnt, **contact)
            count += 1
    if fresh.cleaned_data["label"].strip():
        open_need(
            by=by,
            organisation=found,
            place=_workplace(request, found),
            label=fresh.cleaned_data["label"],
            values=fresh.learnt,
            **contact,
        )
        count += 1
    if not count:
        raise ShortageError("nothing", "还没填一个数。不缺人了，把“还缺”填成0；新的工种写在最下面。")
    return count


def _workplace(request: HttpRequest, found: Organisation) -> Any:
    """The firm's own place, or the officer's where the firm stands elsewhere."""
    place = own_place(request)
    return found.place if found.place_path.startswith(place.path) else place


def new(request: HttpRequest) -> HttpResponse:
    """Enter a firm nobody has entered yet, with its first shortage."""
    places = choices_of(own_place(request))
    sent = request.POST if request.method == "POST" else None
    start = {"place": str(places[0].id), "on": clock.today()}
    form = NewFirmForm(sent, initial=start, places=places)
    need = NeedLineForm(sent, prefix="new")
    if sent is not None and all([form.is_valid(), need.is_valid()]):
        firm_id = _entered(request, form, need)
        if firm_id is not None:
            return HttpResponseRedirect(reverse("survey:firms"))
    shown = {"title": "新录一家企业", "form": form, "need": need}
    response = render(request, "survey/firm_new.html", shown, status=422 if sent is not None else 200)
    response["Cache-Control"] = "no-store"
    return response


def _entered(request: HttpRequest, form: NewFirmForm, need: NeedLineForm) -> UUID | None:
    try:
        firm, known = _enter(request, form, need)
    except (EnteringError, ShortageError) as error:
        form.add_error(None, error.sentence)
        return None
    words = "这家企业已经登记过，接上了" if known else "已记下"
    messages.success(request, f"{words}{firm.name}。")
    firm_id: UUID = firm.id
    return firm_id


@transaction.atomic
def _enter(request: HttpRequest, form: NewFirmForm, need: NeedLineForm) -> tuple[Organisation, bool]:
    given, by, place = form.cleaned_data, standing_of(request).scope.actor, form.place_chosen
    facts = OrganisationFacts(
        name=given["name"].strip(),
        place_id=place.id,
        place_path=place.path,
        county_id=place.county_id,
        credit_code=given["credit_code"],
        contact_name=given["contact_name"],
        contact_phone=given["contact_phone"],
    )
    firm, known = enter_firm(by=by, facts=facts, code_missing=given["code_missing"])
    if need.cleaned_data["label"].strip():
        open_need(
            by=by,
            organisation=firm,
            place=place,
            label=need.cleaned_data["label"],
            values=need.learnt,
            contact_way=given["contact_way"],
            employees=None,
            reported_on=given["on"],
        )
    return firm, known
