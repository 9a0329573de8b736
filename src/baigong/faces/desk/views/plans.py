"""The plans carried out here: which stack at a place on a day, what each adds, whose figures count."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from baigong.domains.places.models import Place
from baigong.domains.policies.clauses import Carrier, ClauseLine, clauses_of
from baigong.domains.policies.overview import overview_of
from baigong.faces.desk.choices import id_choices
from baigong.faces.desk.clause_pages import page_named
from baigong.foundation import clock
from baigong.foundation.access.standing import standing_of
from baigong.kernels.packs import PlanStanding

STANDINGS = {"done": ("能办", "done"), "part": ("能办一部分", "wait"), "none": ("还没有", "off")}
SHAPES = {
    PlanStanding.IN_FORCE: "on",
    PlanStanding.UPCOMING: "wait",
    PlanStanding.ENDED: "off",
    PlanStanding.SUPERSEDED: "off",
}


class PlanQuestion(forms.Form):
    """For which place and which day."""

    place = forms.ChoiceField(label="地方", required=False)
    on = forms.DateField(
        label="哪一天", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *arguments: Any, places: list[tuple[str, str]], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["place"].choices = places  # type: ignore[attr-defined]  # a ChoiceField


def plans(request: HttpRequest) -> HttpResponse:
    """The plans at the officer's place, or at one below it, as they stand on a day."""
    standing = standing_of(request)
    given = {
        "place": request.GET.get("place") or standing.place_id,
        "on": request.GET.get("on") or clock.today(),
    }
    form = PlanQuestion(given, places=id_choices(standing))
    context: dict[str, Any] = {"title": "本地执行的方案", "question": form, "base": reverse("desk:plans")}
    if form.is_valid():
        context |= _answer(form)
    else:
        context["problem"] = "没有这个地方，或日期写得不对。请重新选。"
    return render(request, "desk/plans.html", context)


def clauses(request: HttpRequest, plan_id: str) -> HttpResponse:
    """One plan clause by clause: its words, and what carries each out."""
    standing = standing_of(request)
    place = Place.objects.get(id=standing.place_id)
    found = clauses_of(plan_id, place.path, clock.today())
    if found is None:
        raise Http404("plan")
    done, part, none = (found.count(each) for each in STANDINGS)
    shown = {
        "title": found.title,
        "facts": f"{len(found.lines)}条：{done}条都能办，{part}条能办一部分，{none}条还没有"
        if found.lines
        else "",
        "plan": found,
        "lines": [_clause_line(line) for line in found.lines],
        "crumbs": [
            {"label": "本地执行的方案", "url": reverse("desk:plans")},
            {"label": found.title, "url": ""},
        ],
    }
    return render(request, "desk/plan_clauses.html", shown)


def _clause_line(line: ClauseLine) -> dict[str, Any]:
    label, shape = STANDINGS[line.standing]
    return {
        "line": line,
        "label": label,
        "shape": shape,
        "carriers": [_carrier(each) for each in line.carriers],
    }


def _carrier(carrier: Carrier) -> dict[str, str]:
    if carrier.kind == "register":
        url = reverse("desk:ledger", args=[carrier.name.lower()])
        return {"kind": carrier.kind_label, "label": carrier.label, "url": url}
    if carrier.kind == "page":
        label, url = page_named(carrier.name)
        return {"kind": carrier.kind_label, "label": label, "url": url}
    return {"kind": carrier.kind_label, "label": carrier.label, "url": ""}


def _answer(form: PlanQuestion) -> dict[str, Any]:
    place = Place.objects.filter(id=form.cleaned_data["place"]).first()
    if place is None:
        raise Http404("place")
    overview = overview_of(place, form.cleaned_data["on"])
    lines = [{"plan": plan, "shape": SHAPES[plan.standing]} for plan in overview.plans]
    in_force = [each for each in overview.plans if each.standing is PlanStanding.IN_FORCE]
    return {
        "overview": overview,
        "lines": lines,
        "adding": in_force,
        "facts": f"{place.name}，{overview.on}这一天，{len(in_force)}份方案一起执行",
    }
