"""Claims on firms: what was said beside what the register knows, and the county's answer (M02)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from baigong.domains.claims.deciding import confirm, refuse
from baigong.domains.claims.enums import ClaimState, Refusal, Seat
from baigong.domains.claims.errors import ClaimError
from baigong.domains.claims.models import FirmClaim
from baigong.domains.claims.selectors import STATES, ClaimBeside, claim_beside_record, claims_of_places
from baigong.domains.parties.organisation_keys import normalised_name
from baigong.faces.desk.tasks import clock_of
from baigong.foundation import clock
from baigong.foundation.access.standing import standing_of
from baigong.foundation.audit.services import record
from baigong.foundation.files.errors import FileMissing
from baigong.foundation.files.incoming import picture_kind
from baigong.foundation.files.services import open_file
from baigong.foundation.privacy.secret import Secret, open_inside


class ConfirmForm(forms.Form):
    """As what the claimant comes into the firm."""

    seat = forms.ChoiceField(label="通过以后是", choices=Seat.choices)


class RefuseForm(forms.Form):
    """Why the county says no."""

    refusal_code = forms.ChoiceField(
        label="为什么不通过",
        choices=[("", "选原因"), *Refusal.choices],
        error_messages={"required": "还没选原因。认领人会看到对应的一句话。"},
    )
    text = forms.CharField(
        label="补充一句", required=False, max_length=120, help_text="认领人会看到；选“其他”时至少四个字"
    )


def register(request: HttpRequest) -> HttpResponse:
    """The claims of the desk's places: those to decide, or those decided."""
    state, words = request.GET.get("state", "open"), request.GET.get("q", "").strip()[:60]
    if state not in dict(STATES) or set(request.GET) - {"state", "q"}:
        raise BadRequest("state")  # never the whole list for a question that is not understood
    rows = claims_of_places(on=clock.today(), state=state, words=words)
    shown = {
        "title": "企业认领",
        "facts": f"{dict(STATES)[state]}{len(rows)}份",
        "rows": rows,
        "states": STATES,
        "state": state,
        "words": words,
    }
    return render(request, "desk/claims.html", shown)


def claim(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """One claim beside the record it is about."""
    return _page(request, _beside_or_404(claim_id))


def _beside_or_404(claim_id: UUID) -> ClaimBeside:
    found = claim_beside_record(claim_id)
    if found is None:
        raise Http404("claim")
    return found


def _page(request: HttpRequest, found: ClaimBeside, *, wrong: forms.Form | None = None) -> HttpResponse:
    said, today = found.claim, clock.today()
    is_late = said.state == ClaimState.WAITING_ADMINISTRATOR and bool(said.due_on and said.due_on < today)
    usual = Seat.COLLEAGUE if found.administrators else Seat.ADMINISTRATOR
    shown = {
        "title": f"{said.firm_name}：{said.get_state_display()}",
        "found": found,
        "claim": said,
        "lines": _side_by_side(found),
        "is_ours": said.state == ClaimState.WAITING_COUNTY or is_late,
        "waits": clock_of(said.due_on, today)[0] if said.due_on else "",
        "confirm_form": wrong if isinstance(wrong, ConfirmForm) else ConfirmForm(initial={"seat": usual}),
        "refuse_form": wrong if isinstance(wrong, RefuseForm) else RefuseForm(),
        "form": wrong,
        "crumbs": [
            {"label": "企业认领", "url": reverse("desk:claims")},
            {"label": said.firm_name, "url": ""},
        ],
        "facts": f"{said.claimant.display_name}，{said.place.name}，{said.get_found_by_display()}",
    }
    return render(request, "desk/claim.html", shown, status=422 if wrong else 200)


def _side_by_side(found: ClaimBeside) -> list[dict[str, Any]]:
    """Return what was said and what stands in the register, line by line, and whether they agree."""
    said, kept = found.claim, found.record
    pairs = [
        ("企业名称", said.firm_name, kept.name if kept else ""),
        ("信用代码", said.credit_code, kept.credit_code if kept else ""),
        ("所在地", said.place.name, kept.place.name if kept else ""),
        ("地址", said.address, kept.address if kept else ""),
        ("电话", said.phone, kept.contact_phone if kept else None),
    ]
    return [
        {
            "label": label,
            "said": str(one) or "没有填",
            "kept": str(two) if two else "没有登记",
            "key": _agree(one, two),
        }
        for label, one, two in pairs
    ]


def _agree(said: Any, kept: Any) -> str:
    """Compare without showing: two masked numbers may look alike and differ."""
    if not kept or not said:
        return "unknown"
    plain = [
        open_inside(each) if isinstance(each, Secret) else normalised_name(str(each)) for each in (said, kept)
    ]
    if plain[0] == plain[1]:
        return "fits"
    return "close" if plain[0] in plain[1] or plain[1] in plain[0] else "missing"


def confirm_claim(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Let the claimant into the firm."""
    found, form = _beside_or_404(claim_id), ConfirmForm(request.POST)
    if not form.is_valid():
        return _page(request, found, wrong=form)
    standing = standing_of(request)
    try:
        confirm(
            by=standing.scope.actor, role=standing.role, claim=found.claim, seat=form.cleaned_data["seat"]
        )
    except ClaimError as error:
        form.add_error(None, error.sentence)
        return _page(request, found, wrong=form)
    messages.success(request, f"{found.claim.claimant.display_name}可以用“{found.claim.firm_name}”的账号了。")
    return redirect("desk:claims")


def refuse_claim(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Say no, with the reason the claimant reads."""
    found, form = _beside_or_404(claim_id), RefuseForm(request.POST)
    if not form.is_valid():
        return _page(request, found, wrong=form)
    standing, given = standing_of(request), form.cleaned_data
    try:
        refuse(
            by=standing.scope.actor,
            role=standing.role,
            claim=found.claim,
            code=given["refusal_code"],
            text=given["text"],
        )
    except ClaimError as error:
        form.add_error("text" if error.code == "reason" else None, error.sentence)
        return _page(request, found, wrong=form)
    messages.success(request, "没有通过，原因认领人会看到。")
    return redirect("desk:claims")


def licence(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Hand out the picture of the licence, written down before it is read."""
    found: FirmClaim = _beside_or_404(claim_id).claim
    if found.licence_id is None:
        messages.error(request, "认领人还没有传营业执照。")
        return redirect("desk:claim", found.id)
    record(
        by=standing_of(request).scope.actor,
        act="claims.read_licence",
        object_kind="firm_claim",
        object_ids=[found.id],
        place_path=found.place_path,
        purpose="核对营业执照",
    )
    try:
        content = open_file(found.licence_id)
    except FileMissing:
        messages.error(request, "执照文件已经到期销毁。请让认领人再传一次。")
        return redirect("desk:claim", found.id)
    picture = content.read()  # five megabytes at most
    kind = picture_kind(picture)
    response = HttpResponse(picture, content_type=kind.content_type if kind else "application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="licence.{kind.ending if kind else "bin"}"'
    response["Cache-Control"] = "no-store"
    return response
