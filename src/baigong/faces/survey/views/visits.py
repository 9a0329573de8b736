"""Three-enter four-send: what was brought where, and to whom (BZ-6)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from baigong.domains.canvass.selectors import people_met_today
from baigong.domains.canvass.visits import Visit, VisitError, record_visit, visits_of
from baigong.faces.survey.forms import VisitForm
from baigong.faces.survey.places import choices_of, own_place
from baigong.foundation import clock
from baigong.foundation.access.standing import standing_of


def register(request: HttpRequest) -> HttpResponse:
    """The latest visits of the place."""
    place = own_place(request)
    shown = {"title": "三进四送", "place_name": place.name, "visits": visits_of()}
    return render(request, "survey/visits.html", shown)


def new(request: HttpRequest) -> HttpResponse:
    """Record one visit."""
    places = choices_of(own_place(request))
    scope = standing_of(request).scope
    sent = request.POST if request.method == "POST" else None
    start = {"place": str(places[0].id), "on": clock.today()}
    form = VisitForm(sent, initial=start, places=places, people=people_met_today(scope.actor))
    if sent is not None and form.is_valid():
        given = form.cleaned_data
        people = tuple(UUID(key) for key in given.get("people", ()))
        visit = Visit(
            given["entered"],
            tuple(given["sent"]),
            given["on"],
            given["headcount"] if given["headcount"] is not None else (len(people) or None),
            given["result"],
            people,
        )
        try:
            record_visit(by=scope.actor, place=form.place_chosen, visit=visit)
        except VisitError as error:
            form.add_error(None, error.sentence)
        else:
            messages.success(request, "已记下这次走访。")
            return HttpResponseRedirect(reverse("survey:visits"))
    shown = {"title": "记一次三进四送", "form": form}
    return render(request, "survey/visit_new.html", shown, status=422 if sent is not None else 200)
