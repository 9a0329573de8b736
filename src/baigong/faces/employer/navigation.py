"""The side navigation of a firm's desk; somebody whose claim is not confirmed has only the claim."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from baigong.foundation.access.checks import routes_open_to

GROUPS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("", (("home", "今天"),)),
    ("招人", (("shortages", "报缺工"), ("vacancies", "岗位"), ("people", "人选"))),
    (
        "本单位",
        (
            ("firm", "单位资料"),
            ("policies", "政策"),
            ("colleagues", "同事"),
            ("mandates", "委托代办"),
            ("looked", "谁看过我们"),
            ("handouts", "导出"),
        ),
    ),
)


def employer_navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the groups of pages for somebody who acts for a firm."""
    standing = getattr(request, "standing", None)
    if standing is None or not standing.is_signed_in:
        return []
    groups = GROUPS if standing.party_id else GROUPS[:1]
    open_here = routes_open_to(standing.role).get("employer", frozenset())
    found = [
        (label, [_item(request, name, words) for name, words in pages if name in open_here])
        for label, pages in groups
    ]
    return [{"label": label, "items": items} for label, items in found if items]


def _item(request: HttpRequest, name: str, label: str) -> dict[str, Any]:
    url = reverse(f"employer:{name}")
    is_current = request.path == url if name == "home" else request.path.startswith(url)
    return {"label": label, "url": url, "is_current": is_current}
