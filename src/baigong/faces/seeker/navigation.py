"""The entries of somebody who looks for work; who has no record yet has only the way to one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

PAGES = (
    ("home", "首页"),
    ("jobs", "合适的岗位"),
    ("applications", "我的应聘"),
    ("policies", "政策"),
    ("cases", "我反映的事"),
    ("record", "我的登记"),
    ("consent", "资料给谁看"),
    ("data", "我的资料"),
)


def seeker_navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the entries for somebody signed in as a job-seeker."""
    standing = getattr(request, "standing", None)
    if standing is None or not standing.is_signed_in:
        return []
    pages = PAGES if standing.scope.parties else PAGES[:1]
    return [{"label": "主栏目", "items": [_item(request, name, label) for name, label in pages]}]


def _item(request: HttpRequest, name: str, label: str) -> dict[str, Any]:
    url = reverse(f"seeker:{name}")
    is_current = request.path == url if name == "home" else request.path.startswith(url)
    return {"label": label, "url": url, "is_current": is_current}
