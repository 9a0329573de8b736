"""A person's certificates at the desk: looked at for a purpose, and noted as checked (M03)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from baigong.domains.parties.credentials import (
    CredentialError,
    check_credential,
    credentials_of,
    open_credential,
)
from baigong.domains.parties.models import Credential
from baigong.faces.desk.forms import PurposeForm
from baigong.faces.desk.views.people import entry_or_404
from baigong.foundation.access.standing import standing_of
from baigong.foundation.files.incoming import picture_kind


def read(request: HttpRequest, registration_id: UUID, credential_id: UUID) -> HttpResponse:
    """Hand out the picture, written down before it is read."""
    found, form = _one_or_404(registration_id, credential_id), PurposeForm(request.POST)
    if not form.is_valid():
        messages.error(request, "没写为什么看。请选用途，再点按钮。")
        return _back(registration_id)
    try:
        by, purpose = standing_of(request).scope.actor, form.words_for_audit
        picture = open_credential(by=by, credential=found, purpose=purpose)
    except CredentialError as error:
        messages.error(request, error.sentence)
        return _back(registration_id)
    kind = picture_kind(picture)
    response = HttpResponse(picture, content_type=kind.content_type if kind else "application/octet-stream")
    name = f"certificate.{kind.ending if kind else 'bin'}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def check(request: HttpRequest, registration_id: UUID, credential_id: UUID) -> HttpResponse:
    """Note that the certificate was seen and is right."""
    found = _one_or_404(registration_id, credential_id)
    try:
        check_credential(by=standing_of(request).scope.actor, credential=found)
    except CredentialError as error:
        messages.error(request, error.sentence)
    else:
        messages.success(request, f"“{found.label}”记成已核对。")
    return _back(registration_id)


def _one_or_404(registration_id: UUID, credential_id: UUID) -> Credential:
    held = credentials_of(entry_or_404(registration_id).person_id)
    found = next((each for each in held if each.id == credential_id), None)
    if found is None:
        raise Http404("credential")
    return found


def _back(registration_id: UUID) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('desk:person', args=[registration_id])}#certificates")
