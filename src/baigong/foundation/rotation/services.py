"""Turning the data key, sealing anew what lies under older ones, and retiring a key nothing lies under."""

from __future__ import annotations

import datetime
import re
import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from baigong.foundation import clock
from baigong.foundation.audit.searching import entries_of_acts
from baigong.foundation.audit.services import record
from baigong.foundation.backup.keeping import Kept, backups_kept
from baigong.foundation.jobs.models import Job
from baigong.foundation.jobs.queue import enqueue
from baigong.foundation.privacy.keys import current_ring, new_key_id, retire, rotate
from baigong.foundation.rotation.columns import EVIDENCE

RESEAL, COUNT, RETIRE = "keys.reseal", "keys.count", "keys.retire"
KEPT_PURPOSES = (
    *(f"audit/{purpose}" for purpose in ("entry", "seal", "chain", "anchor", "change", "handout")),
    *(f"field/{name}" for name in sorted(EVIDENCE)),
)
SETTLED_AFTER = datetime.timedelta(minutes=10)
"""So long after a turn no process can still be sealing under the key before it."""


class RotationError(ValueError):
    """The deed is refused; the sentence says why and what to do."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence = code, sentence


@transaction.atomic
def rotate_key(*, by: str) -> str:
    """Make a new data key the active one and have everything sealed anew; returns its id.

    The old key stays in the file. The file is exchanged last, so that a failed entry leaves it as it was.

    :raises RotationError: while a re-sealing is still under way.
    """
    if open_job() is not None:
        raise RotationError("busy", "上一次重封还没有做完。等做完再换下一把密钥。")
    key_id = new_key_id()
    _ask(RESEAL, {}, by=by)
    record(by=by, act="keys.rotate", object_kind="key", object_ids=[key_id], purpose="更换数据密钥")
    return rotate(Path(settings.BAIGONG_KEY_FILE), key_id)


@transaction.atomic
def ask_for_resealing(*, by: str) -> Job:
    """Go on sealing anew what still lies under older keys."""
    return open_job() or _ask(RESEAL, {}, by=by)


@transaction.atomic
def ask_for_count(*, by: str) -> Job:
    """Ask how many rows lie under each key."""
    return open_job() or _ask(COUNT, {}, by=by)


@transaction.atomic
def ask_to_retire(*, by: str, key_id: str, are_old_backups_given_up: bool) -> Job:
    """Ask for a key to be taken out of the file once nothing lies under it.

    :raises RotationError: for the active key, an unknown one, too soon after a turn, while a re-sealing runs, or
        when kept backups need the key and it was not said that they are given up.
    """
    ring = current_ring()
    if not re.fullmatch(r"[0-9a-f]{8}", key_id) or key_id not in ring.key_ids or key_id == ring.active:
        raise RotationError("key", "这把密钥正在用，或已经停用。请刷新页面再看。")
    if open_job() is not None:
        raise RotationError("busy", "还有密钥任务没有做完。等做完再停用。")
    turned = datetime.datetime.fromisoformat(ring.made.get(ring.active, "2000-01-01T00:00:00+00:00"))
    if clock.now() - turned < SETTLED_AFTER:
        raise RotationError("soon", "刚换过密钥。请过十分钟再停用旧的，好让每个进程都用上新的。")
    needing = backups_needing_old_keys()
    if needing and not are_old_backups_given_up:
        raise RotationError(
            "backups",
            f"有{len(needing)}份备份是重封以前做的，停用以后再也打不开。要么等它们到期清除，要么勾选“这些旧备份不要了”。",
        )
    record(by=by, act="keys.retire", object_kind="key", object_ids=[key_id], purpose="停用旧密钥")
    return _ask(RETIRE, {"key_id": key_id}, by=by)


def backups_needing_old_keys() -> list[Kept]:
    """Return the kept backups that were made before the last re-sealing was through."""
    done = [entry for entry in entries_of_acts(["keys.resealed"], 20) if not entry.detail.get("left")]
    if not done:
        return backups_kept()
    return [each for each in backups_kept() if each.made_at < done[0].at]


def retire_now(key_id: str) -> None:
    """Take the root out of the file; what the evidence needs of it stays."""
    retire(Path(settings.BAIGONG_KEY_FILE), key_id, kept_purposes=KEPT_PURPOSES)


def open_job() -> Job | None:
    """Return the job on keys that waits or runs."""
    kinds = (RESEAL, COUNT, RETIRE)
    return Job.objects.filter(kind__in=kinds, done_at__isnull=True, quarantined_at__isnull=True).first()


def last_counts() -> Job | None:
    """Return the last job that ended with a count."""
    jobs = Job.objects.filter(
        kind__in=(RESEAL, COUNT, RETIRE), done_at__isnull=False, result__has_key="counts"
    )
    return jobs.order_by("-done_at").first()


def last_key_job() -> Job | None:
    """Return the job on keys asked for last."""
    return Job.objects.filter(kind__in=(RESEAL, COUNT, RETIRE)).order_by("-created_at", "-id").first()


def _ask(kind: str, args: dict[str, Any], *, by: str) -> Job:
    return enqueue(kind, args, key=f"{kind}:{uuid.uuid4()}", by=by)
