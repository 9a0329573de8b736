"""The import wizard: upload, columns, checking, letting in; each step a page of its own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from baigong.domains.places.models import Place
from baigong.domains.places.selectors import labels_of
from baigong.faces.desk.choices import id_choices, places_of
from baigong.faces.desk.forms import UploadForm
from baigong.faces.desk.import_pages import (
    chosen_columns,
    column_sheets,
    counted,
    kept_back,
    never_in,
    row_entries,
    rows_with,
    steps_of,
    stop_of,
    title_of,
    written,
)
from baigong.faces.desk.list_choices import grouped_lists
from baigong.foundation import clock
from baigong.foundation.access.standing import standing_of
from baigong.foundation.audit.services import record
from baigong.foundation.exchange.contract import Outcome, list_names, spec_of
from baigong.foundation.exchange.models import BatchState, ImportBatch
from baigong.foundation.exchange.runs import STEPS, job_of, stopped_job
from baigong.foundation.exchange.services import (
    cancel_import,
    choose_columns,
    continue_import,
    start_commit,
    start_undo,
    upload_file,
)
from baigong.foundation.exchange.states import ImportStateError
from baigong.foundation.exchange.workbooks import batch_problems_workbook, template_workbook
from baigong.foundation.files.errors import FileRefused
from baigong.foundation.sheets.errors import SheetError

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAGE_SIZE = 50


def batches(request: HttpRequest) -> HttpResponse:
    """The files brought in so far, the newest first."""
    found = ImportBatch.objects.filter(withdrawn_at__isnull=True).order_by("-recorded_at", "-id")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    places = labels_of(batch.place_path for batch in page.object_list)
    rows = [
        {
            "batch": batch,
            "title": title_of(batch),
            "place": places.get(batch.place_path, ""),
            "counts": counted(batch),
        }
        for batch in page.object_list
    ]
    return render(
        request,
        "desk/imports.html",
        {
            "title": "导入表格",
            "rows": rows,
            "page": page,
            "lists": grouped_lists(),
            "pager": _pager(request, page, "份"),
        },
    )


def _pager(request: HttpRequest, page: Any, unit: str) -> dict[str, str]:
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
        "sort_text": "",
    }


def upload(request: HttpRequest) -> HttpResponse:
    """Choose the list and the place, hand in the file."""
    standing = standing_of(request)
    form = UploadForm(
        request.POST or None,
        request.FILES or None,
        lists=grouped_lists(),
        places=id_choices(standing),
        initial={"place": standing.place_id, "list_name": request.GET.get("list", "")},
    )
    if request.method == "POST" and form.is_valid():
        place = next(place for place in places_of(standing) if str(place.id) == form.cleaned_data["place"])
        batch = _uploaded(request, form, place)
        if batch is not None:
            return HttpResponseRedirect(reverse("desk:import_batch", args=[batch.id]))
    shown = {
        "title": "导入表格",
        "form": form,
        "steps": steps_of(None),
        "lists": grouped_lists(),
        "crumbs": [{"label": "导入表格", "url": reverse("desk:imports")}, {"label": "上传"}],
    }
    return render(request, "desk/import_new.html", shown, status=422 if form.is_bound else 200)


def _uploaded(request: HttpRequest, form: UploadForm, place: Place) -> ImportBatch | None:
    file = form.cleaned_data["file"]
    try:
        return upload_file(
            by=standing_of(request).scope.actor,
            list_name=form.cleaned_data["list_name"],
            place_id=place.id,
            place_path=place.path,
            county_id=place.county_id,
            file_name=file.name,
            data=file.read(),
        )
    except (SheetError, FileRefused) as error:
        form.add_error("file", error.sentence)
        return None


def template(request: HttpRequest, list_name: str) -> HttpResponse:
    """The empty workbook of a list, with its headings and choices."""
    if list_name not in list_names():
        raise Http404
    spec = spec_of(list_name)
    return _file(template_workbook(spec), f"{spec.name}-template.xlsx")


def _file(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=WORKBOOK)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def _batch_or_404(batch_id: UUID) -> ImportBatch:
    found: ImportBatch | None = ImportBatch.objects.filter(id=batch_id, withdrawn_at__isnull=True).first()
    if found is None:
        raise Http404
    return found


def batch(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Where one file stands: being worked on, waiting for its columns, checked, in, or taken back."""
    found = _batch_or_404(batch_id)
    if found.state == BatchState.MAPPING:
        return HttpResponseRedirect(reverse("desk:import_columns", args=[found.id]))
    shown = _shown(found)
    if found.state in STEPS:
        job = job_of(found)
        return render(request, "desk/import_progress.html", shown | {"job": job, "stop": stop_of(found, job)})
    outcome = request.GET.get("outcome", "")
    if outcome and outcome not in Outcome.LABELS:
        raise BadRequest("outcome")  # never the whole list for a word that is not known
    page = Paginator(rows_with(found, outcome), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request,
        "desk/import_result.html",
        shown
        | {
            "counts": counted(found),
            "outcome": outcome,
            "rows": row_entries(found, page.object_list),
            "page": page,
            "pager": _pager(request, page, "行"),
            "kept_back": kept_back(found),
            "never_in": never_in(found),
        },
    )


def _shown(found: ImportBatch) -> dict[str, Any]:
    place = labels_of([found.place_path]).get(found.place_path, "")
    return {
        "title": f"导入{title_of(found)}",
        "batch": found,
        "steps": steps_of(found),
        "state": BatchState(found.state),
        "facts": f"{clock.day_of(found.recorded_at)}上传，{place}",
        "crumbs": [{"label": "导入表格", "url": reverse("desk:imports")}, {"label": title_of(found)}],
    }


def columns(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """What each column was taken for and why; what was not certain is asked."""
    found = _batch_or_404(batch_id)
    if found.state not in (BatchState.MAPPING, BatchState.CHECKED):
        return HttpResponseRedirect(reverse("desk:import_batch", args=[found.id]))
    problem = ""
    if request.method == "POST":
        try:
            choose_columns(
                by=standing_of(request).scope.actor, batch=found, chosen=chosen_columns(found, request.POST)
            )
            return HttpResponseRedirect(reverse("desk:import_batch", args=[found.id]))
        except ImportStateError as error:
            problem = error.sentence
            found = _batch_or_404(batch_id)
    sheets = column_sheets(found, request.POST if problem else None)
    shown = _shown(found) | {
        "sheets": sheets,
        "problem": problem,
        "asked": sum(sheet["asked"] for sheet in sheets),
        "is_missing": any(sheet["missing"] for sheet in sheets),
        "steps": steps_of(found, at_columns=True),
    }
    return render(request, "desk/import_columns.html", shown, status=422 if problem else 200)


def commit(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Let the good rows in."""
    return _take(request, batch_id, start_commit)


def cancel(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Put the file aside before anything is let in."""
    return _take(request, batch_id, cancel_import)


def go_on(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Let a step that stopped half-way go on."""
    return _take(request, batch_id, continue_import)


def _take(request: HttpRequest, batch_id: UUID, step: Any) -> HttpResponse:
    found = _batch_or_404(batch_id)
    try:
        step(by=standing_of(request).scope.actor, batch=found)
    except ImportStateError as error:
        messages.error(request, error.sentence)
    return HttpResponseRedirect(reverse("desk:import_batch", args=[found.id]))


def errors(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """The bad rows as a workbook with the reason beside each, written down in the audit."""
    found = _batch_or_404(batch_id)
    if found.forgotten_at:
        messages.error(request, "这份表满三十天，有误的行已按规定清除。请改原来的表，重新上传。")
        return HttpResponseRedirect(reverse("desk:import_batch", args=[found.id]))
    record(
        by=standing_of(request).scope.actor,
        act="exchange.errors",
        object_kind="import_batch",
        object_ids=[found.id],
        place_path=found.place_path,
        purpose="下载有误的行去改",
        detail={"rows": found.counts.get(Outcome.WRONG, 0)},
    )
    return _file(batch_problems_workbook(found), f"{found.list_name}-errors.xlsx")


def undo(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Say what taking back will do; then do it."""
    found = _batch_or_404(batch_id)
    if request.method == "POST":
        return _take(request, batch_id, start_undo)
    is_stopped = found.state == BatchState.COMMITTING and stopped_job(found) is not None
    if found.state not in (BatchState.DONE, BatchState.UNDONE) and not is_stopped:
        return HttpResponseRedirect(reverse("desk:import_batch", args=[found.id]))
    shown = {"title": "撤回这次导入", "written": written(found)}
    return render(request, "desk/import_undo.html", _shown(found) | shown)
