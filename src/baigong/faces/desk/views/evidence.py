"""Files facts rest on at the desk: attached, opened for a purpose, voided when wrong (M18.2)."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from baigong.domains.evidence.errors import EvidenceError
from baigong.domains.evidence.models import EvidenceFile
from baigong.domains.evidence.selectors import evidence_in_sight
from baigong.domains.evidence.services import open_evidence, void_evidence
from baigong.faces.desk.evidence import EvidenceForm, EvidenceVoidForm, Subjects, fits, keep
from baigong.faces.desk.forms import PurposeForm
from baigong.faces.desk.record_evidence import page_of, subjects_of
from baigong.faces.desk.views.introductions import hire_or_404, proofs_of
from baigong.faces.desk.views.records import row_or_404, spec_or_404
from baigong.foundation.access.standing import standing_of
from baigong.foundation.files.incoming import picture_kind


def of_hire(request: HttpRequest, engagement_id: uuid.UUID) -> HttpResponse:
    """Attach a file to one proof of a hire."""
    here = reverse("desk:hire", args=[engagement_id])
    return _attached(request, proofs_of(hire_or_404(engagement_id)), here)


def of_record(request: HttpRequest, record_list: str, record_id: uuid.UUID) -> HttpResponse:
    """Attach a file to a status, or to one step of a case."""
    spec = spec_or_404(record_list)
    row = row_or_404(spec, record_id)
    here = reverse("desk:record", args=[spec.name, record_id])
    return _attached(request, subjects_of(spec.name, row), here)


def _attached(request: HttpRequest, subjects: Subjects, here: str) -> HttpResponse:
    standing, form = standing_of(request), EvidenceForm(request.POST, request.FILES, subjects=subjects)
    if not (form.is_valid() and fits(form, standing)):
        messages.error(request, _first(form))
        return HttpResponseRedirect(f"{here}#evidence")
    given = form.cleaned_data
    subject = next(row for _, row in subjects if str(row.pk) == given["of"])
    try:
        keep(given["file"], subject, standing)
    except EvidenceError as error:
        messages.error(request, error.sentence)
    else:
        messages.success(request, "材料附上了，加密保存。")
    return HttpResponseRedirect(f"{here}#evidence")


def _first(form: Any) -> str:
    return str(next(iter(form.errors.values()))[0])


def read(request: HttpRequest, evidence_id: uuid.UUID) -> HttpResponse:
    """Hand out a file, written down before it is read; one that may show somebody asks for what."""
    found, form = _one_or_404(evidence_id), PurposeForm(request.POST)
    purpose = form.words_for_audit if form.is_valid() else ""
    try:
        content = open_evidence(by=standing_of(request).scope.actor, evidence=found, purpose=purpose)
    except EvidenceError as error:
        messages.error(request, error.sentence)
        return HttpResponseRedirect(_page_of(found))
    kind = picture_kind(content)
    response = HttpResponse(content, content_type=kind.content_type if kind else "application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="evidence.{kind.ending if kind else "bin"}"'
    response["Cache-Control"] = "no-store"
    return response


def void(request: HttpRequest, evidence_id: uuid.UUID) -> HttpResponse:
    """Void a wrong file with the reason; its content is destroyed."""
    found, form = _one_or_404(evidence_id), EvidenceVoidForm(request.POST)
    here = _page_of(found)
    if not form.is_valid():
        messages.error(request, _first(form))
        return HttpResponseRedirect(here)
    try:
        by, reason = standing_of(request).scope.actor, form.cleaned_data["reason"]
        void_evidence(by=by, evidence=found, reason=reason)
    except EvidenceError as error:
        messages.error(request, error.sentence)
    else:
        messages.success(request, "材料已作废，内容已经销毁，原因记下了。")
    return HttpResponseRedirect(here)


def _one_or_404(evidence_id: uuid.UUID) -> EvidenceFile:
    found = evidence_in_sight(evidence_id)
    if found is None:
        raise Http404("evidence")
    return found


def _page_of(found: EvidenceFile) -> str:
    """Return the page a file stands on, in the scope of who asks; the first page where there is none."""
    return f"{page_of(found)}#evidence"
