"""People who claim the own record and did not agree in everything: what was said beside what is kept (M03.1)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from baigong.domains.seekers.claims import (
    STATES,
    Beside,
    record_claim_in_scope,
    record_claims,
    records_beside,
)
from baigong.domains.seekers.deciding import confirm_record_claim, refuse_record_claim
from baigong.domains.seekers.enums import RecordClaimState
from baigong.domains.seekers.errors import SeekerError
from baigong.domains.seekers.models import RecordClaim
from baigong.foundation.access.standing import standing_of


class ConfirmForm(forms.Form):
    """Which of the records is the person's."""

    person = forms.ChoiceField(
        label="是哪一份登记",
        widget=forms.RadioSelect,
        error_messages={
            "required": "还没选是哪一份登记。",
            "invalid_choice": "这份登记不在列表里。请刷新再选。",
        },
    )

    def __init__(self, *arguments: Any, records: list[Beside], **named: Any) -> None:
        super().__init__(*arguments, **named)
        fields: Any = self.fields
        fields["person"].choices = [
            (str(each.person.id), f"{each.person.full_name}　{each.person.identity_number or '没有身份证号'}")
            for each in records
        ]
        if len(records) == 1:
            fields["person"].initial = str(records[0].person.id)


class RefuseForm(forms.Form):
    """What the claimant is told."""

    text = forms.CharField(
        label="告诉本人的话",
        min_length=4,
        max_length=120,
        help_text="例如：请带身份证到村便民服务站核对",
        error_messages={"required": "还没写告诉本人的话。", "min_length": "写得太短。请至少写四个字。"},
    )


def register(request: HttpRequest) -> HttpResponse:
    """The claims of the desk's places: those to decide, or those decided."""
    state = request.GET.get("state", "open")
    if state not in dict(STATES) or set(request.GET) - {"state"}:
        raise BadRequest("state")  # never the whole list for a question that is not understood
    rows = record_claims(state=state)
    shown = {
        "title": "求职者认领",
        "facts": f"{dict(STATES)[state]}{len(rows)}份",
        "rows": rows,
        "states": STATES,
        "state": state,
    }
    return render(request, "desk/record_claims.html", shown)


def claim(request: HttpRequest, record_claim_id: UUID) -> HttpResponse:
    """One claim beside the records that may be meant."""
    return _page(request, _claim_or_404(record_claim_id))


def _claim_or_404(claim_id: UUID) -> RecordClaim:
    found = record_claim_in_scope(claim_id)
    if found is None:
        raise Http404("claim")
    return found


def _page(request: HttpRequest, found: RecordClaim, *, wrong: forms.Form | None = None) -> HttpResponse:
    records = records_beside(found)
    shown = {
        "title": f"{found.full_name}认领登记",
        "facts": f"{found.claimant.display_name}，{found.place.name}，{found.get_state_display()}",
        "claim": found,
        "records": records,
        "is_waiting": found.state == RecordClaimState.WAITING,
        "confirm_form": wrong if isinstance(wrong, ConfirmForm) else ConfirmForm(records=records),
        "refuse_form": wrong if isinstance(wrong, RefuseForm) else RefuseForm(),
        "form": wrong,
        "crumbs": [
            {"label": "求职者认领", "url": reverse("desk:record_claims")},
            {"label": str(found.full_name), "url": ""},
        ],
    }
    return render(request, "desk/record_claim.html", shown, status=422 if wrong else 200)


def confirm(request: HttpRequest, record_claim_id: UUID) -> HttpResponse:
    """The record is the claimant's."""
    found = _claim_or_404(record_claim_id)
    records = records_beside(found)
    form = ConfirmForm(request.POST, records=records)
    if not form.is_valid():
        return _page(request, found, wrong=form)
    person = next(each.person for each in records if str(each.person.id) == form.cleaned_data["person"])
    try:
        confirm_record_claim(by=standing_of(request).scope.actor, claim=found, person=person)
    except SeekerError as error:
        form.add_error(None, error.sentence)
        return _page(request, found, wrong=form)
    messages.success(request, f"核实了，这份登记归{found.claimant.display_name}自己管。")
    return redirect("desk:record_claims")


def refuse(request: HttpRequest, record_claim_id: UUID) -> HttpResponse:
    """The record is not the claimant's."""
    found, form = _claim_or_404(record_claim_id), RefuseForm(request.POST)
    if not form.is_valid():
        return _page(request, found, wrong=form)
    try:
        refuse_record_claim(by=standing_of(request).scope.actor, claim=found, text=form.cleaned_data["text"])
    except SeekerError as error:
        form.add_error(None, error.sentence)
        return _page(request, found, wrong=form)
    messages.success(request, "没有核实，您写的话本人会看到。")
    return redirect("desk:record_claims")
