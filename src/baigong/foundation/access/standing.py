"""Who is asking: the user, the post chosen among several, and the scope that follows from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.module_loading import import_string

from baigong.foundation.scope import Scope, enter, public_scope

SIGN_IN, NEW_PASSWORD = "sign-in/", "account_change_password"
BESIDE_NEW_PASSWORD = frozenset({NEW_PASSWORD, "account_logout"})


@dataclass(frozen=True, slots=True)
class Standing:
    """What one request may do: its role (empty for the public), and the scope it reads and writes in.

    `party_id` is the party the chosen post acts for, `rank` what the post says of its holder.
    `is_known` says that somebody signed in; without a post in force such a person has no role all the same.
    `detour` names the page such a person must finish before any other (a new password, a second factor).
    """

    scope: Scope
    role: str = ""
    post_id: str = ""
    place_id: str = ""
    place_label: str = ""
    is_known: bool = False
    desks: tuple[tuple[str, str], ...] = ()
    party_id: str = ""
    rank: str = ""
    detour: str = ""

    @property
    def is_signed_in(self) -> bool:
        return bool(self.role)


def standing_of(request: HttpRequest) -> Standing:
    """Return the standing the middleware found for this request."""
    standing: Standing = request.standing  # type: ignore[attr-defined]  # set by StandingMiddleware
    return standing


class StandingMiddleware:
    """Finds the standing once and runs the whole request inside its scope."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.resolve: Callable[[HttpRequest], Standing] = import_string(settings.BAIGONG_STANDING)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        standing = self._standing(request)
        request.standing = standing  # type: ignore[attr-defined]  # read through standing_of
        with enter(standing.scope):
            return self.get_response(request)

    def process_view(self, request: Any, view: Any, *_: Any) -> HttpResponse | None:
        """Keep who owes a new password off the other sign-in pages too, which are not ours and have no policy."""
        match, standing = request.resolver_match, standing_of(request)
        if standing.detour != NEW_PASSWORD or hasattr(view, "policy") or not match.route.startswith(SIGN_IN):
            return None
        is_beside = match.url_name in BESIDE_NEW_PASSWORD
        return None if is_beside else HttpResponseRedirect(reverse(NEW_PASSWORD))

    def _standing(self, request: Any) -> Standing:
        if not request.user.is_authenticated:
            return Standing(scope=public_scope())
        return self.resolve(request)
