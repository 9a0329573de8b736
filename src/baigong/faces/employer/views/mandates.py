"""Whom the firm lets act for it, in what and how long (BZ-4b)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from baigong.domains.parties.models import Organisation
from baigong.domains.users.mandates import (
    MandateError,
    grant_mandate,
    mandate_of,
    mandates_of,
    possible_holders,
    withdraw_mandate,
)
from baigong.faces.employer.acting import actor, administers, for_administrator, for_firm, user_of
from baigong.faces.employer.forms_mandate import MandateForm
from baigong.faces.frame.mandate_lines import mandate_lines


@for_firm
def register(request: HttpRequest, firm: Organisation) -> HttpResponse:
    """The mandates that hold, and the form for another one."""
    return _page(request, firm)


def _page(request: HttpRequest, firm: Organisation, wrong: MandateForm | None = None) -> HttpResponse:
    held, may_manage = mandates_of(firm.id), administers(request)
    holders = possible_holders(firm) if may_manage and wrong is None else []
    shown = {
        "title": "委托代办",
        "facts": f"现有{len(held)}份委托" if held else "现在没有委托",
        "mandates": held,
        "held": mandate_lines(user_of(request).id),
        "may_manage": may_manage,
        "mandate_form": wrong or MandateForm(holders=holders),
        "form": wrong,
    }
    return render(request, "employer/mandates.html", shown, status=422 if wrong else 200)


@for_administrator
def give(request: HttpRequest, firm: Organisation) -> HttpResponse:
    """Let somebody act for the firm from today on."""
    form = MandateForm(request.POST, holders=possible_holders(firm))
    if form.is_valid():
        try:
            given = grant_mandate(
                by=actor(request),
                organisation=firm,
                post=form.cleaned_data["post"],
                matter=form.cleaned_data["matter"],
                ends_before=form.ends_before,
            )
        except MandateError as error:
            form.refuse(error)
        else:
            messages.success(request, f"委托好了：{given.get_matter_display()}。已通知对方，随时可以撤回。")
            return redirect("employer:mandates")
    return _page(request, firm, form)


@for_administrator
def withdraw(request: HttpRequest, firm: Organisation, mandate_id: UUID) -> HttpResponse:
    """End a mandate at once."""
    mandate = mandate_of(mandate_id, firm.id)
    if mandate is None:
        raise Http404("mandate")
    try:
        withdraw_mandate(by=actor(request), mandate=mandate)
        messages.success(
            request, f"撤回了：{mandate.get_matter_display()}。对方从现在起不能再以本单位名义办。"
        )
    except MandateError as error:
        messages.error(request, error.sentence)
    return redirect("employer:mandates")
