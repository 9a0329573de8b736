"""Striking a shortage off: the evidence on one page, verified, refused, or opened again (销号, BZ-G1c, M04.4)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from baigong.domains.evidence.errors import EvidenceError
from baigong.domains.shortages.models import Need
from baigong.domains.shortages.selectors import kept_need_in_sight, need_lines
from baigong.domains.shortages.services import ShortageError
from baigong.domains.shortages.strike_off_steps import steps_of
from baigong.domains.shortages.striking_off import close_need, refuse_filled, reopen_need
from baigong.domains.users.actors import actors_named
from baigong.faces.desk.evidence import fits, keep, panel_for
from baigong.faces.desk.forms_striking_off import NeedCloseForm, NeedRefuseForm, NeedReopenForm
from baigong.faces.desk.views.firms import about, firm_and_need, firm_or_404
from baigong.foundation.access.standing import standing_of


def close(request: HttpRequest, firm_id: UUID, need_id: UUID) -> HttpResponse:
    """Strike a need off with the reason, after a look at what speaks for it."""
    found, need = firm_and_need(firm_id, need_id)
    form = NeedCloseForm(request.POST or None, request.FILES or None)
    is_fit = request.method == "POST" and form.is_valid() and fits(form, standing_of(request))
    if is_fit and _done(form, request, close_need, need):
        messages.success(request, f"“{need.label}”已销号，原因记下了。")
        return _back(firm_id)
    shown = {"title": f"销号：{need.label}", "form": form, "is_waiting": need.filled_on is not None}
    return _page(request, "desk/need_close.html", about(found, "销号") | shown | _evidence(need), form)


def refuse(request: HttpRequest, firm_id: UUID, need_id: UUID) -> HttpResponse:
    """Say that a need is not filled after all, and how many are lacking."""
    found, need = firm_and_need(firm_id, need_id)
    form = NeedRefuseForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _done(form, request, refuse_filled, need):
        messages.success(request, f"“{need.label}”退回在招，企业会收到原因。")
        return _back(firm_id)
    shown = {"title": f"没招满：{need.label}", "form": form, "is_waiting": need.filled_on is not None}
    return _page(request, "desk/need_refuse.html", about(found, "没招满") | shown | _evidence(need), form)


def reopen(request: HttpRequest, firm_id: UUID, need_id: UUID) -> HttpResponse:
    """Open a need again that was struck off, with the reason."""
    need = kept_need_in_sight(need_id, firm_id)
    if need is None:
        raise Http404
    found, form = firm_or_404(firm_id), NeedReopenForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _done(form, request, reopen_need, need):
        messages.success(request, f"“{need.label}”已重开。现在缺几人，请再记一次联系。")
        return _back(firm_id)
    shown = about(found, "重开") | {"title": f"重开：{need.label}", "form": form} | _evidence(need)
    return _page(request, "desk/need_reopen.html", shown, form)


def _done(form: forms.Form, request: HttpRequest, verb: Any, need: Need) -> bool:
    """Take the step and keep its paper, both or none."""
    standing, given = standing_of(request), dict(form.cleaned_data)
    paper = given.pop("file", None)
    try:
        with transaction.atomic():
            verb(by=standing.scope.actor, need=need, **given)
            keep(paper, steps_of(need)[-1], standing)
    except (ShortageError, EvidenceError) as error:
        form.add_error(None, error.sentence)
        return False
    return True


def _evidence(need: Need) -> dict[str, Any]:
    """Return what speaks for or against: the firm's word, who was recorded as hired, what is lacking, all steps."""
    steps, line = steps_of(need), need_lines([need])[0]
    names = actors_named({*(step.source_id for step in steps), need.filled_by} - {""})
    return {
        "need": need,
        "line": line,
        "gap_text": f"{line.gap}人",
        "evidence": panel_for(
            "strike_off_step", [(f"{s.happened_on}{s.get_kind_display()}", s) for s in steps]
        ),
        "said_by": names[need.filled_by].name if need.filled_by else "",
        "steps": [(step, names[step.source_id].name) for step in reversed(steps)],
    }


def _back(firm_id: UUID) -> HttpResponse:
    return HttpResponseRedirect(reverse("desk:firm", args=[firm_id]))


def _page(request: HttpRequest, template: str, shown: dict[str, Any], form: forms.Form) -> HttpResponse:
    return render(request, template, shown, status=422 if form.is_bound else 200)
