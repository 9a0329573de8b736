"""The plan's ledgers (台账): which there are, each under the plan's own headings, and as its annex form."""

from __future__ import annotations

import datetime
import itertools
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from baigong.domains.places.models import Place
from baigong.domains.reports.ledgers import (
    Ledger,
    behind,
    figures_of,
    hand_out_ledger,
    headings_of,
    ledger_named,
    ledgers_of,
    lines_of,
)
from baigong.faces.desk.exporting import limits_of
from baigong.faces.desk.views.handouts import answer_of
from baigong.foundation import clock
from baigong.foundation.access.standing import standing_of
from baigong.foundation.exchange.handouts import HandoutError
from baigong.kernels.registers import TOTAL

SIZE = 50


def _own_place(request: HttpRequest) -> Place:
    place = Place.objects.filter(id=standing_of(request).place_id).first()
    if place is None:
        raise Http404("place")
    return place


def ledger_or_404(request: HttpRequest, ledger_id: str) -> Ledger:
    """Return a ledger of the officer's own place, as of today.

    :raises Http404: when the plan has none of that id.
    """
    found = ledger_named(_own_place(request), ledger_id.upper(), clock.today())
    if found is None:
        raise Http404("ledger")
    return found


def register(request: HttpRequest) -> HttpResponse:
    """The ledgers of the plan in force here, and which facts feed each."""
    place = _own_place(request)
    return render(
        request,
        "desk/ledgers.html",
        {
            "title": "台账",
            "ledgers": ledgers_of(place, clock.today()),
            "facts": f"{place.name}，按本地方案，表头照方案原文",
        },
    )


def ledger(request: HttpRequest, ledger_id: str) -> HttpResponse:
    """One ledger: its lines a page at a time, or its figures, each a link to its rows."""
    found = ledger_or_404(request, ledger_id)
    shown = _about(found) | (_figures(found) if found.register.cross_tab else _lines(request, found))
    return render(request, "desk/ledger.html", shown)


def _about(found: Ledger) -> dict[str, Any]:
    return {
        "title": found.register.title,
        "ledger": found,
        "facts": f"{found.register.id}，{found.place.name}，截至{found.on}，取自{found.source.label}",
        "crumbs": [
            {"label": "台账", "url": reverse("desk:ledgers")},
            {"label": found.register.title, "url": ""},
        ],
    }


def _lines(request: HttpRequest, found: Ledger) -> dict[str, Any]:
    word = request.GET.get("page", "1")
    page = int(word) if word.isdecimal() and 0 < int(word) < 100_000 else 1
    start = (page - 1) * SIZE
    lines = list(itertools.islice(lines_of(found), start, start + SIZE + 1))
    address = reverse("desk:ledger", args=[found.register.id.lower()])
    return {
        "headings": headings_of(found),
        "lines": [
            {"cells": [_cell(each) for each in line.cells], "gaps": line.gaps} for line in lines[:SIZE]
        ],
        "pager": {
            "previous_url": f"{address}?page={page - 1}" if page > 1 else "",
            "next_url": f"{address}?page={page + 1}" if len(lines) > SIZE else "",
            "range_text": f"第{start + 1}–{start + len(lines[:SIZE])}行" if lines else "",
        },
    }


def _cell(value: Any) -> dict[str, Any]:
    """Return a cell as it is shown: figures to the right, money without cents that are none."""
    if value is None or isinstance(value, str | datetime.date):
        return {"value": "—" if value is None else str(value), "is_figure": False}
    words = f"{value:,}" if isinstance(value, int) else f"{value:,f}".removesuffix(".00")
    return {"value": words, "is_figure": True}


def _figures(found: Ledger) -> dict[str, Any]:
    figures, shape, fields = figures_of(found), found.register.cross_tab, found.source.fields
    assert shape is not None
    columns = [*enumerate(figures.column_keys), (-1, TOTAL)] if shape.columns else [(-1, TOTAL)]
    address = reverse("desk:ledger_rows", args=[found.register.id.lower()])
    rows = [*enumerate(figures.row_keys), (-1, TOTAL)]
    return {
        "row_heads": [fields[name] for name in shape.rows],
        "column_heads": ["、".join(each or "没有写明" for each in key) for _, key in columns]
        if shape.columns
        else [],
        "measures": figures.measures,
        "span": len(figures.measures),
        "figure_rows": [
            {
                "is_total": key == TOTAL,
                "keys": key,
                "cells": [
                    {
                        "value": figures.cell(key, column_key, measure.id).value,
                        "url": f"{address}?{urlencode({'row': row, 'column': column, 'measure': measure.id})}",
                    }
                    for column, column_key in columns
                    for measure in figures.measures
                ],
            }
            for row, key in rows
        ],
    }


def rows(request: HttpRequest, ledger_id: str) -> HttpResponse:
    """The rows one figure was counted from."""
    found = ledger_or_404(request, ledger_id)
    try:
        row, column = int(request.GET.get("row", "-1")), int(request.GET.get("column", "-1"))
        label, counted = behind(found, row, column, request.GET.get("measure", ""))
    except (KeyError, ValueError) as error:
        raise Http404("figure") from error
    shown, opens = found.source.shown, _opening(found)
    crumbs = [
        *_about(found)["crumbs"][:1],
        {"label": found.register.title, "url": opens["back"]},
        {"label": label},
    ]
    lines = [
        {"url": opens["url"](each), "cells": [_cell(each[name])["value"] for name in shown]}
        for each in counted
    ]
    context = {
        "title": f"{found.register.title}：{label}",
        "headings": [found.source.fields[name] for name in shown],
        "lines": lines,
        "crumbs": crumbs,
        "facts": f"共{len(lines)}行",
    }
    return render(request, "desk/ledger_rows.html", context)


def _opening(found: Ledger) -> dict[str, Any]:
    is_need = found.source.object_kind == "need"
    page, field = ("desk:firm", "organisation_id") if is_need else ("desk:person", "id")
    return {
        "back": reverse("desk:ledger", args=[found.register.id.lower()]),
        "url": lambda row: reverse(page, args=[row[field]]),
    }


def workbook(request: HttpRequest, ledger_id: str) -> HttpResponse:
    """The ledger as its annex form, or the way to where it waits for a second person; counted in the audit."""
    found, standing = ledger_or_404(request, ledger_id), standing_of(request)
    try:
        handed = hand_out_ledger(
            found, by=standing.scope.actor, label=standing.scope.label, limits=limits_of(standing)
        )
    except HandoutError as error:
        messages.error(request, error.sentence)
        return HttpResponseRedirect(reverse("desk:ledger", args=[found.register.id.lower()]))
    return answer_of(request, handed, f"{found.place.name}{found.register.title}{found.on}.xlsx")
