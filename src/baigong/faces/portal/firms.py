"""Firms that hire, one firm with its open posts, and the zone of a group of firms a plan puts forward."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from baigong.domains.policies.selectors import organisation_groups
from baigong.domains.vacancies.public import public_places, search_public
from baigong.domains.vacancies.public_firms import firms_in_group, hiring_firm, hiring_firms
from baigong.domains.vacancies.public_search import VacancySearch
from baigong.faces.portal.lines import lines
from baigong.faces.portal.paging import pager
from baigong.foundation import clock
from baigong.foundation.lists.errors import ListRequestError

LONGEST_NAME = 40


def firms(request: HttpRequest) -> HttpResponse:
    """The firms that hire now, found by name and place."""
    places = public_places()
    name, key = request.GET.get("q", "").strip(), request.GET.get("place", "")
    place = next((each for each in places if each.key == key), None)
    number = request.GET.get("page", "1")
    refusal = _refusal(name, number, is_place_wrong=bool(key) and place is None)
    context: dict[str, Any] = {"title": "招人的企业", "places": places, "values": {"q": name, "place": key}}
    if refusal:
        return render(request, "portal/firms.html", context | {"refusal": refusal}, status=400)
    found = hiring_firms(name=name, place_path=place.path if place else "", page=int(number))
    context |= {"found": found, "zones": _zones(), "pager": _pages(found.page, found.pages, name, key)}
    return render(request, "portal/firms.html", context)


def firm(request: HttpRequest, firm_id: uuid.UUID) -> HttpResponse:
    """One firm by what its advertisements say; a firm without an open post has no page."""
    found = hiring_firm(firm_id)
    if found is None:
        raise Http404
    crumbs = [{"label": "招人的企业", "url": reverse("portal:firms")}, {"label": found.name}]
    context = {"title": found.name, "firm": found, "crumbs": crumbs}
    return _posts(request, "portal/firm.html", context, VacancySearch(employers=frozenset({firm_id})))


def zone(request: HttpRequest, group_code: str) -> HttpResponse:
    """The posts of the firms in one group of the plan, those of key enterprises above all."""
    label = organisation_groups().get(group_code)
    if label is None:
        raise Http404
    members = firms_in_group(group_code, clock.today())
    crumbs = [{"label": "招人的企业", "url": reverse("portal:firms")}, {"label": f"{label}招聘专区"}]
    context = {"title": f"{label}招聘专区", "label": label, "crumbs": crumbs}
    return _posts(request, "portal/zone.html", context, VacancySearch(employers=members))


def _posts(
    request: HttpRequest, template: str, context: dict[str, Any], search: VacancySearch
) -> HttpResponse:
    try:
        page = search_public(search, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    except ListRequestError as error:
        return render(request, template, context | {"refusal": str(error)}, status=400)
    context |= {"page": page, "lines": lines(page.vacancies), "pager": pager(page, request.path, "", "new")}
    return render(request, template, context)


def _zones() -> list[dict[str, str]]:
    return [
        {"label": f"{label}招聘专区", "url": reverse("portal:zone", args=[code])}
        for code, label in organisation_groups().items()
    ]


def _refusal(name: str, number: str, *, is_place_wrong: bool) -> str:
    if is_place_wrong:
        return "“地方”这一项读不懂，请从下面重新选。"
    if len(name) > LONGEST_NAME or "\x00" in name:
        return f"企业名称最多写{LONGEST_NAME}个字。"
    if not (number.isascii() and number.isdigit() and int(number[:9]) > 0 and len(number) < 9):
        return "页码读不懂，请从第1页重新打开。"
    return ""


def _pages(page: int, pages: int, name: str, key: str) -> dict[str, str]:
    def address(number: int) -> str:
        kept = {"q": name, "place": key, "page": str(number) if number > 1 else ""}
        query = urlencode({name: value for name, value in kept.items() if value})
        return reverse("portal:firms") + (f"?{query}" if query else "")

    return {
        "previous_url": address(page - 1) if page > 1 else "",
        "next_url": address(page + 1) if page < pages else "",
        "range_text": f"第{page}页",
        "total_text": f"共{pages}页",
        "sort_text": "要人多的在前",
    }
