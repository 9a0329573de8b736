"""This week: the county's table, the rows behind each figure, and the workbook."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from baigong.domains.places.models import Place
from baigong.domains.reports.week import WeekRow, WeekTable, rows_behind, week_table
from baigong.domains.reports.workbook import hand_out_week
from baigong.faces.desk.exporting import limits_of
from baigong.faces.desk.views.handouts import answer_of
from baigong.foundation import clock
from baigong.foundation.access.standing import standing_of
from baigong.foundation.exchange.handouts import HandoutError
from baigong.kernels.periods import PeriodError, Week, week_of

ROWS_SHOWN = 100


def _table(request: HttpRequest, query: Any) -> WeekTable:
    """Return the table of the officer's own place for the week asked, this week unasked.

    :raises Http404: when there is no such week.
    """
    try:
        week = Week.parse(query["week"]) if query.get("week") else week_of(clock.today())
    except PeriodError as error:
        raise Http404(str(error)) from error
    place = Place.objects.filter(id=standing_of(request).place_id).first()
    if place is None:
        raise Http404("place")
    return week_table(place, week)


def this_week(request: HttpRequest) -> HttpResponse:
    """The week's table by town and by trade, every figure a link to its rows."""
    table = _table(request, request.GET)
    week, now = table.week, week_of(clock.today())
    address = reverse("desk:week")
    context = {
        "title": f"{table.place_label}用工情况周报",
        "table": table,
        "week": week,
        "facts": f"{week.starts_on}至{week.last_day}（{week.label}）"
        + ("，本周还没过完" if week == now else ""),
        "previous_url": f"{address}?week={week.previous.label}",
        "next_url": f"{address}?week={week.next.label}" if week < now else "",
        "sections": [
            {
                "title": f"按{table.division_label}",
                "head": table.division_label,
                "rows": _lines(table, "town", table.by_town),
            },
            {"title": "按工种", "head": "工种", "rows": _lines(table, "trade", table.by_trade)},
            *_unit_section(table),
        ],
        "total": _lines(table, "total", (table.total,))[0],
    }
    return render(request, "desk/work/week.html", context)


def _unit_section(table: WeekTable) -> list[dict[str, Any]]:
    """Return the second cut where zones or parks report; the divisions' total stays what it is."""
    if not table.by_unit:
        return []
    return [{"title": "按园区和开发区", "head": "园区", "rows": _lines(table, "unit", table.by_unit)}]


def _lines(table: WeekTable, dimension: str, rows: tuple[WeekRow, ...]) -> list[dict[str, Any]]:
    address = reverse("desk:week_rows")
    ends = {each.code: urlencode({"measure": each.code, "week": table.week.label}) for each in table.measures}
    return [
        {"label": row.label, "cells": _cells(f"{address}?{_row_query(dimension, row)}", row, ends)}
        for row in rows
    ]


def _row_query(dimension: str, row: WeekRow) -> str:
    return urlencode({"dimension": dimension, "key": row.key})


def _cells(address: str, row: WeekRow, ends: dict[str, str]) -> list[dict[str, Any]]:
    """Return a row's figures; the address of what is behind each is its row's with the measure at the end."""
    values = {measure: row.cell(measure).value for measure in ends}
    return [
        {"value": value, "url": f"{address}&{ends[measure]}" if value else ""}
        for measure, value in values.items()
    ]


def rows(request: HttpRequest) -> HttpResponse:
    """The needs or hires one figure counts, a hundred at a time; their amounts sum to the figure."""
    table = _table(request, request.GET)
    dimension, key, measure = (request.GET.get(name, "") for name in ("dimension", "key", "measure"))
    page = request.GET.get("page", "1")
    start = (int(page) - 1) * ROWS_SHOWN if page.isdecimal() and 0 < int(page) < 10_000 else 0
    try:
        cell = table.cell(dimension, key, measure)
        found = rows_behind(table, dimension, key, measure, start=start, limit=ROWS_SHOWN)
    except KeyError as error:
        raise Http404("figure") from error
    label = next((each.label for each in table.measures if each.code == measure), measure)
    kept = {"dimension": dimension, "key": key, "measure": measure, "week": table.week.label}
    number, is_last = start // ROWS_SHOWN + 1, start + ROWS_SHOWN >= len(cell.ids)
    context = {
        "title": f"{_row_label(table, dimension, key)}，{label}",
        "is_need": cell.kind == "need",
        "rows": found,
        "value": cell.value,
        "count": len(cell.ids),
        "measure": label,
        "facts": f"{table.place_label}，{table.week.label}，{label}{cell.value}，共{len(cell.ids)}行",
        "crumbs": [
            {"label": "本周", "url": f"{reverse('desk:week')}?week={table.week.label}"},
            {"label": label, "url": ""},
        ],
        "pager": {
            "previous_url": "?" + urlencode({**kept, "page": number - 1}) if number > 1 else "",
            "next_url": "" if is_last else "?" + urlencode({**kept, "page": number + 1}),
            "range_text": f"第{start + 1}至{start + len(found)}行",
            "total_text": f"共{len(cell.ids)}行",
        },
    }
    return render(request, "desk/work/week_rows.html", context)


def _row_label(table: WeekTable, dimension: str, key: str) -> str:
    return next(row.label for row in table.rows(dimension) if row.key == key)


def workbook(request: HttpRequest) -> HttpResponse:
    """The same table as a workbook, with the rows behind the totals; a large one waits for a second person."""
    table, standing = _table(request, request.POST), standing_of(request)
    try:
        handed = hand_out_week(
            table, by=standing.scope.actor, label=standing.scope.label, limits=limits_of(standing)
        )
    except HandoutError as error:
        messages.error(request, error.sentence)
        return HttpResponseRedirect(f"{reverse('desk:week')}?week={table.week.label}")
    return answer_of(request, handed, f"{table.place_label}用工情况周报{table.week.label}.xlsx")
