"""What every page knows without its view saying so; whatever a view passes itself wins.

Faces hand in how their navigation is made (`register_navigation`), because the counts in it are theirs.
"""

import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from baigong.foundation.access.checks import routes_open_to
from baigong.foundation.messages.selectors import unread_count

Builder = Callable[[HttpRequest], list[dict[str, Any]]]
_builders: dict[str, Builder] = {}
_additions: list[Builder] = []


def register_navigation(namespace: str, builder: Builder) -> None:
    """Name who makes the navigation of one face, by its URL namespace; called from `AppConfig.ready`."""
    _builders[namespace] = builder


def add_to_navigation(builder: Builder) -> None:
    """Add groups below those of whatever face people who are signed in look at; called from `AppConfig.ready`."""
    if builder not in _additions:
        _additions.append(builder)


def navigation_of(namespace: str, request: HttpRequest) -> list[dict[str, Any]]:
    """Return the navigation another face made, for a page that belongs to all of them."""
    return _builders[namespace](request) if namespace in _builders else []


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: home, office, and for people signed in their place, role and other roles."""
    found: dict[str, Any] = {
        "home_url": "/",
        "is_shared": getattr(request, "is_shared", False),
        "office": getattr(settings, "BAIGONG_OFFICE", {}),
        "navigation": SimpleLazyObject(lambda: _navigation(request)),
    }
    standing = getattr(request, "standing", None)
    if standing is None or not standing.is_signed_in:
        return found
    roles = [
        {"value": value, "label": label, "is_current": value == standing.post_id}
        for value, label in standing.desks
    ]
    current = [role["label"] for role in roles if role["is_current"]]
    return found | {
        "desk_url": settings.LOGIN_REDIRECT_URL,
        "place": {"label": standing.place_label, "ancestors": []},
        "role": current[0] if current else standing.scope.label,
        "roles": roles,
        "role_url": reverse("desk:role"),
        "unread": SimpleLazyObject(lambda: unread_count(uuid.UUID(standing.scope.actor))),
        "may": SimpleLazyObject(lambda: routes_open_to(standing.role)),
    }


def _navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The groups of the face the request belongs to; pages outside any face borrow the portal's."""
    match = request.resolver_match
    names = [*(match.namespaces if match else ()), "portal"]
    name = next((name for name in names if name in _builders), "")
    groups = navigation_of(name, request)
    if name == "portal":
        return groups
    return [*groups, *(group for addition in _additions for group in addition(request))]
