"""The steps a policy takes at the desk; each is one sending, and a wrong one comes back with its sentence."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from baigong.domains.policies.channels import hand_out, note_publication
from baigong.domains.policies.errors import PolicyError
from baigong.domains.policies.linking import public_policy_above, successors_for
from baigong.domains.policies.listing import policy_lines
from baigong.domains.policies.models import PolicyItem
from baigong.domains.policies.publishing import (
    current_version,
    keep_policy,
    publish_policy,
    return_policy,
    review_policy,
    submit_policy,
    supersede_policy,
    take_down_policy,
)
from baigong.faces.desk.policy_forms import (
    ChannelForm,
    PublishForm,
    ReasonForm,
    ReviewForm,
    SupersedeForm,
)
from baigong.faces.desk.views.policies import lets_out, policy_or_404, policy_page
from baigong.foundation import clock
from baigong.foundation.access.standing import standing_of
from baigong.foundation.ids import uuid7

Step = Callable[[HttpRequest, UUID], HttpResponse]


def for_those_who_let_out(view: Step) -> Step:
    """Refuse an office whose policies another one lets out, before it is asked which policy is meant."""

    @functools.wraps(view)
    def asked(request: HttpRequest, policy_id: UUID) -> HttpResponse:
        if not lets_out(request):
            raise PermissionDenied("这个县的政策由市里公布。请点“报送”，等市里公布。")
        return view(request, policy_id)

    return asked


def submit(request: HttpRequest, policy_id: UUID) -> HttpResponse:
    """Hand a policy to the city."""
    item = policy_or_404(policy_id)
    return done(
        request,
        item,
        lambda: submit_policy(by=actor_of(request), item=item),
        f"“{item.title}”已报送，等市里公布。",
    )


@for_those_who_let_out
def publish(request: HttpRequest, policy_id: UUID) -> HttpResponse:
    """Let everybody read it as its next version."""
    item, form = policy_or_404(policy_id), PublishForm(request.POST)
    if not form.is_valid():
        return policy_page(request, item, publish_form=form)
    scope = standing_of(request).scope
    return done(
        request,
        item,
        lambda: publish_policy(by=scope.actor, by_label=scope.label, item=item, **form.cleaned_data),
        f"“{item.title}”已公布，门户上看得到。别的渠道公布以后，请在下面登记。",
    )


def give_back(request: HttpRequest, policy_id: UUID) -> HttpResponse:
    """Give a policy handed in back to its county."""
    item = policy_or_404(policy_id)
    form = ReasonForm(request.POST, prefix="return")
    return with_form(
        request,
        item,
        "return_form",
        form,
        lambda: return_policy(by=actor_of(request), item=item, reason=form.cleaned_data["reason"]),
        f"“{item.title}”已退回，原因记下了。",
    )


@for_those_who_let_out
def take_down(request: HttpRequest, policy_id: UUID) -> HttpResponse:
    """Take it from the public."""
    item = policy_or_404(policy_id)
    form = ReasonForm(request.POST, prefix="down")
    return with_form(
        request,
        item,
        "take_down_form",
        form,
        lambda: take_down_policy(by=actor_of(request), item=item, reason=form.cleaned_data["reason"]),
        f"“{item.title}”已从门户撤下。别的渠道也要撤，撤了请登记。要恢复，再公布一次。",
    )


@for_those_who_let_out
def supersede(request: HttpRequest, policy_id: UUID) -> HttpResponse:
    """Name the policy that takes the place of this one."""
    item = policy_or_404(policy_id)
    form = SupersedeForm(request.POST, successors=successors_for(item))
    return with_form(
        request,
        item,
        "supersede_form",
        form,
        lambda: _superseded(request, item, form),
        "记下了：公开页会领人去看新的那一条；新的施行以前，这一条照常有效。",
    )


def _superseded(request: HttpRequest, item: PolicyItem, form: SupersedeForm) -> object:
    successor = public_policy_above(item, form.chosen)
    if successor is None:
        raise PolicyError("successor", "选的那一条没有公布着。请刷新，再选一条。")
    reason = form.cleaned_data["reason"]
    return supersede_policy(by=actor_of(request), item=item, successor=successor, reason=reason)


@for_those_who_let_out
def keep(request: HttpRequest, policy_id: UUID) -> HttpResponse:
    """Take back that another took its place."""
    item = policy_or_404(policy_id)
    return done(
        request,
        item,
        lambda: keep_policy(by=actor_of(request), item=item),
        f"取消了：“{item.title}”照常有效。",
    )


def review(request: HttpRequest, policy_id: UUID) -> HttpResponse:
    """Note that it was read through, and when next."""
    item, form = policy_or_404(policy_id), ReviewForm(request.POST)
    return with_form(
        request,
        item,
        "review_form",
        form,
        lambda: review_policy(by=actor_of(request), item=item, next_on=form.cleaned_data["review_due_on"]),
        "复核记下了。",
    )


@for_those_who_let_out
def note_channel(request: HttpRequest, policy_id: UUID) -> HttpResponse:
    """Note where it stands in a channel outside."""
    item = policy_or_404(policy_id)
    lines = policy_lines([item], clock.today())[0].channels
    form = ChannelForm(request.POST, lines=lines)
    return with_form(
        request,
        item,
        "channel_form",
        form,
        lambda: _noted(request, item, form.cleaned_data),
        "渠道情况记下了。",
    )


def _noted(request: HttpRequest, item: PolicyItem, given: dict[str, Any]) -> object:
    day: datetime.date = given["happened_on"]
    return note_publication(
        by=actor_of(request),
        item=item,
        channel=given["channel"],
        state=given["note_state"],
        link=given["link"],
        note=given["note"],
        happened_at=datetime.datetime.combine(day, datetime.time(), clock.CHINA),
    )


@for_those_who_let_out
def send_again(request: HttpRequest, policy_id: UUID) -> HttpResponse:
    """Hand the public version to the outlet of a channel once more."""
    item, channel = policy_or_404(policy_id), request.POST.get("channel", "")
    version = current_version(item)
    if version is None:
        messages.error(request, f"“{item.title}”没有公布着，没有可送的。请先公布。")
        return redirect("desk:policy", item.id)
    return done(
        request,
        item,
        lambda: hand_out(by=actor_of(request), version=version, channel=channel, again=str(uuid7())),
        "在送了，送好以后这里会写“已送出”。",
    )


def actor_of(request: HttpRequest) -> str:
    """Return who asks, as the audit names them."""
    return standing_of(request).scope.actor


def done(request: HttpRequest, item: PolicyItem, step: Callable[[], object], sentence: str) -> HttpResponse:
    """Take a step and lead back to the policy, with what came of it."""
    try:
        step()
        messages.success(request, sentence)
    except PolicyError as error:
        messages.error(request, error.sentence)
    return redirect("desk:policy", item.id)


def with_form(
    request: HttpRequest,
    item: PolicyItem,
    name: str,
    form: forms.Form,
    step: Callable[[], object],
    sentence: str,
) -> HttpResponse:
    """Take a step that asks for words; a wrong form comes back on the page of the policy."""
    if form.is_valid():
        try:
            step()
        except PolicyError as error:
            form.add_error(error.code if error.code in form.fields else None, error.sentence)
        else:
            messages.success(request, sentence)
            return redirect("desk:policy", item.id)
    return policy_page(request, item, **{name: form})
