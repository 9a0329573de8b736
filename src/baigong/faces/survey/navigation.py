"""The four entries at the foot of the phone."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import resolve, reverse

from baigong.foundation.access.standing import standing_of

PAGES = (
    ("walk", "走访"),
    ("person_new", "录人"),
    ("firms", "企业"),
    ("visits", "三进四送"),
)


def entries(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the pages this role may open, as one group."""
    role = standing_of(request).role
    items = []
    for name, label in PAGES:
        url = reverse(f"survey:{name}")
        if resolve(url).func.policy.allows_role(role):  # type: ignore[attr-defined]  # set by route
            is_current = request.path == url or (name != "walk" and request.path.startswith(url))
            items.append({"label": label, "url": url, "is_current": is_current})
    return [{"label": "", "items": items}]
