"""Residents entered one after another: one short form, and what is known of somebody known already."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse

from baigong.domains.canvass.rhythm import LEAST_AGE, figure_at
from baigong.domains.canvass.selectors import entered_today
from baigong.domains.parties.services import PersonFacts
from baigong.domains.policies.selectors import group_labels
from baigong.domains.workers.entering import Resident, enter_resident, entry_known_by
from baigong.domains.workers.models import Registration
from baigong.domains.workers.reading import occupation_codes
from baigong.domains.workers.services import RegistrationError
from baigong.faces.survey.forms import YUAN, ResidentForm, read_number
from baigong.faces.survey.places import choices_of, own_place
from baigong.foundation import clock
from baigong.foundation.access.standing import standing_of
from baigong.kernels.identity import IdentityNumber
from baigong.kernels.titles import rank_occupations

SUGGESTED = 5
SEXES = {"male": "男", "female": "女"}


def new(request: HttpRequest) -> HttpResponse:
    """Enter a resident; “save and next” keeps place and day, whoever is known is shown before being changed."""
    place = own_place(request)
    places, on = choices_of(place), clock.today()
    least = figure_at(LEAST_AGE, place.path, on)
    if request.method == "GET":
        start = {"place": request.GET.get("place", str(places[0].id)), "on": request.GET.get("on", on)}
        return _page(request, ResidentForm(initial=start, places=places, least_age=least))
    form = ResidentForm(request.POST, places=places, least_age=least)
    if form.is_valid():
        known = entry_known_by(form.number) if form.number else None
        if known is not None and form.cleaned_data["known"] != str(known.id):
            filled = ResidentForm(_filled(request.POST, known), places=places, least_age=least)
            filled.is_valid()
            return _page(request, filled, known)
        if _saved(request, form):
            kept = {"place": form.cleaned_data["place"], "on": f"{form.cleaned_data['on']:%Y-%m-%d}"}
            return HttpResponseRedirect(f"{reverse('survey:person_new')}?{urlencode(kept)}")
    return _page(request, form)


def _page(request: HttpRequest, form: ResidentForm, known: Registration | None = None) -> HttpResponse:
    shown = {
        "title": "录人",
        "form": form,
        "known": known,
        "known_facts": _facts(known) if known else [],
        "recent": entered_today(standing_of(request).scope.actor),
    }
    response = render(request, "survey/person_new.html", shown, status=422 if form.errors else 200)
    response["Cache-Control"] = "no-store"  # what was typed stands in the page
    return response


def _filled(sent: QueryDict, known: Registration) -> QueryDict:
    """Return what was sent, completed by what is known where nothing was typed, so that one look is enough."""
    filled = sent.copy()
    pay = known.pay_from_fen_month
    register = {
        "occupation_text": known.occupation_text,
        "pay_yuan": str(pay // YUAN) if pay else "",
        "training_need": known.training_need,
        "next_contact_on": f"{known.next_contact_on:%Y-%m-%d}" if known.next_contact_on else "",
    }
    for name, value in register.items():
        filled[name] = sent.get(name) or value
    if not sent.getlist("group_codes"):
        filled.setlist("group_codes", [code for code in known.group_codes if code in group_labels("person")])
    filled["known"] = str(known.id)
    return filled


def _facts(known: Registration) -> list[tuple[str, Any]]:
    """Return what the register says of somebody known, masked."""
    person, pay = known.person, known.pay_from_fen_month
    return [
        ("姓名", person.full_name),
        ("电话", person.phone or "没有"),
        ("在哪", known.place.name),
        ("上次摸排", f"{known.surveyed_on:%Y-%m-%d}，{known.get_state_display()}"),
        ("想做", known.occupation_text or "没说"),
        ("月薪至少", f"{pay // YUAN}元" if pay else "没说"),
    ]


def _saved(request: HttpRequest, form: ResidentForm) -> bool:
    given, scope = form.cleaned_data, standing_of(request).scope
    facts = PersonFacts(given["full_name"].strip(), form.number, phone=given["phone"])
    resident = Resident(facts, form.place_chosen, given["on"], given["birth_year"])
    try:
        entry, known = enter_resident(
            by=scope.actor, resident=resident, values=_values(given, scope.label, bool(given["known"]))
        )
    except RegistrationError as error:
        form.add_error(None, error.sentence)
        return False
    messages.success(request, f"{'已更新' if known else '已记下'}{entry.person.full_name}，接着录下一个。")
    return True


def _values(given: dict[str, Any], surveyor: str, is_known: bool) -> dict[str, Any]:
    """Return the fields of the entry; a box left empty says nothing, unless what was known stood in it."""
    codes = occupation_codes(given["occupation_text"])
    said = {
        "occupation_text": given["occupation_text"],
        "occupation_codes": codes,
        "occupation_group": codes[0][0] if codes else "",
        "pay_from_fen_month": given["pay_yuan"] * YUAN if given["pay_yuan"] else None,
        "group_codes": given["group_codes"],
        "training_need": given["training_need"],
        "next_contact_on": given["next_contact_on"],
    }
    if not is_known:
        said = {name: value for name, value in said.items() if value not in (None, "", [])}
    return {"state": given["state"], "surveyor": surveyor[:40], **said}


def check(request: HttpRequest) -> HttpResponse:
    """Say of a number, while the form is being filled, what it tells or what is wrong; nothing is kept."""
    text = request.POST.get("identity_number", "").strip()[:30]
    shown: dict[str, Any] = {"text": text}
    if text:
        try:
            number = read_number(text)
        except ValidationError as error:
            shown["problem"] = error.messages[0]
        else:
            shown |= {"said": _said(number), "known": entry_known_by(number), "warnings": number.warnings}
    response = render(request, "survey/parts/number.html", shown)
    response["Cache-Control"] = "no-store"
    return response


def _said(number: IdentityNumber) -> str:
    return f"{SEXES[number.sex]}，{number.birth_date.year}年出生，{number.age_on(clock.today())}岁"


def trades(request: HttpRequest) -> HttpResponse:
    """Offer the names of trades nearest to what was said; the words said are kept, whatever is offered."""
    wish = request.POST.get("occupation_text", "").strip()[:60]
    offered = dict.fromkeys(each.why for each in rank_occupations(wish, limit=SUGGESTED)) if wish else {}
    return render(request, "survey/parts/trades.html", {"offered": list(offered)})
