"""Agreeing with departments on feeds and giving them keys; deliveries by their receipts, without a cell (M18.1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from baigong.domains.places.models import Place
from baigong.domains.places.selectors import labels_of
from baigong.domains.policies.selectors import code_labels
from baigong.faces.oversight.forms_feeds import EndKeyForm, FeedForm, WithdrawFeedForm
from baigong.faces.oversight.sight import own_place, place_choices
from baigong.foundation import clock
from baigong.foundation.access.standing import standing_of
from baigong.foundation.exchange.contract import list_names, spec_of
from baigong.foundation.feeds.errors import FeedError
from baigong.foundation.feeds.models import Feed, FeedKey
from baigong.foundation.feeds.receipts import receipt_of
from baigong.foundation.feeds.selectors import FeedStanding, deliveries_of, keys_of, standings
from baigong.foundation.feeds.services import end_key, open_feed, open_key, withdraw_feed
from baigong.foundation.scope import Scope, enter

_STATES = {"done": "done", "waiting": "wait", "failed": "late", "undone": "off"}


def register(request: HttpRequest) -> HttpResponse:
    """Every feed of the own place and below; a new one is agreed on."""
    place = own_place(request)
    form = _form(request, place)
    if request.method == "POST" and form.is_valid():
        made = _open(request, place, form)
        if made is not None:
            messages.success(request, f"“{made.title}”约定好了。请接着开一把密钥，当面交给对方。")
            return HttpResponseRedirect(reverse("oversight:feed", args=[made.id]))
    with enter(_here(request, place)):
        found = standings(clock.today())
    labels, sources = labels_of(each.feed.place_path for each in found), code_labels("feed_source")
    shown = {
        "title": "部门数据",
        "facts": f"{len(found)}项，{sum(each.is_late for each in found)}项迟了" if found else "",
        "lines": [_line(each, labels, sources) for each in found],
        "form": form,
    }
    return render(request, "oversight/feeds.html", shown, status=422 if form.is_bound else 200)


def feed(request: HttpRequest, feed_id: UUID) -> HttpResponse:
    """One feed: its terms, its keys, what came and how it ended."""
    return _page(request, feed_id)


def give_key(request: HttpRequest, feed_id: UUID) -> HttpResponse:
    """Open a key; its secret is shown in this one answer and never again."""
    place = own_place(request)
    with enter(_here(request, place)):
        found = _feed_or_404(feed_id)
        try:
            key, secret = open_key(by=standing_of(request).scope.actor, feed=found)
        except FeedError as error:
            messages.error(request, error.sentence)
            return HttpResponseRedirect(reverse("oversight:feed", args=[feed_id]))
    shown = {"title": "密钥开好了", "feed": found, "key": key, "secret": secret, "crumbs": _crumbs(found)}
    response = render(request, "oversight/feed_key.html", shown)
    response["Cache-Control"] = "no-store"
    return response


def stop_key(request: HttpRequest, feed_id: UUID) -> HttpResponse:
    """End a key of the feed at once."""
    form = EndKeyForm(request.POST)

    def deed(by: str, found: Feed) -> str:
        number = form.cleaned_data["key"] if form.is_valid() else ""
        key = FeedKey.objects.filter(feed=found, number=number).first()
        if key is None:
            raise FeedError("key", "没说清停用哪一把。请在列表里点按钮。")
        end_key(by=by, key=key)
        return f"密钥{key.number}停用了，从现在起它的签名不再算数。"

    return _do(request, feed_id, deed)


def withdraw(request: HttpRequest, feed_id: UUID) -> HttpResponse:
    """End a feed with a reason; what it delivered stays."""
    form = WithdrawFeedForm(request.POST)
    if not form.is_valid():
        return _page(request, feed_id, form)

    def deed(by: str, found: Feed) -> str:
        withdraw_feed(by=by, feed=found, reason=form.cleaned_data["reason"])
        return f"“{found.title}”停了，密钥一起停用。收过的数据都在。"

    return _do(request, feed_id, deed)


def _page(request: HttpRequest, feed_id: UUID, wrong: WithdrawFeedForm | None = None) -> HttpResponse:
    with enter(_here(request, own_place(request))):
        found = _feed_or_404(feed_id)
        lines, keys = deliveries_of(found), keys_of(found)
        receipts = [receipt_of(found, lines[0].delivery)] if lines else []
    shown: dict[str, Any] = {
        "title": found.title,
        "feed": found,
        "place": labels_of([found.place_path]).get(found.place_path, ""),
        "source": code_labels("feed_source").get(found.source_code, found.source_code),
        "list_title": _list_title(found.list_name),
        "keys": keys,
        "may_open_key": found.withdrawn_at is None
        and sum(key.ended_at is None for key in keys) < len(FeedKey.SLOTS),
        "lines": lines,
        "newest": _told(found, receipts[0]) if receipts else None,
        "form": wrong,
        "withdraw_form": wrong or WithdrawFeedForm(),
        "crumbs": _crumbs(found),
    }
    return render(request, "oversight/feed.html", shown, status=422 if wrong else 200)


def _told(found: Feed, receipt: dict[str, Any]) -> dict[str, Any]:
    """Return the newest receipt as the sender may read it: where rows are bad, never what stands in them."""
    fields = {each.name: each.label for each in _fields(found.list_name)}
    rejects = [
        {
            "sheet": each["sheet"],
            "row": each["row"],
            "fields": [fields.get(name, name) for name in each["fields"]],
        }
        for each in receipt["rejects"]
    ]
    return receipt | {"shape": _STATES[receipt["state"]], "rejects": rejects}


def _fields(list_name: str) -> Any:
    return spec_of(list_name).layout.fields if list_name in list_names() else ()


def _list_title(name: str) -> str:
    return spec_of(name).title if name in list_names() else name


def _line(standing: FeedStanding, places: dict[str, str], sources: dict[str, str]) -> dict[str, Any]:
    words, shape = ("迟了", "late") if standing.is_late else ("按时", "done")
    if standing.last is None and not standing.is_late:
        words, shape = "等第一次", "wait"
    found = standing.feed
    return {
        "feed": found,
        "last": standing.last,
        "due_on": standing.due_on,
        "place": places.get(found.place_path, ""),
        "source": sources.get(found.source_code, found.source_code),
        "words": words,
        "shape": shape,
    }


def _form(request: HttpRequest, place: Place) -> FeedForm:
    places = [(place.path, place.name), *((path, label) for path, label in place_choices(place)[2:])]
    return FeedForm(
        request.POST or None,
        sources=list(code_labels("feed_source").items()),
        lists=[(name, spec_of(name).title) for name in list_names()],
        places=places,
    )


def _open(request: HttpRequest, place: Place, form: FeedForm) -> Feed | None:
    at = Place.objects.get(path=form.cleaned_data["place"])
    by = standing_of(request).scope.actor
    try:
        with enter(_here(request, place)):
            return open_feed(
                by=by, terms=form.terms, place_id=at.id, place_path=at.path, county_id=at.county_id
            )
    except FeedError as error:
        form.add_error("name" if error.code == "name" else None, error.sentence)
        return None


def _do(request: HttpRequest, feed_id: UUID, deed: Callable[[str, Feed], str]) -> HttpResponse:
    try:
        with enter(_here(request, own_place(request))):
            messages.success(request, deed(standing_of(request).scope.actor, _feed_or_404(feed_id)))
    except FeedError as error:
        messages.error(request, error.sentence)
    return HttpResponseRedirect(reverse("oversight:feed", args=[feed_id]))


def _feed_or_404(feed_id: UUID) -> Feed:
    found: Feed | None = Feed.objects.filter(id=feed_id).first()
    if found is None:
        raise Http404("feed")
    return found


def _crumbs(found: Feed) -> list[dict[str, str]]:
    return [
        {"label": "部门数据", "url": reverse("oversight:feeds")},
        {"label": found.title, "url": reverse("oversight:feed", args=[found.id])},
    ]


def _here(request: HttpRequest, place: Place) -> Scope:
    """Return a scope over the administrator's own place, for the feeds that power agrees on."""
    scope = standing_of(request).scope
    return Scope(actor=scope.actor, label=scope.label, places=(place.path,))
