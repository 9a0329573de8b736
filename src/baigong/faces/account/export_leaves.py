"""Who of an account's posts may take lists out unmasked: given, read and ended by an administrator (decisions A8)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from baigong.domains.users.administering import account_in, charge_of
from baigong.domains.users.enums import OFFICER_ROLES
from baigong.domains.users.errors import AccountError
from baigong.domains.users.export_leaves import end_leave, give_leave, leaves_of
from baigong.domains.users.models import Post, User
from baigong.faces.account.forms_accounts import ReasonForm
from baigong.foundation import clock
from baigong.foundation.access.standing import standing_of


class LeaveForm(forms.Form):
    """Which post, on what document, until when."""

    post = forms.ChoiceField(label="哪个岗位", error_messages={"required": "请选岗位。"})
    document = forms.CharField(
        label="依据",
        max_length=120,
        help_text="批准的文号或批件名称",
        error_messages={"required": "还没写依据。"},
    )
    last_day = forms.DateField(
        label="最后一天",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "最后一天没有填。", "invalid": "日期写成2026-03-09这样。"},
    )

    def __init__(self, *arguments: Any, posts: list[Post], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._posts = {str(post.id): post for post in posts}
        choices = [("", "请选择"), *((key, f"{post.place.name} {post}") for key, post in self._posts.items())]
        self.fields["post"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def clean_post(self) -> Post:
        return self._posts[self.cleaned_data["post"]]


def register(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """The leaves of one account; sent, one more is given."""
    user = _account_or_404(request, user_id)
    form = LeaveForm(request.POST if request.method == "POST" else None, posts=_officers_posts(user))
    if request.method == "POST" and form.is_valid():
        try:
            give_leave(by=standing_of(request).scope.actor, **form.cleaned_data)
        except AccountError as error:
            form.add_error(error.code if error.code in form.fields else None, error.sentence)
        else:
            messages.success(request, f"给{user.display_name}开了实名导出。")
            return HttpResponseRedirect(reverse("mine:export_leaves", args=[user.id]))
    return _page(request, user, form, status=422 if form.is_bound else 200)


def end(request: HttpRequest, user_id: UUID, leave_id: UUID) -> HttpResponse:
    """End one leave at once."""
    user = _account_or_404(request, user_id)
    leave = next((each for each in leaves_of(user.id) if each.id == leave_id), None)
    if leave is None:
        raise Http404("leave")
    reason = ReasonForm(request.POST, prefix=str(leave.id))
    if not reason.is_valid():
        return _page(request, user, None, wrong=(leave.id, reason), status=422)
    try:
        end_leave(by=standing_of(request).scope.actor, leave=leave, reason=reason.cleaned_data["reason"])
    except AccountError as error:
        messages.error(request, error.sentence)
    else:
        messages.success(request, "停了，从现在起不能再实名导出。以前导出的都在审计里。")
    return HttpResponseRedirect(reverse("mine:export_leaves", args=[user.id]))


def _page(
    request: HttpRequest,
    user: User,
    form: LeaveForm | None,
    *,
    wrong: tuple[UUID, ReasonForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    today = clock.today()
    lines = []
    for leave in leaves_of(user.id):
        is_in_force = leave.voided_at is None and leave.ends_before is not None and leave.ends_before > today
        sent = wrong[1] if wrong is not None and wrong[0] == leave.id else ReasonForm(prefix=str(leave.id))
        lines.append({"leave": leave, "is_in_force": is_in_force, "form": sent})
    account_url = reverse("mine:account", args=[user.id])
    shown = {
        "title": "实名导出",
        "facts": user.display_name,
        "holder": user,
        "lines": lines,
        "has_posts": bool(_officers_posts(user)),
        "is_own": str(user.id) == standing_of(request).scope.actor,
        "form": form or LeaveForm(posts=_officers_posts(user)),
        "crumbs": [
            {"label": "账号管理", "url": reverse("mine:accounts")},
            {"label": user.display_name, "url": account_url},
            {"label": "实名导出", "url": ""},
        ],
    }
    return render(request, "account_pages/export_leaves.html", shown, status=status)


def _officers_posts(user: User) -> list[Post]:
    today, held = clock.today(), user.charged_posts  # type: ignore[attr-defined]  # prefetched under this name
    return [
        post
        for post in held
        if post.role in OFFICER_ROLES
        and post.delegated_from_id is None
        and post.withdrawn_at is None
        and (post.ends_before is None or post.ends_before > today)
    ]


def _account_or_404(request: HttpRequest, user_id: UUID) -> User:
    charge = charge_of(standing_of(request).post_id)
    user = account_in(charge, user_id) if charge is not None else None
    if user is None:
        raise Http404("account")
    return user
