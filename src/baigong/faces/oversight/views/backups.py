"""Backups: which there are, one made now, one read through, and thirty nights of proof."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from baigong.foundation import clock
from baigong.foundation.access.standing import standing_of
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.audit.searching import entries_of_acts
from baigong.foundation.backup.errors import BackupError
from baigong.foundation.backup.keeping import (
    CHECK,
    MAKE,
    PROVE,
    Kept,
    ask_for_backup,
    ask_for_check,
    ask_for_proof,
    backup_folder,
    backups_kept,
    last_job,
    unfinished,
)
from baigong.foundation.backup.place import this_place
from baigong.foundation.health import size_in_words

NIGHTS = 30
MOST_PROOFS = 200
REASONS = {
    "none": "那时还没有备份",
    "damaged": "备份损坏",
    "integrity": "恢复出来的数据库不完整",
    "findings": "恢复出来的数据没有通过核对",
    "slow": "没有在规定时间里核对完",
    "no-answer": "核对程序没有给出结果",
    "no-keys": "缺密钥文件",
    "other-engine": "备份来自另一种数据库",
    "not-a-backup": "备份不完整",
}


def backups(request: HttpRequest) -> HttpResponse:
    """The backups there are and how the last deeds on them went."""
    checked = _checked()
    shown: dict[str, Any] = {
        "title": "备份",
        "rows": [_row(each, checked) for each in backups_kept()],
        "folder": backup_folder(),
        "unfinished": unfinished(),
        "making": last_job(MAKE),
        "checking": last_job(CHECK),
        "proving": last_job(PROVE),
        "nights": nights_of(entries_of_acts(["backup.proved"], MOST_PROOFS)),
    }
    shown["proved"] = sum(night["is_good"] is True for night in shown["nights"])
    return render(request, "oversight/backups.html", shown)


def make(request: HttpRequest) -> HttpResponse:
    """Ask for a backup now."""
    return _ask(request, ask_for_backup, "正在备份，做完会列在下面。")


def prove(request: HttpRequest) -> HttpResponse:
    """Ask for the proof of restoring now."""
    return _ask(request, ask_for_proof, "正在做恢复演练，不影响正在用的数据。")


def check(request: HttpRequest) -> HttpResponse:
    """Ask for one backup to be read through."""
    name = request.POST.get("name", "")
    return _ask(request, lambda by: ask_for_check(by=by, name=name), "正在逐字节核对。")


def restoring(request: HttpRequest) -> HttpResponse:
    """The exact steps that bring last night's backup up on another machine, with this installation's paths."""
    kept = backups_kept()
    newest = kept[0].name if kept else "baigong-年月日T时分秒Z"
    last = next(iter(entries_of_acts(["backup.proved"], 1)), None)
    place = this_place()
    shown = {
        "title": "怎样在另一台机器上恢复",
        "kept": kept[0] if kept else None,
        "newest": newest,
        "backup_path": backup_folder() / newest,
        "key_file": Path(settings.BAIGONG_KEY_FILE),
        "anchor_file": Path(settings.BAIGONG_ANCHOR_FILE),
        "var_folder": Path(settings.VAR_FOLDER),
        "is_postgresql": place.vendor == "postgresql",
        "database": place.database["NAME"],
        "last": last,
        "minutes": max(1, -(-int(last.detail.get("seconds", 0)) // 60)) if last else None,
        "profile": settings.PROFILE,
    }
    return render(request, "oversight/restoring.html", shown)


def nights_of(proofs: list[AuditEntry]) -> list[dict[str, Any]]:
    """Return the last thirty nights, newest first; the last proof of a day speaks for it, none is None."""
    by_day: dict[datetime.date, AuditEntry] = {}
    for entry in proofs:
        by_day.setdefault(clock.day_of(entry.at), entry)
    days = [clock.today() - datetime.timedelta(days=back) for back in range(NIGHTS)]
    return [_night(day, by_day.get(day)) for day in days]


def _night(day: datetime.date, entry: AuditEntry | None) -> dict[str, Any]:
    if entry is None:
        return {"day": day, "is_good": None, "words": "没有演练"}
    is_good = bool(entry.detail.get("is_good"))
    seconds = int(entry.detail.get("seconds", 0))
    reason = REASONS.get(str(entry.detail.get("code")), "没有通过")
    words = f"通过，{entry.detail.get('rows', 0)}行，用时{seconds}秒" if is_good else reason
    return {"day": day, "is_good": is_good, "words": words}


def _row(kept: Kept, checked: dict[str, AuditEntry]) -> dict[str, Any]:
    found = checked.get(kept.name)
    return {
        "kept": kept,
        "size": size_in_words(kept.size),
        "check": found,
        "is_whole": found and found.detail.get("is_whole"),
    }


def _checked() -> dict[str, AuditEntry]:
    """Return the last check of each backup by name."""
    found: dict[str, AuditEntry] = {}
    for entry in entries_of_acts(["backup.checked"], MOST_PROOFS):
        for name in entry.object_ids:
            found.setdefault(name, entry)
    return found


def _ask(request: HttpRequest, deed: Callable[..., Any], said: str) -> HttpResponse:
    try:
        deed(by=standing_of(request).scope.actor)
        messages.success(request, said)
    except BackupError as error:
        messages.error(request, error.sentence)
    return HttpResponseRedirect(reverse("oversight:backups"))
