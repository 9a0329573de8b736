"""What machines read: robots.txt, the maps of the site, the feed of new vacancies and of any search."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Rss201rev2Feed

from baigong.domains.vacancies.public import first_public, public_places
from baigong.domains.vacancies.public_addresses import last_published, public_addresses, public_count
from baigong.faces.portal.searching import SearchForm, names_of, read
from baigong.faces.portal.wording import facts_text, pay_words

FEED_LENGTH = 50
# The protocol of site maps allows fifty thousand addresses in one file.
MAP_LENGTH = 49_000
XML = "application/xml; charset=utf-8"


def robots(request: HttpRequest) -> HttpResponse:
    """Machines may read the public pages; desk and sign-in are nothing to index, nor are positions in lists."""
    where = request.build_absolute_uri(reverse("portal:sitemap"))
    lines = (
        "User-agent: *", "Disallow: /desk/", "Disallow: /sign-in/", "Disallow: /*?*after=",
        "Disallow: /*?*before=", "Allow: /", f"Sitemap: {where}",
    )  # fmt: skip
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def sitemap(request: HttpRequest) -> HttpResponse:
    """The maps there are: one of the standing pages, then the vacancies in files of what the protocol allows."""
    count, last = public_count()
    numbers = range(1 + -(-count // MAP_LENGTH))
    maps = [
        (request.build_absolute_uri(reverse("portal:sitemap_part", args=[number])), last)
        for number in numbers
    ]
    return render(request, "portal/sitemap.xml", {"maps": maps}, content_type=XML)


def sitemap_part(request: HttpRequest, number: int) -> HttpResponse:
    """Map 0 lists the standing pages, the others vacancies, the newest first."""
    pages: list[tuple[str, datetime.datetime | None]]
    if number == 0:
        pages = [(request.build_absolute_uri(address), None) for address in _standing_pages()]
    else:
        pages = [
            (request.build_absolute_uri(reverse("portal:job", args=[key])), changed)
            for key, changed in public_addresses(MAP_LENGTH, skip=(number - 1) * MAP_LENGTH)
        ]
    if not pages:
        raise Http404
    return render(request, "portal/sitemap_part.xml", {"pages": pages}, content_type=XML)


def _standing_pages() -> list[str]:
    names = (
        "portal:home",
        "portal:jobs",
        "portal:firms",
        "portal:places",
        "portal:policies",
        "portal:bundles",
        "portal:commissioners",
        "portal:points",
        "portal:privacy",
    )
    places = [reverse("portal:place", args=[place.key]) for place in public_places()]
    return [*(reverse(name) for name in names), *places]


def feed(request: HttpRequest) -> HttpResponse:
    """The newest vacancies as RSS 2.0; with the conditions of a search, the newest it finds."""
    places = public_places()
    form = SearchForm(request.GET, places)
    if not form.is_valid():
        return HttpResponse(
            "这个订阅地址读不懂，请从找工作那一页重新订阅。", "text/plain; charset=utf-8", 400
        )
    asked = read(form, places)
    query = asked.address()
    made = _feed(request, "、".join(names_of(asked, places).values()), query)
    for vacancy in first_public(asked.search, FEED_LENGTH):
        where = request.build_absolute_uri(reverse("portal:job", args=[vacancy.id]))
        made.add_item(
            title=f"{vacancy.title}，{pay_words(vacancy)}",
            link=where,
            description=facts_text(vacancy),
            unique_id=where,
            pubdate=vacancy.public_since,
        )
    return HttpResponse(made.writeString("utf-8"), content_type="application/rss+xml; charset=utf-8")


def _feed(request: HttpRequest, conditions: str, query: str) -> Any:
    office = getattr(settings, "BAIGONG_OFFICE", {}).get("name", "")
    title = f"{office}最新岗位" if office else "百工：最新岗位"
    joint = f"?{query}" if query else ""
    return Rss201rev2Feed(
        title=f"{title}（{conditions}）" if conditions else title,
        link=request.build_absolute_uri(reverse("portal:jobs") + joint),
        description="新公开的岗位，新的在前。求职不收费。",
        language="zh-cn",
        feed_url=request.build_absolute_uri(reverse("portal:feed") + joint),
        pubdate=last_published(),
    )
