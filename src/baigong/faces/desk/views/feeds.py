"""What other departments send here: how fresh each feed is, and the receipts of one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from baigong.domains.places.selectors import labels_of
from baigong.domains.policies.selectors import code_labels, pack_for
from baigong.faces.desk.import_pages import counted
from baigong.foundation import clock
from baigong.foundation.access.standing import Standing, standing_of
from baigong.foundation.exchange.contract import spec_of
from baigong.foundation.feeds.models import Feed
from baigong.foundation.feeds.selectors import DeliveryLine, FeedStanding, deliveries_of, keys_of, standings


def register(request: HttpRequest) -> HttpResponse:
    """Every feed of the officer's place and below, late ones first."""
    found = standings(clock.today())
    places = labels_of(each.feed.place_path for each in found)
    sources = code_labels("feed_source")
    late = sum(each.is_late for each in found)
    context = {
        "title": "部门数据",
        "facts": f"{len(found)}项，{late}项迟了" if found else "",
        "lines": [_line(each, sources, places) for each in found],
        "named": _named(standing_of(request), found),
    }
    return render(request, "desk/feeds.html", context)


def _named(standing: Standing, found: list[FeedStanding]) -> list[dict[str, Any]]:
    """Return the sources the plan at this place names, each with how it stands: in time, late, or not agreed."""
    paths = standing.scope.places
    codes = pack_for(paths[0]).code_list("plan_sources") if paths else ()
    late: dict[str, bool] = {}
    for each in found:
        late[each.feed.source_code] = each.is_late and late.get(each.feed.source_code, True)
    marks = {None: ("还没有约定", "wait"), True: ("迟了", "late"), False: ("有", "done")}
    return [{"label": code.label, "mark": marks[late.get(code.code)]} for code in codes]


def _line(standing: FeedStanding, sources: dict[str, str], places: Any) -> dict[str, Any]:
    words, shape = ("迟了", "late") if standing.is_late else ("按时", "done")
    if standing.last is None and not standing.is_late:
        words, shape = "等第一次", "wait"
    feed = standing.feed
    return {
        "standing": standing,
        "source": sources.get(feed.source_code, feed.source_code),
        "place": places.get(feed.place_path, ""),
        "words": words,
        "shape": shape,
    }


def feed(request: HttpRequest, feed_id: UUID) -> HttpResponse:
    """One feed: what was agreed, its keys by number, its receipts, newest first."""
    found: Feed | None = Feed.objects.filter(id=feed_id).first()
    if found is None:
        raise Http404("feed")
    sources = code_labels("feed_source")
    context = {
        "title": found.title,
        "feed": found,
        "source": sources.get(found.source_code, found.source_code),
        "list_title": _list_title(found.list_name),
        "keys": keys_of(found),
        "lines": [_receipt(line) for line in deliveries_of(found)],
        "crumbs": [{"label": "部门数据", "url": reverse("desk:feeds")}, {"label": found.title}],
    }
    return render(request, "desk/feed.html", context)


def _list_title(name: str) -> str:
    """Return what a list is called; one that is no more is called by its name."""
    try:
        return spec_of(name).title
    except KeyError:
        return name


def _receipt(line: DeliveryLine) -> dict[str, Any]:
    is_forgotten = line.batch.forgotten_at is not None
    return {
        "line": line,
        "shape": counted(line.batch)["shape"],
        "has_rejects": bool(line.counts["rejected"]) and not is_forgotten,
    }
