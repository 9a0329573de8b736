"""Unusual patterns, the check of the chain, and the count after an incident."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from baigong.domains.users.actors import actors_named
from baigong.faces.frame.handing_out import answer_of
from baigong.faces.oversight.alarms import limits_at, patterns_now
from baigong.faces.oversight.forms import IncidentForm
from baigong.faces.oversight.incident_report import Report, report_of
from baigong.faces.oversight.sight import own_place, sightline_of
from baigong.faces.oversight.taking_out import hand_out_incident
from baigong.faces.oversight.trail import actors_asked, trail_form
from baigong.faces.oversight.views.handouts import page_of
from baigong.foundation import clock
from baigong.foundation.access.standing import standing_of
from baigong.foundation.audit.anchor import read_anchor
from baigong.foundation.audit.checking import last_verification, start_verification
from baigong.foundation.audit.incident import incident_of
from baigong.foundation.audit.searching import last_seals, unsealed_count
from baigong.foundation.exchange.handouts import HandoutError
from baigong.kernels.vigilance import RULES, Limits

MOST_SHOWN = 100


def patterns(request: HttpRequest) -> HttpResponse:
    """Who looked at more than the work asks for, by declared rules with the figures in force."""
    place = own_place(request)
    limits = limits_at(place.path)
    found = patterns_now(place.path, sightline_of(request))
    actors = actors_named(each.actor for each in found if each.actor)
    labels = {rule.code: rule.label for rule in RULES}
    rows = [
        {
            "rule": labels[each.rule],
            "actor": actors.get(each.actor),
            "pattern": each,
            "when": _when(each.first_at, each.last_at),
            "entry": each.entries[-1],
        }
        for each in found[:MOST_SHOWN]
    ]
    shown = {
        "title": "异常查看",
        "rows": rows,
        "more": max(0, len(found) - MOST_SHOWN),
        "rules": [(rule.label, rule.sentence.format(limit=_limit(rule.code, limits))) for rule in RULES],
        "night": f"{limits.night_from}时到{limits.night_until}时",
        "facts": f"最近30天，共{len(found)}处",
    }
    return render(request, "oversight/patterns.html", shown)


def verification(request: HttpRequest) -> HttpResponse:
    """The last check of the chain, and the button for another one."""
    if request.method == "POST":
        start_verification(by=standing_of(request).scope.actor)
        return HttpResponseRedirect(reverse("oversight:verification"))
    anchor = read_anchor()
    shown = {
        "title": "核验审计链",
        "job": last_verification(),
        "seals": last_seals(),
        "waiting": unsealed_count(),
        "anchored": anchor.newest.number if anchor.newest else 0,
        "broken_line": anchor.broken_line,
    }
    return render(request, "oversight/verification.html", shown)


def incident(request: HttpRequest) -> HttpResponse:
    """From a suspicion to figures, deadlines and the list of whom to notify; asked by sending, kept nowhere."""
    sightline, place = sightline_of(request), own_place(request)
    if request.method != "POST":
        form = trail_form(request, sightline, IncidentForm, initial={"known_at": clock.now()})
        return render(request, "oversight/incident.html", {"title": "事件清点", "form": form})
    form = trail_form(request, sightline, IncidentForm, data=request.POST)
    shown: dict[str, Any] = {"title": "事件清点", "form": form}
    if not form.is_valid():
        return render(request, "oversight/incident.html", shown, status=422)
    asked = form.question(actors_asked(form), is_sensitive=True)
    report = report_of(
        incident_of(asked, sightline),
        known_at=form.cleaned_data["known_at"],
        operator=form.cleaned_data["operator"],
        place_path=place.path,
    )
    if request.POST.get("as") == "workbook":
        try:
            return _workbook(request, report)
        except HandoutError as error:
            messages.error(request, error.sentence)
    return render(request, "oversight/incident.html", shown | {"report": report})


def _workbook(request: HttpRequest, report: Report) -> HttpResponse:
    page = page_of(request)
    handed = hand_out_incident(report, standing=standing_of(request), place=own_place(request), page=page)
    return answer_of(request, page, handed, f"事件清点{clock.today()}.xlsx")


def _when(first: Any, last: Any) -> str:
    begins, ends = clock.minute_of(first), clock.minute_of(last)
    if begins == ends:
        return begins
    return f"{begins} 到 {ends[-5:] if begins[:10] == ends[:10] else ends[5:]}"


def _limit(code: str, limits: Limits) -> int:
    return {"hourly": limits.hourly, "usual": limits.times_usual, "watched": limits.watchers}.get(code, 0)
