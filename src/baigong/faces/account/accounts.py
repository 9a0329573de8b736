"""The accounts an administrator looks after: found, opened, given posts, locked, left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from baigong.domains.users import lifecycle
from baigong.domains.users.administering import (
    Charge,
    account_in,
    accounts_in,
    charge_of,
    post_in,
    successors,
)
from baigong.domains.users.errors import AccountError
from baigong.domains.users.models import Post, User
from baigong.domains.users.services import open_account_in_post
from baigong.faces.account.forms_accounts import (
    AccountFilter,
    AccountForm,
    EndForm,
    LeaveForm,
    PostForm,
    ReasonForm,
)
from baigong.faces.frame.paging import pager_of
from baigong.foundation import clock
from baigong.foundation.access.standing import standing_of
from baigong.foundation.scope import system_scope

Verb = Callable[..., Any]
# What an administrator may do to an account, by the word in the address: the verb, its button, what follows.
ACTS: dict[str, tuple[Verb, str, str]] = {
    "lock": (lifecycle.lock_account, "锁定账号", "马上不能登录，开着的页面也停下。岗位都留着。"),
    "unlock": (lifecycle.unlock_account, "解锁账号", "可以重新登录。"),
    "end-sessions": (lifecycle.end_sessions, "让他重新登录", "他在所有电脑和手机上都要重新登录。"),
    "change-password": (lifecycle.require_new_password, "要求改密码", "改好密码以前，别的页面都打不开。"),
    "give-password": (
        lifecycle.give_new_password,
        "给新密码",
        "忘了密码时用。新密码只显示一次，登录后要先改。",
    ),
    "reset-factor": (
        lifecycle.reset_second_factor,
        "重置两步验证",
        "手机丢了时用。先确认是本人，再重置；他下次登录要重新设。",
    ),
}


def _charge(request: HttpRequest) -> Charge:
    charge = charge_of(standing_of(request).post_id)
    if charge is None:
        raise Http404
    return charge


def _account_or_404(charge: Charge, user_id: UUID) -> User:
    user = account_in(charge, user_id)
    if user is None:
        raise Http404
    return user


def register(request: HttpRequest) -> HttpResponse:
    """The accounts, by name."""
    charge = _charge(request)
    form = AccountFilter(request.GET or None)
    given = form.cleaned_data if form.is_bound and form.is_valid() else {}
    page = accounts_in(
        charge,
        words=given.get("q", "").strip(),
        role=given.get("role", ""),
        state=given.get("state", ""),
        page=request.GET.get("page"),
    )
    shown = {
        "title": "账号管理",
        "facts": f"{page.paginator.count}个账号",
        "form": form,
        "rows": [(user, _in_force(user)) for user in page.object_list],
        "pager": pager_of(request, page, unit="个", sort_text="按姓名"),
        "is_asked": any(given.values()),
    }
    return render(request, "account_pages/accounts.html", shown, status=400 if form.errors else 200)


def _in_force(user: Any) -> list[Post]:
    today = clock.today()
    return [
        post
        for post in user.charged_posts
        if post.withdrawn_at is None and (post.ends_before is None or post.ends_before > today)
    ]


def new(request: HttpRequest) -> HttpResponse:
    """Open an account; its password is shown in this one answer and kept nowhere."""
    charge = _charge(request)
    form = AccountForm(request.POST or None, places=charge.places())
    shown: dict[str, Any] = {"title": "开一个账号", "form": form, "crumbs": _crumbs("开一个账号")}
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            with system_scope("开账号"):
                password = open_account_in_post(by=standing_of(request).scope.actor, **given)
        except AccountError as error:
            form.add_error("body_code" if error.code == "body" else "username", error.sentence)
        else:
            return _password_page(request, "账号开好了", given["display_name"], given["username"], password)
    return render(request, "account_pages/account_new.html", shown, status=422 if form.is_bound else 200)


def _password_page(request: HttpRequest, title: str, name: str, username: str, password: str) -> HttpResponse:
    shown = {"title": title, "name": name, "username": username, "password": password}
    response = render(request, "account_pages/password.html", shown)
    response["Cache-Control"] = "no-store"
    return response


def _crumbs(label: str, user: User | None = None) -> list[dict[str, str]]:
    crumbs = [{"label": "账号管理", "url": reverse("mine:accounts")}]
    if user is not None:
        crumbs.append({"label": user.display_name, "url": reverse("mine:account", args=[user.id])})
    return [*crumbs, {"label": label, "url": ""}]


def account(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """One account: its posts, and what may be done about it."""
    charge = _charge(request)
    return _page(request, charge, _account_or_404(charge, user_id))


def _page(
    request: HttpRequest, charge: Charge, user: User, *, wrong: tuple[str, Any] | None = None
) -> HttpResponse:
    """Show the account; `wrong` is the form sent back, by the name of its part of the page."""
    part, sent = wrong or ("", None)
    is_own = str(user.id) == standing_of(request).scope.actor
    in_force = _in_force(user)
    shown = {
        "title": user.display_name,
        "crumbs": [
            {"label": "账号管理", "url": reverse("mine:accounts")},
            {"label": user.display_name, "url": ""},
        ],
        "holder": user,
        "is_own": is_own,
        "has_factor": is_mfa_enabled(user),
        "posts": [(post, sent if part == str(post.id) else _end_form(post)) for post in in_force],
        "ended": [post for post in user.charged_posts if post not in in_force],  # type: ignore[attr-defined]  # prefetched under this name
        "post_form": sent if part == "post" else PostForm(places=charge.places()),
        "acts": [
            {
                "name": name,
                "label": ACTS[name][1],
                "says": ACTS[name][2],
                "form": sent if part == name else _reason(name),
            }
            for name in _acts_for(user)
        ],
        "wrong": part,
        "form": sent,
    }
    return render(request, "account_pages/account.html", shown, status=422 if wrong else 200)


def _end_form(post: Post) -> EndForm:
    return EndForm(prefix=str(post.id), initial={"last_day": clock.today()})


def _reason(name: str) -> ReasonForm:
    return ReasonForm(prefix=name)


def _acts_for(user: User) -> list[str]:
    names = ["end-sessions", "lock"] if user.is_active else ["unlock"]
    if user.has_usable_password():
        names += ["change-password", "give-password"]
    return names + (["reset-factor"] if is_mfa_enabled(user) else [])


def act_on(request: HttpRequest, user_id: UUID, act: str) -> HttpResponse:
    """Do one thing about an account, for a reason."""
    charge = _charge(request)
    user = _account_or_404(charge, user_id)
    if act not in ACTS:
        raise Http404
    form = ReasonForm(request.POST, prefix=act)
    if not form.is_valid():
        return _page(request, charge, user, wrong=(act, form))
    verb, label, _ = ACTS[act]
    named = {"by": standing_of(request).scope.actor, "user": user, "reason": form.cleaned_data["reason"]}
    try:
        done = verb(**named)
    except AccountError as error:
        form.add_error("reason", error.sentence)
        return _page(request, charge, user, wrong=(act, form))
    if act == "give-password":
        return _password_page(request, "新密码", user.display_name, user.username, done)
    messages.success(request, f"{user.display_name}：{label}，办好了。")
    return HttpResponseRedirect(reverse("mine:account", args=[user.id]))


def post_new(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Give somebody one more post."""
    charge = _charge(request)
    user = _account_or_404(charge, user_id)
    form = PostForm(request.POST, places=charge.places())
    if not form.is_valid():
        return _page(request, charge, user, wrong=("post", form))
    try:
        lifecycle.add_post(by=standing_of(request).scope.actor, user=user, **form.cleaned_data)
    except AccountError as error:
        form.add_error(None, error.sentence)
        return _page(request, charge, user, wrong=("post", form))
    messages.success(request, f"给{user.display_name}加了一个岗位。")
    return HttpResponseRedirect(reverse("mine:account", args=[user.id]))


def post_end(request: HttpRequest, user_id: UUID, post_id: UUID) -> HttpResponse:
    """End one post after its last day."""
    charge = _charge(request)
    user, post = _account_or_404(charge, user_id), post_in(charge, post_id)
    if post is None or post.user_id != user.id:
        raise Http404
    form = EndForm(request.POST, prefix=str(post.id))
    if not form.is_valid():
        return _page(request, charge, user, wrong=(str(post.id), form))
    by, reason = standing_of(request).scope.actor, form.cleaned_data["reason"]
    try:
        lifecycle.end_post(by=by, post=post, ends_before=form.ends_before(), reason=reason)
    except AccountError as error:
        form.add_error("last_day", error.sentence)
        return _page(request, charge, user, wrong=(str(post.id), form))
    messages.success(request, f"{user.display_name}的岗位到期日定好了。")
    return HttpResponseRedirect(reverse("mine:account", args=[user.id]))


def leave(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Somebody goes: what the person holds, who takes it over, and what is left afterwards."""
    charge = _charge(request)
    user = _account_or_404(charge, user_id)
    initial = {"last_day": clock.today()}
    form = LeaveForm(request.POST or None, posts=successors(charge, without=user.id), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            left = lifecycle.staff_leaves(
                by=standing_of(request).scope.actor,
                user=user,
                leaves_on=form.ends_before(),
                reason=form.cleaned_data["reason"],
                to_post=form.cleaned_data["to_post"],
            )
        except AccountError as error:
            form.add_error(None, error.sentence)
        else:
            _say_what_is_left(request, user, left)
            return HttpResponseRedirect(reverse("mine:account", args=[user.id]))
    shown = {
        "title": f"{user.display_name}离岗",
        "crumbs": _crumbs("离岗", user),
        "holder": user,
        "posts": _in_force(user),
        "work": lifecycle.open_work_of(_in_force(user)),
        "form": form,
    }
    return render(request, "account_pages/leave.html", shown, status=422 if form.is_bound else 200)


def _say_what_is_left(request: HttpRequest, user: User, left: lifecycle.Left) -> None:
    handed = "，".join(f"{label}{count}项已交接" for label, count in left.handed_over)
    messages.success(request, f"{user.display_name}离岗办好了。{handed}")
    if left.remaining:
        rest = "，".join(f"{label}{count}项" for label, count in left.remaining)
        messages.warning(request, f"还没人接手：{rest}。请到专员分工里另派人。")
