"""Parameters an office sets, and what is cleared when its term is over."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from baigong.domains.places.models import Place
from baigong.domains.policies.selectors import pack_for
from baigong.faces.oversight.forms import ParameterForm, VoidValueForm
from baigong.faces.oversight.parameter_rows import Row, kept, parameter_rows
from baigong.faces.oversight.sight import own_place, place_choices
from baigong.foundation import clock
from baigong.foundation.access.standing import standing_of
from baigong.foundation.audit.searching import entries_of_acts
from baigong.foundation.backup.keeping import last_job
from baigong.foundation.jobs.queue import enqueue
from baigong.foundation.parameters.services import ParameterError, set_value, void_value
from baigong.foundation.privacy.catalogue import personal_fields
from baigong.foundation.retention.jobs import KIND
from baigong.foundation.retention.rules import rules
from baigong.foundation.retention.services import ACT, dry_run
from baigong.foundation.scope import Scope, enter

MOST_RUNS = 400


def parameters(request: HttpRequest) -> HttpResponse:
    """Every figure of the plan and the office's own; a new value begins on a day and names its document."""
    place = own_place(request)
    rows = parameter_rows(place, clock.today())
    form = _parameter_form(request, place, rows)
    if request.method == "POST" and form.is_valid() and _set(request, form, place):
        messages.success(request, "已设定，从写明的那天起算。")
        return HttpResponseRedirect(reverse("oversight:parameters"))
    shown = {"title": "参数", "rows": rows, "form": form, "facts": f"{place.name}适用的{len(rows)}个参数"}
    return render(request, "oversight/parameters.html", shown, status=422 if form.is_bound else 200)


def void_parameter(request: HttpRequest) -> HttpResponse:
    """Void one value of the office with a reason."""
    form, place = VoidValueForm(request.POST), own_place(request)
    if not form.is_valid():
        messages.error(request, "没有作废：请写明为什么作废，再点按钮。")
        return HttpResponseRedirect(reverse("oversight:parameters"))
    given = form.cleaned_data
    try:
        with enter(_here(request, place)):
            void_value(
                by=standing_of(request).scope.actor,
                value_id=given["value"],
                place_path=place.path,
                reason=given["reason"],
            )
        messages.success(request, "已作废，以前的值重新起作用。")
    except ParameterError as error:
        messages.error(request, error.sentence)
    return HttpResponseRedirect(reverse("oversight:parameters"))


def retention(request: HttpRequest) -> HttpResponse:
    """Which rules there are, what a run would clear now, and what the last runs cleared."""
    done = entries_of_acts([ACT], MOST_RUNS)
    last = {name: entry for entry in reversed(done) for name in entry.object_ids}
    covered = {name for each in rules() for name in each.covers}
    fields = [each for each in personal_fields() if each.name not in covered]
    shown = {
        "title": "到期清除",
        "rows": [{"rule": each, "due": due, "last": last.get(each.name)} for each, due in dry_run()],
        "job": last_job(KIND),
        "by_hand": fields,
    }
    return render(request, "oversight/retention.html", shown)


@transaction.atomic
def run_retention(request: HttpRequest) -> HttpResponse:
    """Clear now rather than tonight."""
    running = last_job(KIND)
    if running is None or not running.is_open:
        enqueue(KIND, {}, key=f"{KIND}:{uuid.uuid4()}", by=standing_of(request).scope.actor)
    messages.success(request, "正在清除，做完会记在下面。")
    return HttpResponseRedirect(reverse("oversight:retention"))


def _parameter_form(request: HttpRequest, place: Place, rows: list[Row]) -> ParameterForm:
    labels = sorted((row.name, f"{row.label}（{row.unit}）") for row in rows)
    places = [(place.path, place.name), *((path, label) for path, label in place_choices(place)[2:])]
    initial = {
        "place": place.path,
        "valid_from": clock.today(),
        "parameter": request.GET.get("parameter", ""),
    }
    return ParameterForm(request.POST or None, parameters=labels, places=places, initial=initial)


def _set(request: HttpRequest, form: ParameterForm, place: Place) -> bool:
    given: dict[str, Any] = form.cleaned_data
    at = Place.objects.get(path=given["place"])
    unit = pack_for(at.path).parameter(given["parameter"], clock.today()).unit
    try:
        with enter(_here(request, place)):
            set_value(
                by=standing_of(request).scope.actor,
                parameter=given["parameter"],
                place_path=at.path,
                county_id=at.county_id,
                valid_from=given["valid_from"],
                value=kept(given["value"], unit),
                unit=unit,
                document=given["document"],
            )
    except ParameterError as error:
        form.add_error("document" if error.code == "document" else "valid_from", error.sentence)
        return False
    return True


def _here(request: HttpRequest, place: Place) -> Scope:
    """Return a scope over the administrator's own place, for the one table of figures that power may write."""
    scope = standing_of(request).scope
    return Scope(actor=scope.actor, label=scope.label, places=(place.path,))
