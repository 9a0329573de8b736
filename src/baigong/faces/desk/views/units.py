"""Zones and parks that report beside the divisions: which there are, who belongs to them and since when."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from baigong.domains.places.enums import COUNTY_KINDS, PlaceKind
from baigong.domains.places.models import Place
from baigong.domains.places.selectors import places_below
from baigong.domains.units.errors import UnitError
from baigong.domains.units.models import ReportingUnit
from baigong.domains.units.selectors import members_of, unit_lines
from baigong.domains.units.services import close_unit, join_unit, leave_unit, open_unit
from baigong.faces.desk.choices import places_of
from baigong.faces.desk.unit_forms import CloseForm, JoinForm, LeaveForm, UnitForm, name_of
from baigong.foundation import clock
from baigong.foundation.access.standing import standing_of

_CRUMB = {"label": "园区和开发区", "url": ""}


def register(request: HttpRequest) -> HttpResponse:
    """The units of the officer's place and below, with how many belong to each today."""
    on = clock.today()
    found = unit_lines(standing_of(request).scope.places, on)
    lines = [
        {"unit": unit, "members": count, "is_over": unit.valid_to is not None and unit.valid_to <= on}
        for unit, count in found
    ]
    reporting = sum(not line["is_over"] for line in lines)
    shown = {
        "title": "园区和开发区",
        "facts": f"{reporting}个在报数" if lines else "",
        "lines": lines,
    }
    return render(request, "desk/units.html", shown)


def make(request: HttpRequest) -> HttpResponse:
    """Make a zone or park in one of the officer's counties."""
    kinds = (PlaceKind.PROVINCE, PlaceKind.CITY, *COUNTY_KINDS)
    places = [place for place in places_of(standing_of(request)) if place.kind in kinds]
    form = UnitForm(request.POST or None, places=places, initial={"on": clock.today()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = open_unit(
                by=_actor(request),
                label=given["label"],
                code=given["code"],
                kind=given["kind"],
                place=form.chosen_place,
                valid_from=given["on"],
            )
        except UnitError as error:
            form.add_error(error.code if error.code in form.fields else None, error.sentence)
        else:
            messages.success(request, f"“{made.label}”从{made.valid_from}起报数。请接着写哪些企业算在里面。")
            return redirect("desk:unit", made.id)
    shown = {
        "title": "新开园区或开发区",
        "form": form,
        "crumbs": [{**_CRUMB, "url": reverse("desk:units")}, {"label": "新开", "url": ""}],
    }
    return render(request, "desk/unit_new.html", shown, status=422 if form.is_bound else 200)


def unit(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """One unit: its members now and before, and the forms that change them."""
    return _page(request, _unit_or_404(request, unit_id))


def join(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Take a firm or a whole place in from a day on."""
    found = _unit_or_404(request, unit_id)
    form = JoinForm(request.POST, prefix="join", unit=found, places=_inside(found))
    if form.is_valid():
        member, on = form.chosen, form.cleaned_data["on"]
        try:
            join_unit(by=_actor(request), unit=found, member=member, starts_on=on)
        except UnitError as error:
            form.add_error(None, error.sentence)
        else:
            messages.success(request, f"“{member.name}”从{on}起算在“{found.label}”。")
            return redirect("desk:unit", found.id)
    return _page(request, found, join_form=form)


def leave(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Let a member go from a day on."""
    found = _unit_or_404(request, unit_id)
    form = LeaveForm(request.POST, prefix="leave", members=members_of(found))
    if form.is_valid():
        member, given = form.chosen, form.cleaned_data
        try:
            leave_unit(by=_actor(request), member=member, on=given["on"], reason=given["reason"])
        except UnitError as error:
            form.add_error("on", error.sentence)
        else:
            messages.success(request, f"“{name_of(member)}”从{given['on']}起不再算在“{found.label}”。")
            return redirect("desk:unit", found.id)
    return _page(request, found, leave_form=form)


def close(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """End a unit from a day on; its members leave the same day."""
    found = _unit_or_404(request, unit_id)
    form = CloseForm(request.POST, prefix="close")
    if form.is_valid():
        given = form.cleaned_data
        try:
            count = close_unit(by=_actor(request), unit=found, on=given["on"], reason=given["reason"])
        except UnitError as error:
            form.add_error("on", error.sentence)
        else:
            messages.success(request, f"“{found.label}”从{given['on']}起不再报数，{count}个成员同时离开。")
            return redirect("desk:unit", found.id)
    return _page(request, found, close_form=form)


def _page(request: HttpRequest, found: ReportingUnit, **wrong: forms.Form) -> HttpResponse:
    on, members = clock.today(), members_of(found)
    held = sum(member.ends_before is None for member in members)
    shown: dict[str, Any] = {
        "title": found.label,
        "facts": f"{found.get_kind_display()}，在{found.place.name}，{held}个成员",
        "unit": found,
        "members": [{"row": member, "name": name_of(member)} for member in members],
        "held": held,
        "join_form": JoinForm(prefix="join", unit=found, places=_inside(found), initial={"on": on}),
        "leave_form": LeaveForm(prefix="leave", members=members, initial={"on": on}),
        "close_form": CloseForm(prefix="close", initial={"on": on}),
        "form": next(iter(wrong.values()), None),
        "crumbs": [{**_CRUMB, "url": reverse("desk:units")}, {"label": found.label, "url": ""}],
    }
    return render(request, "desk/unit.html", shown | wrong, status=422 if wrong else 200)


def _inside(found: ReportingUnit) -> list[Place]:
    """Return the places that may belong to a unit as a whole: what lies inside its own, down to the towns."""
    below = places_below(found.place.path)
    is_small = [each for each in below if each.kind not in (PlaceKind.VILLAGE, PlaceKind.GRID)]
    return [place for place in is_small if place.id != found.place_id]


def _unit_or_404(request: HttpRequest, unit_id: UUID) -> ReportingUnit:
    """Return a unit of the officer's own places: units are open to everybody, and others' are others' to keep."""
    found: ReportingUnit | None = ReportingUnit.objects.select_related("place").filter(id=unit_id).first()
    if found is None or not standing_of(request).scope.covers_place(found.place.path):
        raise Http404("unit")
    return found


def _actor(request: HttpRequest) -> str:
    return standing_of(request).scope.actor
