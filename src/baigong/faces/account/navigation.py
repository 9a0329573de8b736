"""Where the pages about accounts stand in the navigation: below that of the face one comes from."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from baigong.domains.users.enums import BODY_ROLES, MANDATED, Role
from baigong.faces.frame.context import navigation_of
from baigong.foundation.access.checks import routes_open_to
from baigong.foundation.access.standing import standing_of

_FACE_OF: dict[str, str] = {
    Role.EMPLOYER: "employer",
    MANDATED: "employer",
    Role.SEEKER: "seeker",
    **dict.fromkeys(BODY_ROLES, "bodies"),
    Role.AUDITOR: "oversight",
    Role.SECURITY_OFFICER: "oversight",
    Role.ADMINISTRATOR: "oversight",
}
_PAGES = (("accounts", "账号管理"), ("standing_in", "请人代岗"))


def own_navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the navigation of the face where the present role works."""
    role = standing_of(request).role
    return navigation_of(_FACE_OF.get(role, "desk") if role else "portal", request)


def account_group(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the pages about accounts that the present role may open, as one group."""
    standing = getattr(request, "standing", None)
    if standing is None or not standing.is_signed_in:
        return []
    open_here = routes_open_to(standing.role).get("mine", frozenset())
    items = []
    for name, label in _PAGES:
        if name in open_here:
            url = reverse(f"mine:{name}")
            items.append({"label": label, "url": url, "is_current": request.path.startswith(url)})
    return [{"label": "账号", "items": items}] if items else []
