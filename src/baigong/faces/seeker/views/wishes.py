"""Saying what one wants: the trade in one's own words, then the official name that comes nearest."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from baigong.domains.parties.models import Person
from baigong.domains.places.selectors import labels_of
from baigong.domains.seekers.errors import SeekerError
from baigong.domains.seekers.wishes import own_entries, say_wishes, trades_like
from baigong.domains.vacancies.public import public_places
from baigong.domains.workers.models import Registration
from baigong.faces.seeker.acting import actor, for_person
from baigong.faces.seeker.forms import OWN_STATES, OWN_WORDS, YUAN, WishesForm

ASKED = "asked"


@for_person
def edit(request: HttpRequest, person: Person) -> HttpResponse:
    """The wishes; new words for the trade are first put to the person as three to five known trades."""
    entries = own_entries(person.id)
    if not entries:
        messages.error(request, "还没有您的求职登记。请到村居或镇街登记一次。")
        return redirect("seeker:home")
    entry = entries[0]
    places = _places(entry)
    if request.method != "POST":
        trades = trades_like(entry.occupation_text) if entry.occupation_text else []
        return _page(
            request, WishesForm(trades=trades, places=places, initial=_initial(entry)), entry.occupation_text
        )
    words = request.POST.get("occupation_text", "").strip()
    trades = trades_like(words) if words else []
    form = WishesForm(request.POST, trades=trades, places=places)
    is_new_word = words != request.POST.get(ASKED, "") and bool(trades)
    if is_new_word and "occupation" not in request.POST:
        form.fields["occupation"].initial = trades[0][0]
    if form.is_valid() and not is_new_word:
        try:
            say_wishes(by=actor(request), person_id=person.id, values=form.values(dict(places)))
            messages.success(request, "记下了。按这些给您找岗位。")
            return redirect("seeker:jobs")
        except SeekerError as error:
            form.add_error(None, error.sentence)
    return _page(request, form, words, is_asking=is_new_word)


def _page(request: HttpRequest, form: WishesForm, asked: str, *, is_asking: bool = False) -> HttpResponse:
    shown = {
        "title": "我想干什么活",
        "form": form,
        "asked": asked,
        "is_asking": is_asking,
        "crumbs": [{"label": "我的登记", "url": reverse("seeker:record")}, {"label": "想干的活", "url": ""}],
    }
    return render(request, "seeker/wishes.html", shown, status=422 if form.is_bound and form.errors else 200)


def _places(entry: Registration) -> list[tuple[str, str]]:
    """Return what may be wished: every county, the towns of one's own, and what was wished before."""
    known = public_places()
    offered = {
        place.path: place.name
        for place in known
        if not place.county or entry.place_path.startswith(place.path.rsplit("/", 2)[0] + "/")
    }
    kept = [path for path in entry.wish_places if path not in offered]
    return list((offered | labels_of(kept)).items())


def _initial(entry: Registration) -> dict[str, Any]:
    pay = entry.pay_from_fen_month
    return {
        "occupation_text": entry.occupation_text,
        "occupation": (entry.occupation_codes or [OWN_WORDS])[0],
        "places": entry.wish_places,
        "pay_yuan": pay // YUAN if pay else None,
        "shift": entry.shift,
        "lodging": {True: "yes", False: "no"}.get(entry.wants_lodging, "")
        if entry.wants_lodging is not None
        else "",
        "free_from": entry.free_from,
    }


@for_person
def change_state(request: HttpRequest, person: Person) -> HttpResponse:
    """Look for work, or not now: matching follows at once."""
    state = request.POST.get("state", "")
    words = {str(code): label for code, label in OWN_STATES}
    if state not in words:
        messages.error(request, "没看懂您选的状态。请再选一次。")
        return redirect("seeker:record")
    try:
        say_wishes(by=actor(request), person_id=person.id, values={"state": state})
        messages.success(request, f"改成“{words[state]}”了。")
    except SeekerError as error:
        messages.error(request, error.sentence)
    return redirect("seeker:record")
