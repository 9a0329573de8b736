"""The side navigation of whoever works for an agency, a school or a department."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from baigong.foundation.access.checks import routes_open_to

_PAGES = (("home", "今天"), ("feeds", "报送数据"), ("credit", "信用记录"))


def body_navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the pages open to the present role, as one group."""
    standing = getattr(request, "standing", None)
    if standing is None or not standing.is_signed_in:
        return []
    open_here = routes_open_to(standing.role).get("bodies", frozenset())
    items = [_item(request, name, label) for name, label in _PAGES if name in open_here]
    return [{"label": "", "items": items}] if items else []


def _item(request: HttpRequest, name: str, label: str) -> dict[str, Any]:
    url = reverse(f"bodies:{name}")
    is_current = request.path == url if name == "home" else request.path.startswith(url)
    return {"label": label, "url": url, "is_current": is_current}
