"""The pager below a list that is counted in pages."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page
from django.http import HttpRequest


def pager_of(request: HttpRequest, page: Page[Any], *, unit: str, sort_text: str) -> dict[str, str]:
    """Return what the pager component reads; whatever else was asked stays in its addresses."""
    query, urls = request.GET.copy(), {}
    for name, exists, number in (
        ("previous_url", page.has_previous(), page.number - 1),
        ("next_url", page.has_next(), page.number + 1),
    ):
        query["page"] = str(number)
        urls[name] = f"{request.path}?{query.urlencode()}" if exists else ""
    return urls | {
        "range_text": f"第{page.start_index()}–{page.end_index()}{unit}",
        "total_text": f"共{page.paginator.count}{unit}",
        "sort_text": sort_text,
    }
