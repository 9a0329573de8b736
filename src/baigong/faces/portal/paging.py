"""The way from one page of posts to the next."""

from __future__ import annotations

from baigong.domains.vacancies.public import PAGE_SIZE, PublicPage

_SORTED = {"new": "新公开的在前", "pay": "按工资从高到低", "near": "最近的在前", "key": "重点企业在前"}


def pager(page: PublicPage, path: str, query: str, order: str) -> dict[str, str]:
    """Return what the pager shows; `query` is the address's own without a position."""

    def address(name: str, position: str | None) -> str:
        return f"{path}?{query}{'&' if query else ''}{name}={position}" if position else ""

    count = len(page.vacancies)
    first = (page.number - 1) * PAGE_SIZE + 1 if page.number else None
    shown = f"第{first}–{first + count - 1}个" if first and count > 1 else f"这一页{count}个"
    return {
        "previous_url": address("before", page.previous),
        "next_url": address("after", page.next),
        "range_text": shown,
        "total_text": f"共{page.total}个",
        "sort_text": _SORTED[order],
    }
