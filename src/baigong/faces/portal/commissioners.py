"""Who serves firms, for everybody: the office's telephone, by place or by a firm's own name (SD-2.1.3a, BZ-3a)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from baigong.domains.commissioners.public_contacts import ContactPage, public_contacts
from baigong.domains.vacancies.public import public_places

LONGEST_NAME = 60
LONGEST_NUMBER = 5


def commissioners(request: HttpRequest) -> HttpResponse:
    """The list, narrowed to a place, or those who serve the firm that was named whole."""
    places = public_places()
    firm, key = request.GET.get("firm", "").strip(), request.GET.get("place", "")
    place = next((each for each in places if each.key == key), None)
    number = request.GET.get("page", "1")
    refusal = _refusal(firm, number, is_place_wrong=bool(key) and place is None)
    shown: dict[str, Any] = {
        "title": "用工服务专员",
        "places": places,
        "values": {"firm": firm, "place": key},
    }
    if refusal:
        return render(request, "portal/commissioners.html", shown | {"refusal": refusal}, status=400)
    found = public_contacts(place_path=place.path if place else "", firm=firm, page=int(number))
    shown |= {"found": found, "pager": _pager(found, {"firm": firm, "place": key})}
    return render(request, "portal/commissioners.html", shown)


def _refusal(firm: str, number: str, *, is_place_wrong: bool) -> str:
    if is_place_wrong:
        return "“地方”这一项读不懂，请从下面重新选。"
    if len(firm) > LONGEST_NAME or "\x00" in firm:
        return f"企业名称最多写{LONGEST_NAME}个字。"
    if not (number.isascii() and number.isdecimal() and len(number) <= LONGEST_NUMBER and int(number)):
        return "页码读不懂，请从第1页重新打开。"
    return ""


def _pager(found: ContactPage, kept: dict[str, str]) -> dict[str, str]:
    def address(number: int) -> str:
        asked = kept | {"page": str(number) if number > 1 else ""}
        query = urlencode({name: value for name, value in asked.items() if value})
        return reverse("portal:commissioners") + (f"?{query}" if query else "")

    return {
        "previous_url": address(found.page - 1) if found.page > 1 else "",
        "next_url": address(found.page + 1) if found.page < found.pages else "",
        "range_text": f"第{found.page}页",
        "total_text": f"共{found.pages}页",
        "sort_text": "按地方排",
    }
