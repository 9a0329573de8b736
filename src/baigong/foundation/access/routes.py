"""`route` is the only way into the site: pattern, view, name, and who may use it with which methods."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse

from baigong.foundation.access.deadlocks import again_after_deadlock
from baigong.foundation.access.idempotency import once
from baigong.foundation.access.standing import standing_of

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Policy:
    """Who may use a route: everybody, or the roles named; with which methods; whether strangers share its pages."""

    roles: frozenset[str]
    is_public: bool
    methods: tuple[str, ...]
    is_shared: bool = False

    def allows_role(self, role: str) -> bool:
        return self.is_public or role in self.roles


def route(
    pattern: str,
    view: View,
    *,
    name: str,
    roles: Iterable[str] = (),
    public: bool = False,
    methods: tuple[str, ...] = ("GET",),
    shared: bool = False,
) -> URLPattern:
    """Return a URL pattern whose view is reached only as the policy says.

    :param shared: every stranger gets the same page, which is kept (`foundation/shared_pages`).
    :raises ValueError: when neither roles nor `public` are given, or both, or `shared` what is not public.
    """
    policy = Policy(frozenset(roles), public, methods, shared)
    if shared and not public:
        raise ValueError(f"route {name!r} cannot be shared without being public")
    if policy.is_public == bool(policy.roles):
        raise ValueError(f"route {name!r} must name its roles or be public, and not both")
    return path(pattern, guarded(view, policy), name=name)


def guarded(view: View, policy: Policy) -> View:
    """Return `view` behind its policy; the policy stays readable on the result."""
    accepted = {*policy.methods, "HEAD"} if "GET" in policy.methods else set(policy.methods)

    @functools.wraps(view)
    def guard(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        if request.method not in accepted:
            return HttpResponseNotAllowed(sorted(accepted))
        standing = standing_of(request)
        if not policy.is_public and standing.detour:
            return _to_detour(request, standing.detour)
        if not policy.is_public and not standing.is_signed_in:
            return _without_post(request) if standing.is_known else _to_sign_in(request)
        if not policy.allows_role(standing.role):
            return render(request, "403.html", status=403)
        if request.method == "POST":
            return again_after_deadlock(
                request, lambda: once(request, lambda: view(request, *arguments, **named))
            )
        return view(request, *arguments, **named)

    guard.policy = policy  # type: ignore[attr-defined]  # read by the start-up check and by the menus
    return guard


def _without_post(request: HttpRequest) -> HttpResponse:
    """Refuse somebody whose posts have ended; sending them to sign in again would go round in circles."""
    reason = "您现在没有在任的岗位身份。任期到了或调动了，请本单位管理员重新指定，再登录。"
    return render(request, "403.html", {"reason": reason}, status=403)


def _to_detour(request: HttpRequest, name: str) -> HttpResponse:
    """Send somebody who is signed in to the page that comes first; it lies among the sign-in pages."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": reverse(name)})
    return HttpResponseRedirect(reverse(name))


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    target = request.get_full_path() if request.method == "GET" else "/"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("account_login")})
    return redirect_to_login(target, reverse("account_login"))


def policy_of(pattern: URLPattern) -> Policy | None:
    """Return the policy declared for a pattern, or None when it was not made by `route`."""
    return getattr(pattern.callback, "policy", None)
