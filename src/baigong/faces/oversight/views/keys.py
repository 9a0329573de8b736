"""Data keys: how old, how much lies under each, turned, and retired when nothing does."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from baigong.faces.oversight.forms import RetireForm
from baigong.foundation import clock
from baigong.foundation.access.standing import standing_of
from baigong.foundation.privacy.keys import KeyRing, current_ring
from baigong.foundation.rotation.services import (
    RotationError,
    ask_for_count,
    ask_for_resealing,
    ask_to_retire,
    backups_needing_old_keys,
    last_counts,
    last_key_job,
    rotate_key,
)


def keys(request: HttpRequest) -> HttpResponse:
    """Every key in the file by its id; the keys themselves are shown to nobody."""
    ring, counted = current_ring(), last_counts()
    counts: dict[str, dict[str, int]] = (counted.result or {}).get("counts", {}) if counted else {}
    rows = [_row(ring, key_id, counts.get(key_id, {})) for key_id in reversed(ring.key_ids)]
    missing = sorted(set(counts) - set(ring.key_ids))
    shown = {
        "title": "数据密钥",
        "rows": rows,
        "retired": ring.retired_ids,
        "missing": missing,
        "counted": counted,
        "job": last_key_job(),
        "left": sum(row["total"] for row in rows if not row["is_active"]),
        "needing": len(backups_needing_old_keys()),
    }
    return render(request, "oversight/keys.html", shown)


def rotate(request: HttpRequest) -> HttpResponse:
    """Make a new key the active one."""
    return _do(
        request, rotate_key, "新密钥已经启用。旧数据正在后台重封，照常办事不受影响。请马上备份密钥文件。"
    )


def reseal(request: HttpRequest) -> HttpResponse:
    """Go on with what still lies under older keys."""
    return _do(request, ask_for_resealing, "接着重封。")


def count(request: HttpRequest) -> HttpResponse:
    """Count anew."""
    return _do(request, ask_for_count, "正在清点。")


def retire(request: HttpRequest) -> HttpResponse:
    """Ask for a key to be taken out of the file."""
    form = RetireForm(request.POST)
    if not form.is_valid():
        messages.error(request, "没说清停用哪一把。请在列表里点按钮。")
        return HttpResponseRedirect(reverse("oversight:keys"))
    given = form.cleaned_data
    return _do(
        request,
        lambda by: ask_to_retire(by=by, key_id=given["key"], are_old_backups_given_up=given["gives_up"]),
        "正在再清点一遍，没有数据用它就停用。",
    )


def _do(request: HttpRequest, deed: Callable[..., Any], said: str) -> HttpResponse:
    try:
        deed(by=standing_of(request).scope.actor)
        messages.success(request, said)
    except RotationError as error:
        messages.error(request, error.sentence)
    return HttpResponseRedirect(reverse("oversight:keys"))


def _row(ring: KeyRing, key_id: str, counts: dict[str, int]) -> dict[str, Any]:
    made = ring.made.get(key_id)
    made_at = datetime.datetime.fromisoformat(made) if made else None
    return {
        "key": key_id,
        "is_active": key_id == ring.active,
        "made_at": made_at,
        "days": (clock.now() - made_at).days if made_at else None,
        "total": sum(counts.values()),
        "places": sorted(counts.items()),
    }
