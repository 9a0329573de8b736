"""Near relatives of somebody dead: their request written down, decided by a second officer, the copy fetched."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from baigong.domains.seekers.enums import RelativeWish
from baigong.domains.seekers.errors import SeekerError
from baigong.domains.seekers.models import RelativeRequest
from baigong.domains.seekers.relatives import Asked, decide_request, file_request, take_relatives_copy
from baigong.faces.desk.forms import PurposeForm
from baigong.faces.desk.forms_relatives import NONE_SUCH, DecideRelativeForm, RelativeForm, RequestForm
from baigong.faces.desk.views.people import entry_or_404, person_page
from baigong.foundation.access.standing import standing_of

DONE = {
    RelativeWish.COPY: "同意了。资料打包好了，点“取资料”交给申请人，只能取一次。",
    RelativeWish.CORRECTION: "同意了。请按申请改登记。",
}


def file(request: HttpRequest, registration_id: UUID) -> HttpResponse:
    """Write a request down."""
    entry, form = entry_or_404(registration_id), RelativeForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        asked = Asked(
            given["applicant_name"].strip(), given["kinship"], given["wish"], given["died_on"],
            given["document"], given["reason"],
        )  # fmt: skip
        try:
            file_request(by=standing_of(request).scope.actor, person=entry.person, asked=asked)
        except SeekerError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "已登记。请同一地方的另一位经办人在这一页办理。")
            return _back(entry.id)
    response = person_page(request, entry, PurposeForm(), relative_form=form)
    response["Cache-Control"] = "no-store"
    return response


def decide(request: HttpRequest, registration_id: UUID) -> HttpResponse:
    """Agree to a request or not; an agreed erasure leaves no page to come back to."""
    entry, form = entry_or_404(registration_id), DecideRelativeForm(request.POST)
    if not form.is_valid():
        return _refused(request, entry.id, form)
    try:
        row = decide_request(
            by=standing_of(request).scope.actor,
            person=entry.person,
            request_id=form.cleaned_data["relative_request"],
            agrees=form.cleaned_data["answer"] == "yes",
            answer=form.cleaned_data["words"],
        )
    except (RelativeRequest.DoesNotExist, SeekerError) as error:
        messages.error(request, str(error) if isinstance(error, SeekerError) else NONE_SUCH)
        return _back(entry.id)
    if row.state == "agreed" and row.wish == RelativeWish.ERASURE:
        messages.success(request, "同意了。逝者的资料已经删除，法律要留的只留编号。")
        return HttpResponseRedirect(reverse("desk:people"))
    words = DONE[RelativeWish(row.wish)] if row.state == "agreed" else "没有同意，您写的话请告诉申请人。"
    messages.success(request, words)
    return _back(entry.id)


def take(request: HttpRequest, registration_id: UUID) -> HttpResponse:
    """Hand the packed copy to the officer, for the relative, once."""
    entry, form = entry_or_404(registration_id), RequestForm(request.POST)
    if not form.is_valid():
        return _refused(request, entry.id, form)
    try:
        content = take_relatives_copy(
            by=standing_of(request).scope.actor,
            person=entry.person,
            request_id=form.cleaned_data["relative_request"],
        )
    except (RelativeRequest.DoesNotExist, SeekerError) as error:
        messages.error(request, str(error) if isinstance(error, SeekerError) else NONE_SUCH)
        return _back(entry.id)
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = "attachment; filename*=UTF-8''%E8%B5%84%E6%96%99.zip"
    response["Cache-Control"] = "no-store"
    return response


def _back(registration_id: UUID) -> HttpResponse:
    return HttpResponseRedirect(reverse("desk:person", args=[registration_id]))


def _refused(request: HttpRequest, registration_id: UUID, form: forms.Form) -> HttpResponse:
    messages.error(request, str(next(iter(form.errors.values()))[0]))
    return _back(registration_id)
