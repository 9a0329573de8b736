"""Whether each town and village has the people its plan asks for: those that lack first (M01.4, PD-4b, DQ-4)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse

from baigong.domains.commissioners.staffing import LEVELS, SORTS, sorted_lines, staff_lines
from baigong.domains.commissioners.staffing_workbook import hand_out_staffing
from baigong.domains.places.models import Place
from baigong.faces.desk.exporting import limits_of
from baigong.faces.desk.views.handouts import answer_of
from baigong.foundation import clock
from baigong.foundation.access.standing import standing_of
from baigong.foundation.exchange.handouts import HandoutError

PAGE_SIZE = 50
LEVEL_WORDS = {"towns": "镇街、园区", "villages": "村（社区）"}
_HEADS = {"commissioners": "服务专员", "staff": "在岗", "short": "还差"}


def register(request: HttpRequest) -> HttpResponse:
    """The places of the officer's own place and below, a page at a time, in the order asked for."""
    place = _own(request)
    level, code, direction, number = _asked(request.GET, place)
    lines = staff_lines(place, level, clock.today())
    if code:
        lines = sorted_lines(lines, code, is_descending=direction == "desc")
    page, kept = Paginator(lines, PAGE_SIZE).get_page(number), {"of": level}
    lacking = sum(line.short > 0 for line in lines)
    is_ruled = any(line.least is not None for line in lines)
    shown = {
        "title": "专员配备",
        "facts": _facts(place, lacking, is_ruled),
        "level": level,
        "levels": [
            (word, f"?{urlencode({'of': each})}", each == level) for each, word in LEVEL_WORDS.items()
        ],
        "lines": page.object_list,
        "is_ruled": is_ruled,
        "headings": {name: _heading(name, kept, code, direction) for name in _HEADS},
        "pager": _pager(page, kept | ({"sort": f"{code}.{direction}"} if code else {})),
    }
    return render(request, "desk/staffing.html", shown)


def workbook(request: HttpRequest) -> HttpResponse:
    """The level shown as a workbook, or the way to where it waits for a second person; counted in the audit."""
    place, standing, on = _own(request), standing_of(request), clock.today()
    level, *_ = _asked(request.POST, place)
    lines = staff_lines(place, level, on)
    try:
        handed = hand_out_staffing(
            lines, place, on, by=standing.scope.actor, label=standing.scope.label, limits=limits_of(standing)
        )
    except HandoutError as error:
        messages.error(request, error.sentence)
        return HttpResponseRedirect(f"{reverse('desk:staffing')}?{urlencode({'of': level})}")
    return answer_of(request, handed, f"{place.name}专员配备{on}.xlsx")


def _facts(place: Place, lacking: int, is_ruled: bool) -> str:
    if not is_ruled:
        return f"{place.name}，执行的方案没有定最少人数"
    return f"{place.name}，{lacking}个地方人不够" if lacking else f"{place.name}，人都够"


def _own(request: HttpRequest) -> Place:
    place = Place.objects.filter(id=standing_of(request).place_id).first()
    if place is None:
        raise Http404("place")
    return place


def _asked(query: QueryDict, place: Place) -> tuple[str, str, str, int]:
    """Return level, order, direction and page; a village begins with itself. What is not understood is refused."""
    usual = "villages" if place.kind in LEVELS["villages"] else "towns"
    level, number = query.get("of", usual), query.get("page", "1")
    code, _, direction = query.get("sort", "").partition(".")
    is_order = not query.get("sort") or (code in SORTS and direction in ("asc", "desc"))
    is_number = number.isascii() and number.isdecimal() and 0 < len(number) < 6 and int(number) > 0
    if level not in LEVELS or not is_order or not is_number:
        raise BadRequest("question")
    return level, code, direction, int(number)


def _heading(name: str, kept: dict[str, str], code: str, direction: str) -> dict[str, Any]:
    turned = "asc" if code == name and direction == "desc" else "desc"
    now = {"desc": "descending", "asc": "ascending"}.get(direction, "") if code == name else ""
    css = "wide-only" if name == "staff" else ""
    url = f"?{urlencode({**kept, 'sort': f'{name}.{turned}'})}"
    return {"label": _HEADS[name], "url": url, "direction": now, "unit": "人", "is_number": True, "css": css}


def _pager(page: Any, kept: dict[str, str]) -> dict[str, str]:
    def url(number: int) -> str:
        return "?" + urlencode({**kept, "page": str(number)})

    return {
        "previous_url": url(page.number - 1) if page.has_previous() else "",
        "next_url": url(page.number + 1) if page.has_next() else "",
        "range_text": f"第{page.start_index()}–{page.end_index()}个地方",
        "total_text": f"共{page.paginator.count}个",
    }
