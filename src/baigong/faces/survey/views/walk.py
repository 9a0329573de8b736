"""The round: whom to ask next, what came of it with one tap, and taking it back."""

from __future__ import annotations

import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from baigong.domains.canvass.enums import MissReason, Outcome
from baigong.domains.canvass.outcomes import ContactError, record_outcome, undo_outcome
from baigong.domains.canvass.rhythm import MISSES, UNDO, figure_at, rhythm_at
from baigong.domains.canvass.selectors import contact_in_sight, just_recorded, round_of
from baigong.domains.users.enums import Role
from baigong.domains.workers.models import Registration
from baigong.domains.workers.selectors import registration_in_sight
from baigong.faces.survey.places import own_place
from baigong.foundation import clock
from baigong.foundation.access.standing import standing_of

SHOWN = 20
REACHED = (Outcome.UNCHANGED, Outcome.EMPLOYED, Outcome.AWAY)


def walk(request: HttpRequest) -> HttpResponse:
    """The residents to be asked, those handed to the town, and what was recorded a moment ago."""
    standing, on = standing_of(request), clock.today()
    place = own_place(request)
    rhythm = rhythm_at(place.path, on)
    found = round_of(place.path, rhythm, on, limit=SHOWN)
    minutes = figure_at(UNDO, place.path, on)
    since = clock.now() - datetime.timedelta(minutes=minutes)
    shown = {
        "title": "摸排走访",
        "place_name": place.name,
        "round": found,
        "more": max(found.waiting - len(found.stops), 0),
        "reached": [(each.value, each.label) for each in REACHED],
        "unreachable": Outcome.UNREACHABLE.value,
        "reasons": MissReason.choices,
        "misses_allowed": figure_at(MISSES, place.path, on),
        "recent": just_recorded(standing.scope.actor, since),
        "minutes": minutes,
        "is_town": standing.role != Role.VILLAGE_OFFICER,
    }
    return render(request, "survey/walk.html", shown)


def _entry_or_404(registration_id: UUID) -> Registration:
    found = registration_in_sight(registration_id)
    if found is None or found.person is None:
        raise Http404
    return found


def outcome(request: HttpRequest, registration_id: UUID) -> HttpResponse:
    """Record what came of one try; a miss needs its reason."""
    entry, standing = _entry_or_404(registration_id), standing_of(request)
    said = request.POST.get("outcome", "")
    if said not in Outcome.values:
        messages.error(request, "还没选结果。请点“没变化”“已就业”“外出”或“联系不上”。")
        return HttpResponseRedirect(reverse("survey:walk"))
    try:
        record_outcome(
            by=standing.scope.actor,
            surveyor=standing.scope.label,
            registration=entry,
            outcome=said,
            reason=request.POST.get("reason", ""),
            on=clock.today(),
        )
    except ContactError as error:
        messages.error(request, error.sentence)
    else:
        messages.success(request, f"已记下{entry.person.full_name}：{Outcome(said).label}。")
    return HttpResponseRedirect(reverse("survey:walk"))


def undo(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Take back what was recorded by mistake a moment ago."""
    contact = contact_in_sight(contact_id)
    if contact is None:
        raise Http404
    try:
        undo_outcome(by=standing_of(request).scope.actor, contact=contact)
    except ContactError as error:
        messages.error(request, error.sentence)
    else:
        messages.success(request, "已撤回，这个人还在要走访的清单里。")
    return HttpResponseRedirect(reverse("survey:walk"))
