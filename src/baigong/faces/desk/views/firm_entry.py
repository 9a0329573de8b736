"""A firm and its shortage entered by hand, one by one, beside the lists that come in (BZ-1a, M02.1, M04.1)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from baigong.domains.parties.entering import EnteringError, enter_firm
from baigong.domains.parties.models import Organisation
from baigong.domains.places.models import Place
from baigong.domains.shortages.enums import ContactWay
from baigong.domains.shortages.opening import open_need
from baigong.domains.shortages.reading import likeliest_code
from baigong.domains.shortages.services import ShortageError
from baigong.faces.desk.choices import Choices, id_choices
from baigong.faces.desk.forms_firms import NewFirmForm, NewNeedForm
from baigong.faces.desk.views.firms import about, firm_or_404
from baigong.foundation.access.standing import Standing, standing_of


def new_firm(request: HttpRequest) -> HttpResponse:
    """Enter a firm; one that is known already is led to and not entered again."""
    form = NewFirmForm(request.POST or None, places=id_choices(standing_of(request)))
    if request.method == "POST" and form.is_valid():
        firm = _entered(request, form)
        if firm is not None:
            return redirect("desk:firm", firm.id)
    shown = {
        "title": "登记一家企业",
        "form": form,
        "crumbs": [{"label": "缺工企业", "url": reverse("desk:firms")}, {"label": "登记一家企业"}],
    }
    response = render(request, "desk/firm_new.html", shown, status=422 if form.is_bound else 200)
    response["Cache-Control"] = "no-store"
    return response


def _entered(request: HttpRequest, form: NewFirmForm) -> Organisation | None:
    given = form.cleaned_data
    facts = form.facts_at(Place.objects.get(id=given["place"]))
    try:
        firm, is_known = enter_firm(
            by=standing_of(request).scope.actor, facts=facts, code_missing=given["code_missing"]
        )
    except EnteringError as error:
        form.add_error(None, error.sentence)
        return None
    if is_known:
        messages.info(request, f"这家登记过，没有再登记一家：就是下面的“{firm.name}”。原来空着的已补上。")
    else:
        messages.success(request, "登记好了。缺什么人，在这里“登记缺工”。")
    return firm


def new_need(request: HttpRequest, firm_id: UUID) -> HttpResponse:
    """Open a line of a firm's shortage with what the first contact taught."""
    found, standing = firm_or_404(firm_id), standing_of(request)
    places = _workplaces(found, standing)
    form = NewNeedForm(request.POST or None, places=places, initial={"contact_way": ContactWay.CALL})
    if request.method == "POST" and form.is_valid() and _opened(request, found, form):
        messages.success(request, f"记下了：{found.name}缺“{form.cleaned_data['label']}”。")
        return redirect("desk:firm", firm_id)
    shown = about(found, "登记缺工") | {"title": "登记缺工", "form": form}
    return render(request, "desk/need_new.html", shown, status=422 if form.is_bound else 200)


def _workplaces(found: Organisation, standing: Standing) -> Choices:
    """Return the officer's places, the firm's own first where the officer answers for it."""
    places = id_choices(standing)
    if not standing.scope.covers_place(found.place_path):
        return places
    own = (str(found.place_id), found.place.name)
    return [own, *(each for each in places if each[0] != own[0])]


def _opened(request: HttpRequest, found: Organisation, form: NewNeedForm) -> bool:
    given = form.cleaned_data
    try:
        open_need(
            by=standing_of(request).scope.actor,
            organisation=found,
            place=Place.objects.get(id=given["place"]),
            label=given["label"],
            contact_way=given["contact_way"],
            values=form.learnt | {"occupation_code": likeliest_code(given["label"])},
            employees=given["employees"],
            reported_on=given["reported_on"],
        )
    except ShortageError as error:
        form.add_error("label" if error.code == "twice" else None, error.sentence)
        return False
    return True
