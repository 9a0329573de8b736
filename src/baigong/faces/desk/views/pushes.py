"""Pushing a vacancy, a policy or a notice to people of an area: whom it reaches first, then the receipts in counts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from baigong.domains.seekers.audience import OUTCOMES, WILL_GET
from baigong.domains.seekers.errors import SeekerError
from baigong.domains.seekers.push_receipts import counts_of, own_sendings, receipts_of, sending_in_sight
from baigong.domains.seekers.pushing import Draft, ask_sending, draft_about, preview
from baigong.domains.vacancies.selectors import desk_vacancy
from baigong.faces.desk.choices import labelled_places
from baigong.faces.desk.forms_pushes import PushForm
from baigong.foundation.access.standing import standing_of
from baigong.foundation.ids import uuid7
from baigong.foundation.messages.errors import MessageRefused

SEND = "send"


def register(request: HttpRequest) -> HttpResponse:
    """What was pushed in the officer's places, the newest first."""
    sendings = own_sendings()
    counts = counts_of(sendings)
    context = {
        "title": "推送",
        "facts": f"最近{len(sendings)}次" if sendings else "",
        "rows": [
            {"sending": each, "people": counts[each.id][0], "got": counts[each.id][1]} for each in sendings
        ],
    }
    return render(request, "desk/pushes.html", context)


def push(request: HttpRequest, sending_id: UUID) -> HttpResponse:
    """One sending: to whom in words, and what became of it in counts."""
    sending = sending_in_sight(sending_id)
    if sending is None:
        raise Http404("sending")
    context = {
        "title": sending.subject,
        "facts": f"发给：{sending.audience_text}",
        "crumbs": [{"label": "推送", "url": reverse("desk:pushes")}, {"label": sending.subject, "url": ""}],
        "sending": sending,
        "receipts": receipts_of(sending),
    }
    return render(request, "desk/push.html", context)


def make(request: HttpRequest) -> HttpResponse:
    """Say to whom; see how many it would reach; only then send it, and only what was counted."""
    said = request.POST if request.method == "POST" else request.GET
    try:
        draft = _draft(said.get("vacancy", ""), said.get("policy", ""))
    except SeekerError as error:
        messages.error(request, error.sentence)
        return redirect("desk:pushes")
    named: dict[str, Any] = {"places": labelled_places(standing_of(request)), "draft": draft}
    if request.method != "POST":
        return _page(request, PushForm(initial={"key": uuid7(), "state": "seeking"}, **named), draft)
    form = PushForm(request.POST, **named)
    if not form.is_valid():
        return _page(request, form, draft, status=422)
    try:
        found = preview(form.audience)
        is_as_counted = request.POST.get("counted") == form.mark
        if request.POST.get("step") == SEND and is_as_counted and found[WILL_GET]:
            return _sent(request, form, sum(found.values()))
    except (SeekerError, MessageRefused) as error:
        form.add_error(None, error.sentence)
        return _page(request, form, draft, status=422)
    return _page(request, form, form.said, counts=[(OUTCOMES[code], found[code], code) for code in OUTCOMES])


def _draft(vacancy_id: str, policy_id: str) -> Draft:
    vacancy, policy = _uuid(vacancy_id), _uuid(policy_id)
    if vacancy is not None:
        found = desk_vacancy(vacancy)
        if found is None:
            raise SeekerError("vacancy", "没有这个岗位，或者它不在您的范围里。请从岗位页再点推送。")
        return draft_about(vacancy=found)
    return draft_about(policy_id=policy) if policy is not None else Draft()


def _uuid(word: str) -> UUID | None:
    if not word:
        return None
    try:
        return UUID(word)
    except ValueError:
        raise SeekerError("id", "看不懂要推送哪一条。请从岗位页或政策页再点推送。") from None


def _sent(request: HttpRequest, form: PushForm, people: int) -> HttpResponse:
    sending, is_new = ask_sending(
        by=standing_of(request).scope.actor,
        draft=form.said,
        audience=form.audience,
        audience_text=form.audience_text,
        county_id=form.area.county_id,
        people=people,
        key=form.cleaned_data["key"],
    )
    messages.success(request, "开始发了，发到哪一步这里看得到。" if is_new else "这一次已经发过，没有再发。")
    return redirect("desk:push", sending.id)


def _page(
    request: HttpRequest,
    form: PushForm,
    draft: Draft,
    *,
    counts: list[tuple[str, int, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    will_get = next((count for _, count, code in counts or () if code == WILL_GET), 0)
    context = {
        "title": "推送",
        "form": form,
        "draft": draft,
        "counts": [(label, count) for label, count, code in counts or () if count or code == WILL_GET],
        "is_counted": counts is not None,
        "will_get": will_get,
        "audience_text": form.audience_text if counts is not None else "",
        "crumbs": [{"label": "推送", "url": reverse("desk:pushes")}, {"label": "新推送", "url": ""}],
    }
    return render(request, "desk/push_new.html", context, status=status)
