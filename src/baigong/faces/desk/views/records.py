"""The lists beside people, firms and posts: statuses, agreements, activities …; all pages from their declarations."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from baigong.domains.activities.errors import CostError
from baigong.domains.cases.errors import CaseError
from baigong.domains.evidence.errors import EvidenceError
from baigong.domains.places.declared_pages import (
    DUE_CHOICES,
    chosen_by,
    definition_of,
    due_label,
    page_of_records,
    record_in_sight,
    records_kept,
)
from baigong.domains.places.declared_rows import STATE, STATE_LABEL, labelled, shown_fields_of
from baigong.domains.places.models import Place
from baigong.faces.desk.choices import id_choices, path_choices, places_of
from baigong.faces.desk.evidence import fits, keep
from baigong.faces.desk.exporting import TooManyError
from baigong.faces.desk.forms import PurposeForm
from baigong.faces.desk.listing import headings_of, pager_of
from baigong.faces.desk.record_books import workbook_of_records
from baigong.faces.desk.record_evidence import STATUS_LISTS, record_panel
from baigong.faces.desk.record_forms import PAPER, RecordForm, VoidForm
from baigong.faces.desk.record_more import CostForm, StepForm, form_of, keep_more, more_of, take_back
from baigong.faces.desk.views.handouts import answer_of
from baigong.faces.desk.withholding import act, panel_of
from baigong.foundation import clock
from baigong.foundation.access.standing import Standing, standing_of
from baigong.foundation.exchange.contract import ImportContext
from baigong.foundation.exchange.declared import DeclaredList, declared_lists, enter_row, void_row
from baigong.foundation.exchange.declared.entering import EntryRefusedError, RowUsedError
from baigong.foundation.exchange.handouts import HandoutError
from baigong.foundation.facts.models import Certainty, Source
from baigong.foundation.facts.period_states import PeriodState
from baigong.foundation.lists import ListRequest, ListRequestError

_SHOWN, _SHOWN_ON_PHONES = 7, 3
_BEHIND = ("source_label", "certainty_label", "recorded_on")
_OUTCOMES = {
    "new": "已登记。",
    "changed": "已更新，原来的留在历史里。",
    "unchanged": "和原来登记的一样，没有变化。",
}


def spec_or_404(name: str) -> DeclaredList:
    spec = declared_lists().get(name)
    if spec is None:
        raise Http404("list")
    return spec


def index(request: HttpRequest) -> HttpResponse:
    """Every declared list, with how many rows of it are in sight."""
    rows = [
        {"name": spec.name, "title": spec.title, "kept": records_kept(spec)}
        for spec in declared_lists().values()
    ]
    rows.sort(key=lambda row: str(row["title"]))
    return render(request, "desk/records/index.html", {"title": "其他清单", "rows": rows})


def register(request: HttpRequest, record_list: str) -> HttpResponse:
    """One list: narrowed, ordered, a page at a time."""
    spec, standing = spec_or_404(record_list), standing_of(request)
    base = reverse("desk:records", args=[spec.name])
    shown: dict[str, Any] = _about(spec) | {"base": base, "query": request.GET.urlencode()}
    shown |= {"places": path_choices(standing), "filter": chosen_by(spec), "choices": _choices(spec)}
    shown |= {"states": PeriodState.choices if spec.has_state else (), "state_label": STATE_LABEL}
    shown |= {"due_label": due_label(spec), "due_choices": DUE_CHOICES}
    try:
        asked = ListRequest.from_query(definition_of(spec), request.GET)
    except ListRequestError as error:
        return render(request, "desk/records/list.html", shown | {"problem": str(error)}, status=400)
    page, rows = page_of_records(spec, asked)
    fields = shown_fields_of(spec)
    names = _listed(spec, [name for name in fields if name not in _BEHIND])
    return render(
        request,
        "desk/records/list.html",
        shown
        | {
            "heads": [
                {"label": fields[name], "css": "" if number < _SHOWN_ON_PHONES else "wide-only"}
                for number, name in enumerate(_ordered(spec, names))
            ],
            "rows": [_line(row, _ordered(spec, names)) for row in rows],
            "pager": pager_of(base, asked, page, unit="条"),
            "sorts": headings_of(base, definition_of(spec), asked),
            "values": dict(asked.values),
            "clear_url": base if asked.values else "",
            "facts": f"共{page.total_text}条",
        },
    )


def _listed(spec: DeclaredList, names: list[str]) -> list[str]:
    """What a list has room for: the first fields, and where a row stands if that is asked of it."""
    return [*names[: _SHOWN - 1], STATE] if spec.has_state else names[:_SHOWN]


def _ordered(spec: DeclaredList, names: list[str]) -> list[str]:
    """What a row is about stands first, where it belongs last."""
    places = [name for name in names if name in ("county_label", "town_label")]
    return [name for name in names if name not in places] + places


def _choices(spec: DeclaredList) -> list[tuple[str, str]]:
    column = chosen_by(spec)
    if column is None:
        return []
    return list(column.options().items() if column.options else column.choices)


def _line(row: dict[str, Any], names: list[str]) -> dict[str, Any]:
    cells = [
        {"text": cell_text(row[name]), "css": "" if number < _SHOWN_ON_PHONES else "wide-only"}
        for number, name in enumerate(names)
    ]
    first, *others = cells
    if row[names[0]] in (None, "", ()):
        first["text"] = "看这一条"  # the way to the row must be a word one can press
    return {"id": row["id"], "first": first, "cells": others}


def cell_text(value: Any) -> str:
    """Return a value as a list prints it."""
    if value is None or value == ():
        return "—"
    if isinstance(value, bool):
        return "是" if value else "否"
    return "、".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _about(spec: DeclaredList, *more: dict[str, str]) -> dict[str, Any]:
    crumbs = [
        {"label": "其他清单", "url": reverse("desk:record_lists")},
        {"label": spec.title, "url": reverse("desk:records", args=[spec.name])},
        *more,
    ]
    return {"title": spec.title, "spec": spec, "crumbs": crumbs}


def record(request: HttpRequest, record_list: str, record_id: uuid.UUID) -> HttpResponse:
    """One row, whole, with where it came from; a gone one says why."""
    spec = spec_or_404(record_list)
    return record_page(request, spec, row_or_404(spec, record_id), VoidForm())


def row_or_404(spec: DeclaredList, record_id: uuid.UUID) -> Any:
    row = record_in_sight(spec, record_id)
    if row is None:
        raise Http404
    return row


def record_page(
    request: HttpRequest,
    spec: DeclaredList,
    row: Any,
    form: VoidForm,
    further: StepForm | CostForm | None = None,
    words: tuple[PurposeForm, Mapping[uuid.UUID, str]] | None = None,
) -> HttpResponse:
    """Answer with a row's page; `words` says which of a person's own words are revealed, and on what form."""
    asked, revealed = words or (PurposeForm(), {})
    values, fields = labelled(spec, [row])[0], shown_fields_of(spec)
    more = more_of(spec.name, row, further, revealed)
    is_alive = _is_alive(spec, row)
    shown = _about(spec, {"label": "这一条", "url": ""}) | {
        "record": row,
        "form": form,
        "is_alive": is_alive,
        "gone": "" if is_alive else _gone(row),
        "participants": panel_of(row) if is_alive else None,
        "cells": [(label, cell_text(values[name])) for name, label in fields.items()],
        "more": more,
        "evidence": record_panel(spec.name, row),
        "has_words": more is not None and more.has_words,
        "purpose_form": asked,
        "revealed": [("本人写的话", each) for each in revealed.values()],
    }
    is_refused = form.is_bound or further is not None or bool(asked.errors)
    status = 422 if is_refused else 200
    return render(request, "desk/records/record.html", shown, status=status)


def _is_alive(spec: DeclaredList, row: Any) -> bool:
    if spec.is_fact:
        return row.voided_at is None and row.superseded_at is None
    return row.withdrawn_at is None


def _gone(row: Any) -> str:
    if getattr(row, "superseded_at", None):
        return "这一条已被更新的登记代替。"
    reason = getattr(row, "voided_reason", "") or getattr(row, "withdrawn_reason", "")
    return f"这一条已经作废：{reason}" if reason else "这一条已经作废。"


def further(request: HttpRequest, record_list: str, record_id: uuid.UUID) -> HttpResponse:
    """Record one step of a case or one voucher of an activity, or take a voucher back."""
    spec = spec_or_404(record_list)
    row = row_or_404(spec, record_id)
    here = HttpResponseRedirect(reverse("desk:record", args=[spec.name, record_id]))
    form = form_of(spec.name, row, request.POST, request.FILES)
    if form is None or not _is_alive(spec, row):
        messages.error(request, "这一条没有可以补记的，或者已经不再有效。")
        return here
    if request.POST.get("voucher_of"):
        return _taken_back(request, row, here)
    if not (form.is_valid() and keep_more(form, row, standing_of(request))):
        return record_page(request, spec, row, VoidForm(), form)
    messages.success(request, "记下了。")
    return here


def _taken_back(request: HttpRequest, row: Any, here: HttpResponse) -> HttpResponse:
    key, reason = request.POST["voucher_of"], request.POST.get("reason", "")
    try:
        take_back(row, key, reason, standing_of(request))
    except CostError as error:
        messages.error(request, error.sentence)
    else:
        messages.success(request, "这笔费用已作废，原因记下了。")
    return here


def new(request: HttpRequest, record_list: str) -> HttpResponse:
    """Write one row by hand; the same row told again updates what stands there."""
    spec, standing = spec_or_404(record_list), standing_of(request)
    given = request.POST if request.method == "POST" else None
    form = RecordForm(
        given, request.FILES or None, spec=spec, places=id_choices(standing), has_paper=spec.name in STATUS_LISTS,
        initial={"place": standing.place_id},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid() and fits(form, standing, field=PAPER):
        answer = _entered(request, spec, form)
        if answer is not None:
            return answer
    shown = _about(spec, {"label": "登记一条", "url": ""}) | {"title": f"登记{spec.title}", "form": form}
    return render(request, "desk/records/new.html", shown, status=422 if form.is_bound else 200)


def _entered(request: HttpRequest, spec: DeclaredList, form: RecordForm) -> HttpResponse | None:
    standing = standing_of(request)
    place = next(each for each in places_of(standing) if str(each.id) == form.cleaned_data["place"])
    try:
        with transaction.atomic():
            key, outcome = enter_row(spec, form.said, _context(standing, place))
            if paper := form.cleaned_data.get(PAPER):
                keep(paper, row_or_404(spec, uuid.UUID(key)), standing)
    except EntryRefusedError as error:
        form.show(error.problems)
        return None
    except EvidenceError as error:
        form.add_error(PAPER, error.sentence)
        return None
    messages.success(request, _OUTCOMES[outcome])
    if request.POST.get("then") == "next":
        return HttpResponseRedirect(reverse("desk:record_new", args=[spec.name]))
    return HttpResponseRedirect(reverse("desk:record", args=[spec.name, key]))


def _context(standing: Standing, place: Place) -> ImportContext:
    return ImportContext(
        batch_id=uuid.UUID(standing.post_id),
        by=standing.scope.actor,
        place_id=place.id,
        place_path=place.path,
        county_id=place.county_id,
        on=clock.today(),
        source=Source.OFFICER,
        certainty=Certainty.CHECKED,
    )


def participants(request: HttpRequest, record_list: str, record_id: uuid.UUID) -> HttpResponse:
    """Close a case to all but its participants, name one, let one go, or open it again."""
    spec = spec_or_404(record_list)
    row, by = row_or_404(spec, record_id), standing_of(request).scope.actor
    try:
        messages.success(request, act(row, request.POST.get("deed", ""), request.POST.get("who", ""), by=by))
    except CaseError as error:
        messages.error(request, error.sentence)
    if record_in_sight(spec, record_id) is None:  # who left sees it no longer
        return HttpResponseRedirect(reverse("desk:records", args=[spec.name]))
    return HttpResponseRedirect(reverse("desk:record", args=[spec.name, record_id]))


def void(request: HttpRequest, record_list: str, record_id: uuid.UUID) -> HttpResponse:
    """Void a row with the reason; it stays in its history."""
    spec = spec_or_404(record_list)
    row, form = row_or_404(spec, record_id), VoidForm(request.POST)
    if form.is_valid():
        by, reason = standing_of(request).scope.actor, form.cleaned_data["reason"]
        try:
            void_row(spec, by=by, object_id=record_id, reason=reason)
        except RowUsedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "已作废，原因记下了。")
            return HttpResponseRedirect(reverse("desk:record", args=[spec.name, record_id]))
    return record_page(request, spec, row, form)


def workbook(request: HttpRequest, record_list: str) -> HttpResponse:
    """What the list now shows as a masked workbook, with a line in the audit."""
    spec = spec_or_404(record_list)
    try:
        handed = workbook_of_records(spec, request.POST.get("query", ""), standing_of(request))
    except (ListRequestError, TooManyError, HandoutError) as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(reverse("desk:records", args=[spec.name]))
    return answer_of(request, handed, f"{spec.title}.xlsx")
