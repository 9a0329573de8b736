"""The backups of this installation: which there are, one made now, one read through again."""

from __future__ import annotations

import datetime
import json
import re
import uuid
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction

from baigong.foundation.audit.services import record
from baigong.foundation.backup.errors import BackupError
from baigong.foundation.backup.manifest import MANIFEST, PARTIAL
from baigong.foundation.jobs.models import Job
from baigong.foundation.jobs.queue import enqueue

MAKE, CHECK, PROVE = "backup.make", "backup.check", "backup.prove"
_NAME = re.compile(r"baigong-\d{8}T\d{6}Z")


@dataclass(frozen=True, slots=True)
class Kept:
    """One backup as its folder says, unread: name, instant, engine, bytes, rows."""

    name: str
    made_at: datetime.datetime
    vendor: str
    size: int
    rows: int
    is_readable: bool


def backup_folder() -> Path:
    return Path(settings.BAIGONG_BACKUP_FOLDER)


def backups_kept() -> list[Kept]:
    """Return the backups in the folder, newest first; one whose list cannot be read is shown as such."""
    folder = backup_folder()
    if not folder.is_dir():
        return []
    names = [each.name for each in folder.iterdir() if each.is_dir() and _NAME.fullmatch(each.name)]
    return [_kept(folder / name) for name in sorted(names, reverse=True)]


def folder_of(name: str) -> Path:
    """Return the folder of a backup by its name.

    :raises BackupError: code `unknown`; a name is never taken for a path.
    """
    folder = backup_folder() / name
    if not _NAME.fullmatch(name) or not folder.is_dir():
        raise BackupError("没有这份备份，可能已经移走。请刷新页面再看。", code="unknown")
    return folder


def instant_of(name: str) -> datetime.datetime:
    """Return when a backup was made, as its name says."""
    return datetime.datetime.strptime(f"{name.removeprefix('baigong-')}+0000", "%Y%m%dT%H%M%SZ%z")


@transaction.atomic
def ask_for_backup(*, by: str) -> Job:
    """Ask for a backup to be made now; one at a time."""
    return _open_job(MAKE) or _ask(MAKE, {}, by=by, name="", purpose="现在备份")


@transaction.atomic
def ask_for_check(*, by: str, name: str) -> Job:
    """Ask for every byte of one backup to be read again.

    :raises BackupError: code `unknown`.
    """
    folder_of(name)
    return _open_job(CHECK) or _ask(CHECK, {"name": name}, by=by, name=name, purpose="核对备份")


@transaction.atomic
def ask_for_proof(*, by: str) -> Job:
    """Ask for the newest backup to be restored beside, now rather than tonight."""
    return _open_job(PROVE) or _ask(PROVE, {}, by=by, name="", purpose="现在做一次恢复演练")


def last_job(kind: str) -> Job | None:
    """Return the job of a kind asked for last."""
    return Job.objects.filter(kind=kind).order_by("-created_at", "-id").first()


def _open_job(kind: str) -> Job | None:
    return Job.objects.filter(kind=kind, done_at__isnull=True, quarantined_at__isnull=True).first()


def _ask(kind: str, args: dict[str, str], *, by: str, name: str, purpose: str) -> Job:
    job = enqueue(kind, args, key=f"{kind}:{uuid.uuid4()}", by=by)
    act = {MAKE: "backup.make", CHECK: "backup.check", PROVE: "backup.prove"}[kind]
    record(by=by, act=act, object_kind="backup", object_ids=[name] if name else [], purpose=purpose)
    return job


def _kept(folder: Path) -> Kept:
    made_at = instant_of(folder.name)
    try:
        body = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        size = sum(int(entry["size"]) for entry in body["entries"])
        return Kept(folder.name, made_at, str(body["vendor"]), size, sum(body["rows"].values()), True)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Kept(folder.name, made_at, "", 0, 0, False)


def unfinished() -> list[str]:
    """Return the names of backups that were begun and never finished."""
    folder = backup_folder()
    return sorted(each.name for each in folder.glob(f"*{PARTIAL}")) if folder.is_dir() else []
