"""Who answers for what under the plans in force here, and which body of the place fills each department (M01.2)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from baigong.domains.groups.errors import GroupError
from baigong.domains.groups.filling import fill_department
from baigong.domains.groups.remits import departments_at, matrices_at, platform_firms_without_regulator
from baigong.domains.places.models import Place
from baigong.faces.desk.group_forms import FillForm
from baigong.foundation import clock
from baigong.foundation.access.standing import standing_of

MOST_FIRMS = 100


def register(request: HttpRequest) -> HttpResponse:
    """The matrix of each plan in force at the officer's place, and the platform firms nobody regulates."""
    return _page(request, _own(request))


def fill(request: HttpRequest) -> HttpResponse:
    """Say which body of the place fills a department from a day on."""
    place, on = _own(request), clock.today()
    form = FillForm(request.POST, prefix="fill", departments=departments_at(place, on))
    if form.is_valid() and form.found is not None:
        given = form.cleaned_data
        try:
            fill_department(
                by=standing_of(request).scope.actor, place=place, department=given["department"],
                body=form.found, on=given["on"], document=given["document"],
            )  # fmt: skip
        except GroupError as error:
            form.add_error(error.code, error.sentence)
        else:
            label = form.departments[given["department"]]
            messages.success(request, f"从{given['on']}起，这里的{label}是“{form.found.name}”。")
            return redirect("desk:remits")
    return _page(request, place, form)


def _page(request: HttpRequest, place: Place, wrong: FillForm | None = None) -> HttpResponse:
    on = clock.today()
    matrices, firms = matrices_at(place, on), platform_firms_without_regulator(on)
    lines = [line for matrix in matrices for line in matrix.departments]
    open_ones = len({line.department.code for line in lines if line.holder is None})
    shown: dict[str, Any] = {
        "title": "部门职责分工",
        "facts": f"{place.name}，{open_ones}个部门还没写是哪个单位" if matrices else place.name,
        "matrices": matrices,
        "firms": firms[:MOST_FIRMS],
        "firm_count": len(firms),
        "fill_form": wrong
        or FillForm(prefix="fill", departments=departments_at(place, on), initial={"on": on}),
        "form": wrong,
    }
    return render(request, "desk/remits.html", shown, status=422 if wrong else 200)


def _own(request: HttpRequest) -> Place:
    place = Place.objects.filter(id=standing_of(request).place_id).first()
    if place is None:
        raise Http404("place")
    return place
