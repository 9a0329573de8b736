"""Somebody away names who stands in, sees who does, and ends it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from baigong.domains.users.administering import stand_ins
from baigong.domains.users.delegation import delegate_post, delegations_from
from baigong.domains.users.errors import AccountError
from baigong.domains.users.lifecycle import end_post
from baigong.domains.users.models import Post
from baigong.domains.users.standing import posts_in_force
from baigong.faces.account.forms_accounts import StandInForm
from baigong.foundation import clock
from baigong.foundation.access.standing import standing_of

BACK_EARLY = "本人提前回岗"


def register(request: HttpRequest) -> HttpResponse:
    """Who stands in for me, and the form to ask somebody."""
    user: Any = request.user
    own = [post for post in posts_in_force(user) if post.delegated_from_id is None]
    others = {post.user_id: post for each in own for post in stand_ins(each)}
    form = StandInForm(request.POST or None, own=own, others=list(others.values()))
    if request.method == "POST" and form.is_valid():
        try:
            _delegate(request, form)
        except AccountError as error:
            form.add_error(None, error.sentence)
        else:
            messages.success(request, "定好了，已经告诉他。到期自动结束。")
            return HttpResponseRedirect(reverse("mine:standing_in"))
    shown = {
        "title": "请人代岗",
        "form": form,
        "has_own": bool(own),
        "has_others": bool(others),
        "delegations": delegations_from(user),
    }
    return render(request, "account_pages/standing_in.html", shown, status=422 if form.is_bound else 200)


def _delegate(request: HttpRequest, form: StandInForm) -> Post:
    given = form.cleaned_data
    return delegate_post(
        by=standing_of(request).scope.actor,
        post=given["own"],
        to_user=given["to_post"].user,
        starts_on=given["first_day"],
        ends_before=form.ends_before(),
    )


def end(request: HttpRequest, post_id: UUID) -> HttpResponse:
    """Take a post back before its time."""
    user: Any = request.user
    post = next((each for each in delegations_from(user) if each.id == post_id), None)
    if post is None:
        raise Http404
    end_post(by=standing_of(request).scope.actor, post=post, ends_before=clock.today(), reason=BACK_EARLY)
    messages.success(request, f"{post.user.display_name}不再代岗。")
    return HttpResponseRedirect(reverse("mine:standing_in"))
