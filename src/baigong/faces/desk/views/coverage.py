"""How far the canvass has come by town and village: the table, the rows behind each figure, the workbook."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from baigong.domains.canvass.coverage import (
    MEASURES,
    Coverage,
    Line,
    coverage_of,
    rows_behind,
    sorted_lines,
)
from baigong.domains.canvass.rhythm import rhythm_at
from baigong.domains.canvass.workbook import hand_out_coverage
from baigong.domains.places.enums import PlaceKind
from baigong.domains.places.models import Place
from baigong.faces.desk.exporting import limits_of
from baigong.faces.desk.people_rows import rows_of
from baigong.faces.desk.views.handouts import answer_of
from baigong.foundation import clock
from baigong.foundation.access.standing import standing_of
from baigong.foundation.exchange.handouts import HandoutError

ROWS_SHOWN = 100
SORTS = {**{measure.code: measure.label for measure in MEASURES}, "percent": "完成"}


def _own(request: HttpRequest) -> Place:
    place = Place.objects.filter(id=standing_of(request).place_id).first()
    if place is None:
        raise Http404("place")
    return place


def register(request: HttpRequest) -> HttpResponse:
    """The table of the officer's own place; a place that has reported nothing is a line of zeros."""
    place = _own(request)
    table = coverage_of(place, clock.today())
    code, _, direction = request.GET.get("sort", "").partition(".")
    lines = list(table.lines)
    if code:
        if code not in SORTS or direction not in ("asc", "desc"):
            raise BadRequest("sort")
        lines = sorted_lines(lines, code, descending=direction == "desc")
    zeros = sum(1 for line in lines if not any(line.figures.values()))
    shown = {
        "title": "摸排进度",
        "facts": f"{place.name}，{table.rhythm.label}（{table.rhythm.starts_on}至{table.rhythm.last_day}）",
        "table": table,
        "measures": MEASURES,
        "headings": {name: _heading(name, label, code, direction) for name, label in SORTS.items()},
        "rows": [_row(line, bool(code)) for line in lines],
        "total": _row(table.total, True),
        "zeros": zeros,
        "short": _short(table),
        "is_sorted": bool(code),
        "base": reverse("desk:coverage"),
    }
    return render(request, "desk/quality/coverage.html", shown)


def _short(table: Coverage) -> str:
    """Say where fewer firms are listed than the plan wants, "" where enough are."""
    counties = sum(line.is_short for line in table.lines)
    named = [f"有{counties}个县（市、区）"] if counties else []
    if table.total.is_short:
        named.append("全市" if named or table.total.place.kind == PlaceKind.CITY else "本地")
    return "和".join(named)


def _heading(name: str, label: str, code: str, direction: str) -> dict[str, Any]:
    turned = "asc" if code == name and direction == "desc" else "desc"
    now = {"desc": "descending", "asc": "ascending"}.get(direction, "") if code == name else ""
    return {"label": label, "url": f"?sort={name}.{turned}", "direction": now, "is_number": True, "css": ""}


def _row(line: Line, is_flat: bool) -> dict[str, Any]:
    cells = [_cell(line, measure.code) for measure in MEASURES]
    indent = "" if is_flat else "　" * max(line.depth, 0)
    return {"line": line, "cells": cells, "label": f"{indent}{line.place.name}"}


def _cell(line: Line, code: str) -> dict[str, Any]:
    value = line.figures[code]
    if code == "doubles":
        url = f"{reverse('desk:duplicates')}?{urlencode({'place': line.place.path})}"
    else:
        query = {"place": line.place.path, "measure": code}
        url = f"{reverse('desk:coverage_rows')}?{urlencode(query)}"
    is_short = code == "listed" and line.is_short
    return {"value": value, "url": url if value else "", "code": code, "is_short": is_short}


def rows(request: HttpRequest) -> HttpResponse:
    """The rows one figure counts, a hundred at a time."""
    own = _own(request)
    path, code = request.GET.get("place", own.path), request.GET.get("measure", "")
    place = Place.objects.filter(path=path).first() if path.startswith(own.path) else None
    if place is None:
        raise Http404("place")
    page = request.GET.get("page", "1")
    number = int(page) if page.isascii() and page.isdecimal() and 0 < int(page) < 10_000 else 1
    start = (number - 1) * ROWS_SHOWN
    rhythm = rhythm_at(place.path, clock.today())
    try:
        measure, found, count = rows_behind(place.path, code, rhythm, start=start, limit=ROWS_SHOWN)
    except KeyError as error:
        raise Http404("measure") from error
    kept = {"place": place.path, "measure": code}
    shown = {
        "title": f"{place.name}，{measure.label}",
        "facts": f"{rhythm.label}，共{count}{measure.unit}",
        "crumbs": [{"label": "摸排进度", "url": reverse("desk:coverage")}, {"label": measure.label}],
        "of": measure.of,
        "rows": rows_of(found) if measure.of == "entry" else found,
        "pager": {
            "previous_url": "?" + urlencode({**kept, "page": number - 1}) if number > 1 else "",
            "next_url": "?" + urlencode({**kept, "page": number + 1}) if start + len(found) < count else "",
            "range_text": f"第{start + 1}至{start + len(found)}行" if found else "没有行",
            "total_text": f"共{count}行",
        },
    }
    return render(request, "desk/quality/coverage_rows.html", shown)


def workbook(request: HttpRequest) -> HttpResponse:
    """The table as a workbook, or the way to where it waits for a second person; counted in the audit."""
    place, standing = _own(request), standing_of(request)
    table = coverage_of(place, clock.today())
    try:
        handed = hand_out_coverage(
            table, place, by=standing.scope.actor, label=standing.scope.label, limits=limits_of(standing)
        )
    except HandoutError as error:
        messages.error(request, error.sentence)
        return HttpResponseRedirect(reverse("desk:coverage"))
    return answer_of(request, handed, f"{place.name}摸排进度{table.rhythm.label}.xlsx")
