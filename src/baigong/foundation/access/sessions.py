"""A session ends: so long after it was last used, and so long after it began, whatever it was used for.

When it began stands in the session; when it was last used stands in a signed cookie beside it, so that reading
a page writes nothing to the database. Without that cookie only the beginning counts, so dropping it gains nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.signals import user_logged_in
from django.core import signing
from django.http import HttpRequest, HttpResponse

from baigong.foundation import clock

BEGAN_KEY, KIND_KEY = "began_at", "session_kind"
COOKIE = "last_used"
_SALT = "baigong.access.last_used"


def begin(sender: Any, request: Any, user: Any, **_: Any) -> None:
    """Note when a session begins; connected to Django's own signal, so no way in is left out."""
    request.session[BEGAN_KEY] = int(clock.now().timestamp())


user_logged_in.connect(begin, dispatch_uid="access-session-begins")


class SessionLimitMiddleware:
    """Takes a session that is over for none at all; the sign-in page follows by itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_over = "_auth_user_id" in request.session and _is_over(request)
        if is_over:
            request.user = AnonymousUser()
        response = self.get_response(request)
        if not is_over and "_auth_user_id" in request.session:
            _note_use(request, response)
        return response


def _is_over(request: HttpRequest) -> bool:
    idle, whole = settings.BAIGONG_SESSION_LIMITS[request.session.get(KIND_KEY, "strict")]
    now = int(clock.now().timestamp())
    began: int | None = request.session.get(BEGAN_KEY)
    if began is None:
        return True
    last = max(began, _last_used(request))
    return now - last > idle or now - began > whole


def _last_used(request: HttpRequest) -> int:
    try:
        said = signing.loads(request.COOKIES.get(_cookie(), ""), salt=_SALT)
    except signing.BadSignature:
        return 0
    is_ours = isinstance(said, list) and len(said) == 2 and said[0] == _name_of(request)
    return int(said[1]) if is_ours else 0


def _note_use(request: HttpRequest, response: HttpResponse) -> None:
    now = int(clock.now().timestamp())
    response.set_cookie(
        _cookie(),
        signing.dumps([_name_of(request), now], salt=_SALT),
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def _cookie() -> str:
    return f"{settings.BAIGONG_COOKIE_PREFIX}{COOKIE}"


def _name_of(request: HttpRequest) -> str:
    """Return a name for the session that opens nothing: the cookie must fit no other session."""
    key = request.session.session_key or ""
    return signing.Signer(salt=_SALT).signature(key)
