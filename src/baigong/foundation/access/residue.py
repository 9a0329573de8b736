"""Nothing of a signed-in person stays in the browser (GB/T 22239 8.1.4.11; reliability 38).

Pages somebody signed in for are kept nowhere, so "back" after signing out shows none. The answer by which a
session ends tells the browser to forget what it kept for this site, drafts included. The `display` cookie stays:
it holds the size of the letters and names nobody.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

CLEARED = '"cache", "storage"'
_USER_KEY = "_auth_user_id"


class ResidueMiddleware:
    """Stands around the session limits, so that it sees a session begin and end."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        was_signed_in = _is_signed_in(request)
        response = self.get_response(request)
        is_signed_in = _is_signed_in(request)
        if was_signed_in or is_signed_in:
            response["Cache-Control"] = "no-store"
        if was_signed_in and not is_signed_in and not response.has_header("Clear-Site-Data"):
            response["Clear-Site-Data"] = CLEARED
        return response


def _is_signed_in(request: HttpRequest) -> bool:
    """Ask the session only where there can be one: a stranger's page costs no query."""
    is_fresh = request.session.modified  # begun within this request, before any cookie was there
    return (is_fresh or settings.SESSION_COOKIE_NAME in request.COOKIES) and _USER_KEY in request.session
