"""Gives a kept page to a plain reader before a framework is asked: most of what a crowd costs is left out.

Only the plainest question is answered here: GET, no cookie that distinguishes readers, an address of ASCII letters, no
conditions, and nobody due to look for news. Everything else, and every doubt, goes on to the middleware, which knows
the whole of the rules.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings

from baigong.foundation.shared_pages.keeping import HX, KeptPages, kept_at_the_door
from baigong.foundation.shared_pages.store import Page

Environment = dict[str, Any]
Application = Callable[[Environment, Callable[..., Any]], Iterable[bytes]]
# Whoever has a page already, or wants a part of one, is answered with all the rules at hand.
_CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE")
_REASONS = {200: "200 OK", 410: "410 Gone"}


class KeptPagesDoor:
    """A WSGI application before another: what it keeps is given at once, the rest is the other's."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, environ: Environment, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request."""
        kept = kept_at_the_door()
        page = at_hand(kept, environ) if kept is not None else None
        if page is None:
            return self.application(environ, start_response)
        headers, body = page.answer_to(environ.get("HTTP_ACCEPT_ENCODING", ""))
        start_response(_REASONS[page.status], list(headers))
        return (body,)


def at_hand(kept: KeptPages, environ: Environment) -> Page | None:
    """Return the page that answers a request as it stands; None when anything has to be thought about."""
    if environ["REQUEST_METHOD"] != "GET" or any(name in environ for name in _CONDITIONS):
        return None
    cookies, path = environ.get("HTTP_COOKIE", ""), environ.get("PATH_INFO", "")
    if settings.SESSION_COOKIE_NAME in cookies or kept.chosen.cookie in cookies or not path.isascii():
        return None
    page = kept.store.get(
        (
            _scheme(environ), environ.get("HTTP_HOST"), path, environ.get("QUERY_STRING", ""),
            *(environ.get(name, "") for name in HX), "",
        )
    )  # fmt: skip
    if page is None or page.kept_until <= time.time() or not kept.news.is_heard:
        return None
    return page if kept.news.leave(page) else None


def _scheme(environ: Environment) -> str:
    """Return how the reader came, as the request itself would say it."""
    told = settings.SECURE_PROXY_SSL_HEADER
    if told is not None and told[0] in environ:
        return "https" if environ[told[0]].split(",", 1)[0].strip() == told[1] else "http"
    return str(environ.get("wsgi.url_scheme", "http"))
