"""Pages of one place: its posts, the sheet for the notice board, the screen for the lobby."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from baigong.domains.places.models import Place
from baigong.domains.places.selectors import labels_of, open_place
from baigong.domains.vacancies.public import (
    counts_by_place,
    first_public,
    public_places,
    search_public,
)
from baigong.domains.vacancies.public_search import VacancySearch
from baigong.faces.portal.lines import lines, lines_of, list_url
from baigong.faces.portal.qr import square_code
from baigong.foundation import clock

ON_A_SHEET = 9
ON_A_SCREEN = 8
MOST_SCREENS = 10
SCREEN_SECONDS = 20
LATEST = 10


def places(request: HttpRequest) -> HttpResponse:
    """Every county and its towns, with how many posts each has; an empty one says so."""
    listed = public_places()
    counts = counts_by_place([place.path for place in listed])
    towns: dict[str, list[dict[str, Any]]] = {place.name: [] for place in listed if not place.county}
    for place in listed:
        if place.county:
            towns[place.county].append({"place": place, "count": counts[place.path]})
    counties = [
        {"place": place, "count": counts[place.path], "towns": towns[place.name]}
        for place in listed
        if not place.county
    ]
    return render(request, "portal/places.html", {"title": "各地岗位", "counties": counties})


def place(request: HttpRequest, place_key: str) -> HttpResponse:
    """The section of one place: what is open there, what came last, and what may be printed."""
    found, label = _place(place_key)
    page = search_public(VacancySearch(place_path=found.path))
    crumbs = [{"label": "各地岗位", "url": reverse("portal:places")}, {"label": label}]
    context = {
        "title": f"{label}招工专区",
        "label": label,
        "place_key": place_key,
        "page": page,
        "lines": lines(page.vacancies[:LATEST]),
        "nearby": _nearest(found)[:LATEST] if not page.total else [],
        "list_url": list_url(f"place={place_key}"),
        "is_listed": any(each.key == place_key for each in public_places()),
        "crumbs": crumbs,
    }
    return render(request, "portal/place.html", context)


def sheet(request: HttpRequest, place_key: str) -> HttpResponse:
    """One page of paper for a notice board: the nearest posts in large type, and a code that leads here."""
    found, label = _place(place_key)
    where = request.build_absolute_uri(reverse("portal:place", args=[place_key]))
    context = {
        "title": f"{label}招工信息",
        "label": label,
        "today": clock.today(),
        "lines": _nearest(found)[:ON_A_SHEET],
        "where": where,
        "code": square_code(where),
        "place_key": place_key,
    }
    return render(request, "portal/sheet.html", context)


def screen(request: HttpRequest, place_key: str) -> HttpResponse:
    """A wall of large type that goes on to its next page by itself; nobody touches it."""
    found, label = _place(place_key)
    search = VacancySearch(place_path=found.path)
    posts = first_public(search, ON_A_SCREEN * MOST_SCREENS)
    pages = max(1, -(-len(posts) // ON_A_SCREEN))
    asked = request.GET.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 3 else 1
    number = min(max(1, number), pages)
    address = reverse("portal:screen", args=[place_key])
    where = request.build_absolute_uri(reverse("portal:place", args=[place_key]))
    total = search_public(search)
    context: dict[str, Any] = {
        "title": f"{label}今天在招的岗位",
        "label": label,
        "now": clock.now().astimezone(clock.CHINA),
        "lines": lines(posts[(number - 1) * ON_A_SCREEN : number * ON_A_SCREEN]),
        "page": total,
        "number": number,
        "pages": pages,
        "seconds": SCREEN_SECONDS,
        "next_url": f"{address}?page={number % pages + 1}",
        "code": square_code(where),
    }
    return render(request, "portal/screen.html", context)


def _place(key: str) -> tuple[Place, str]:
    """Return a place and its name with the county's before it."""
    found = open_place(key)
    if found is None:
        raise Http404
    keys = found.path.strip("/").split("/")
    begin = keys.index(found.county_id) if found.county_id in keys else len(keys) - 1
    paths = ["/".join(keys[: end + 1]) + "/" for end in range(begin, len(keys))]
    names = labels_of(paths)
    return found, "".join(names.get(path, "") for path in paths)


def _nearest(found: Place) -> list[dict[str, Any]]:
    """Return a page of posts, the nearest first, each with how far it is."""
    return lines_of(search_public(VacancySearch(order="near", near_path=found.path)))
