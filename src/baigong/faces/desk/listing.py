"""What the list pages share: sort links, pager, entries of a timeline with their links."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import IntegerField
from django.urls import NoReverseMatch, reverse

from baigong.domains.parties.timeline import Entry
from baigong.faces.frame import figures
from baigong.foundation.lists import ListDefinition, ListRequest, Page

_PAGES = {"vacancy": "desk:vacancy", "engagement": "desk:hire"}


def address(base: str, query: str, kept: str = "") -> str:
    return f"{base}?{'&'.join(part for part in (query, kept) if part)}"


def pager_of(
    base: str, asked: ListRequest, page: Page, *, unit: str, kept: str = "", exact: int | None = None
) -> dict[str, str]:
    """Return what the pager component reads; `exact` is the total where it was counted to the end."""
    total = f"共{page.total_text if exact is None else f'{exact:,}'}{unit}"
    first, last = page.first_position, page.last_position
    return {
        "previous_url": address(base, asked.query_string(before=page.previous), kept)
        if page.previous
        else "",
        "next_url": address(base, asked.query_string(after=page.next), kept) if page.next else "",
        "range_text": f"第{first}–{last}{unit}" if first else ("最后一页" if page.ids else "没有行"),
        "total_text": total,
        "sort_text": page.sort_label,
    }


@dataclass(frozen=True, slots=True)
class Jump:
    """The form that turns to a page by its number.

    Far pages are read from the nearer end, and which that is only the exact total says: without it the form
    goes as far as was counted, and `count_url` counts on.
    """

    total: int | None
    last_page: int
    count_url: str


def jump_of(base: str, asked: ListRequest, page: Page, exact: int | None, *, kept: str = "") -> Jump:
    """Return the form for a list whose exact total may be known: counted now, or brought along by the address."""
    known = exact if page.is_total_capped else page.total
    last_page = max(1, -(-(known if known is not None else page.total) // page.size))
    count_url = (
        "" if known is not None else address(base, asked.query_string(), f"{kept}&count=exact".strip("&"))
    )
    return Jump(known if page.is_total_capped else None, last_page, count_url)


def headings_of(
    base: str, definition: ListDefinition, asked: ListRequest, *, kept: str = "", keep: tuple[str, ...] = ()
) -> dict[str, dict[str, Any]]:
    """Return a sort link for each order of the list; the present order's link turns it round.

    `keep` names the columns that phones show too.
    """
    filters = ListRequest(sort=asked.sort, is_descending=False, values=asked.values)
    found = {}
    for sort in definition.sorts:
        is_now = sort.code == asked.sort.code
        descending = not asked.is_descending if is_now else sort.is_descending
        turned = ListRequest(sort=sort, is_descending=descending, values=filters.values)
        direction = ("descending" if asked.is_descending else "ascending") if is_now else ""
        found[sort.code] = {
            "label": sort.label,
            "url": address(base, turned.query_string(), kept),
            "direction": direction,
            "css": "" if sort.code in keep else "wide-only",
            "is_number": isinstance(definition.column(sort.column), IntegerField),
        }
    return found


def timeline_entries(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Return entries as the timeline component reads them."""
    return [
        {
            "when": figures.day(entry.on, "year"),
            "channel": entry.channel,
            "what": entry.what,
            "detail": entry.detail,
            "kind": entry.kind,
            "url": _url(entry),
        }
        for entry in entries
    ]


def _url(entry: Entry) -> str:
    name = _PAGES.get(entry.object_kind)
    try:
        return reverse(name, args=[entry.object_id]) if name else ""
    except NoReverseMatch:
        return ""
