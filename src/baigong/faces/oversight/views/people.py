"""Who is signed in, failed sign-ins and locked accounts, and the record of processing personal data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from baigong.domains.users.actors import actors_named
from baigong.domains.users.sessions import (
    SessionError,
    end_session,
    locked_accounts,
    sessions_in_force,
    unlock,
)
from baigong.domains.users.sign_ins import FAILED, SIGN_IN_ACTS, SIGNED_IN
from baigong.faces.oversight.forms import AccountForm, SessionForm
from baigong.faces.oversight.processing_record import processing_record
from baigong.faces.oversight.wording import act_label
from baigong.foundation import clock
from baigong.foundation.access.standing import standing_of
from baigong.foundation.audit.searching import entries_of_acts

MOST_ATTEMPTS = 200
_KINDS = {"": SIGN_IN_ACTS, "failed": (FAILED,), "in": (SIGNED_IN,)}
_TABS = (("", "全部"), ("failed", "失败的"), ("in", "登录成功的"))


def sessions(request: HttpRequest) -> HttpResponse:
    """Everybody signed in now, each with a button that ends it."""
    rows = sessions_in_force()
    shown = {
        "title": "登录中的人",
        "rows": rows,
        "facts": f"现在有{len(rows)}处登录",
        "me": standing_of(request).scope.actor,
    }
    return render(request, "oversight/sessions.html", shown)


def end(request: HttpRequest) -> HttpResponse:
    """Put somebody out at once."""
    form = SessionForm(request.POST)
    return _do(
        request,
        "sessions",
        lambda by: end_session(by=by, handle=form.cleaned_data["session"]),
        "已经下线。那个人再点任何页面都要重新登录。",
        form.is_valid(),
    )


def sign_ins(request: HttpRequest) -> HttpResponse:
    """The last sign-ins, failures first to be chosen, and the accounts that are locked."""
    kind = request.GET.get("kind", "")
    is_known = kind in _KINDS
    entries = entries_of_acts(_KINDS.get(kind, ()), MOST_ATTEMPTS)
    actors = actors_named({entry.by for entry in entries} | {each for e in entries for each in e.object_ids})
    rows = [
        {
            "at": entry.at,
            "act": act_label(entry.act),
            "is_failure": entry.act == FAILED,
            "account": actors[entry.object_ids[0]] if entry.object_ids else None,
            "by": actors[entry.by]
            if entry.object_ids and entry.by not in (*entry.object_ids, "public")
            else None,
        }
        for entry in entries
    ]
    shown = {
        "title": "登录尝试和锁定",
        "rows": rows,
        "kind": kind,
        "tabs": _TABS,
        "is_known": is_known,
        "locked": locked_accounts(request),
    }
    return render(request, "oversight/sign_ins.html", shown, status=200 if is_known else 400)


def unlock_account(request: HttpRequest) -> HttpResponse:
    """Let a locked account try again."""
    form = AccountForm(request.POST)
    return _do(
        request,
        "sign_ins",
        lambda by: unlock(request, by=by, user_id=str(form.cleaned_data["user"])),
        "已经解锁，可以马上再登录。",
        form.is_valid(),
    )


def privacy_register(request: HttpRequest) -> HttpResponse:
    """Each personal field with purpose, basis, term, level and who may see it: a record to be printed."""
    rows = processing_record()
    shown = {
        "title": "个人信息处理活动记录",
        "rows": rows,
        "on": clock.today(),
        "algorithm": settings.BAIGONG_ENCRYPTION,
        "facts": f"{len(rows)}个字段",
    }
    return render(request, "oversight/privacy_register.html", shown)


def _do(request: HttpRequest, page: str, deed: Callable[..., Any], said: str, is_clear: bool) -> HttpResponse:
    try:
        if not is_clear:
            raise SessionError("which", "没说清是哪一个。请在列表里点按钮。")
        deed(by=standing_of(request).scope.actor)
        messages.success(request, said)
    except SessionError as error:
        messages.error(request, error.sentence)
    return HttpResponseRedirect(reverse(f"oversight:{page}"))
