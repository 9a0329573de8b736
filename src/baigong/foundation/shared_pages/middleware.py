"""Serves kept pages before anything else is done for a request, and keeps those that may be kept."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.template import loader
from django.urls import Resolver404, resolve
from django.utils.cache import patch_vary_headers
from django.utils.http import http_date, parse_http_date_safe

from baigong.foundation.access.routes import Policy
from baigong.foundation.shared_pages.flights import Flights
from baigong.foundation.shared_pages.keeping import HX, KeptPages
from baigong.foundation.shared_pages.options import SharedPages
from baigong.foundation.shared_pages.store import Page

VARY = ("Cookie", "HX-Request", "HX-History-Restore-Request", "Accept-Encoding")
_KEPT = {200, 410}
LONGEST_QUERY = 400
SHED_SECONDS = 3
# How long after news an old page may still be given while no thread is free to make it anew.
OLD_SECONDS = 10.0


class SharedPagesMiddleware:
    """Outermost, so that what is kept has every header the site sets."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.chosen: SharedPages = settings.BAIGONG_SHARED_PAGES
        self.kept, self.flights = KeptPages(self.chosen), self._flights()
        self.kept.stand_at_the_door()

    def _flights(self) -> Flights:
        return Flights(self.chosen.at_work, self.chosen.waiting, self.chosen.wait_seconds)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_static = request.path_info.startswith(f"/{settings.STATIC_URL.lstrip('/')}")
        if request.method not in ("GET", "HEAD") or is_static or not self.chosen.seconds:
            return self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            return self._for_one(request)
        key = self._key(request)
        held = self.kept.store.get(key)
        if held is not None:
            self.kept.news.look()
            if self.kept.news.leave(held) and held.kept_until > time.time():
                return answer(request, held)
        elif not is_shared(request.path_info):
            return self.get_response(request)
        return self._make(request, key, held)

    def _for_one(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.has_header("Cache-Control") and is_shared(request.path_info):
            response["Cache-Control"] = "private, no-cache"
            patch_vary_headers(response, VARY)
        return response

    def _key(self, request: HttpRequest) -> Hashable:
        told = request.META
        return (
            request.scheme, told.get("HTTP_HOST"), request.path_info, told.get("QUERY_STRING", ""),
            *(told.get(name, "") for name in HX), request.COOKIES.get(self.chosen.cookie, "")[:40],
        )  # fmt: skip

    def _may_pass(self, held: Page | None) -> bool:
        """Say whether an old page may be given while there is no room to renew it: for some seconds after news."""
        now = time.time()
        return (
            held is not None
            and now - self.kept.news.came_at < OLD_SECONDS
            and now < held.kept_until + OLD_SECONDS
        )

    def _make(self, request: HttpRequest, key: Hashable, held: Page | None) -> HttpResponse:
        """Make the page, or take what another thread makes; whoever finds neither room nor page is sent back."""
        begun = self.flights.begin(key)
        if begun is not None:
            if held is not None:
                return answer(request, held)  # being renewed at this moment
            made = self.kept.store.get(key) if self.flights.wait_for(begun) else None
            if made is not None:
                return answer(request, made)
            with self.flights.room() as has_room:  # it could not be kept, so each makes their own
                return self.get_response(request) if has_room else shed()
        try:
            with self.flights.room(is_patient=not self._may_pass(held)) as has_room:
                if not has_room and held is not None and self._may_pass(held):
                    return answer(request, held)
                return self._lead(request, key, held) if has_room else shed()
        finally:
            self.flights.end(key)

    def _lead(self, request: HttpRequest, key: Hashable, held: Page | None) -> HttpResponse:
        self.kept.news.look()
        version = self.kept.news.version  # read before the page is made: a change meanwhile makes it old
        request.is_shared = True  # type: ignore[attr-defined]  # templates leave out what belongs to one reader
        response = self.get_response(request)
        is_whole = not response.streaming and not response.cookies and response.status_code in _KEPT
        if (
            not is_whole
            or request.method == "HEAD"
            or len(request.META.get("QUERY_STRING", "")) > LONGEST_QUERY
        ):
            self.kept.store.forget(key)
            return response
        response["Cache-Control"] = "public, max-age=0, must-revalidate"
        patch_vary_headers(response, VARY)
        page = Page.of(response, version, time.time(), self.chosen.seconds, held)
        self.kept.store.put(key, page)
        return answer(request, page)


def is_shared(path: str) -> bool:
    """Say whether the route of a path declares its pages the same for every stranger."""
    try:
        policy: Any = getattr(resolve(path).func, "policy", None)
    except Resolver404:
        return False
    return isinstance(policy, Policy) and policy.is_shared


def answer(request: HttpRequest, page: Page) -> HttpResponse:
    """Return a kept page to one reader: nothing but its date when they have it, packed when they can unpack."""
    if page.status == 200 and _has_it(request, page):
        response: HttpResponse = HttpResponseNotModified()
        kept = {"Cache-Control", "Vary", "Content-Security-Policy"}
        headers = tuple(pair for pair in page.headers if pair[0] in kept)
    else:
        headers, body = page.answer_to(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        response = HttpResponse(body if request.method == "GET" else b"", status=page.status)
    for name, value in headers:
        response.headers[name] = value
    response.headers["ETag"], response.headers["Last-Modified"] = page.etag, http_date(page.made_at)
    return response


def _has_it(request: HttpRequest, page: Page) -> bool:
    tags = request.META.get("HTTP_IF_NONE_MATCH")
    if tags is not None:
        return tags.strip() == "*" or page.etag in (tag.strip() for tag in tags.split(","))
    since = parse_http_date_safe(request.META.get("HTTP_IF_MODIFIED_SINCE", ""))
    return since is not None and page.made_at <= since


def shed() -> HttpResponse:
    """Send a stranger back for a moment; the page says so and comes again by itself."""
    response = HttpResponse(loader.get_template("503.html").render({"seconds": SHED_SECONDS}), status=503)
    response["Retry-After"] = str(SHED_SECONDS)
    response._has_been_logged = True  # type: ignore[attr-defined]  # a crowd is no fault of the site
    response["Content-Length"] = str(len(response.content))
    response["Cache-Control"] = "no-store"
    return response
