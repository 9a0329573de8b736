"""Asking for work, and what people may do with work asked for: cancel it, try it again."""

from __future__ import annotations

import datetime
import re
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F

from baigong.foundation import clock
from baigong.foundation.jobs import registry
from baigong.foundation.jobs.errors import JobArgumentError, JobKeyClashError, JobStateError
from baigong.foundation.jobs.models import Job, Lane

MAX_ARGUMENTS = 20
MAX_LIST = 1000
_ID = re.compile(r"[A-Za-z0-9_.:/@+-]{0,80}")
_PERSONAL = re.compile(r"1[3-9]\d{9}|\d{15}|\d{17}[\dXx]|\d{16}|\d{19}")  # phone, identity number, bank card


def enqueue(
    kind: str,
    args: Mapping[str, Any],
    *,
    key: str,
    lane: str | None = None,
    run_after: datetime.datetime | None = None,
    by: object = "",
    place_path: str = "",
) -> Job:
    """Ask for `kind` to be done once, as part of the caller's transaction: no commit, no job.

    `key` makes the call repeatable: the same key returns the job that is already there, done or not.
    The lane is the handler's unless said otherwise; `by` is the id of the user who asked.

    :raises UnknownKindError: when no handler is registered for the kind.
    :raises JobArgumentError: when an argument is not an id.
    :raises JobKeyClashError: when the key already stands for another kind or other arguments.
    """
    entry = registry.find(kind)
    cleaned = clean_arguments(args)
    now = clock.now()
    wanted = Job(
        kind=kind,
        args=cleaned,
        lane=Lane(lane or entry.lane),
        run_after=run_after or now,
        idempotency_key=key,
        created_by=str(by or ""),
        place_path=place_path,
        created_at=now,
    )
    Job.objects.bulk_create([wanted], ignore_conflicts=True)
    job = Job.objects.get(idempotency_key=key)
    if job.kind != kind or job.args != cleaned:
        raise JobKeyClashError(key)
    return job


def ensure_scheduled(
    period_key: str,
    kind: str,
    args: Mapping[str, Any] | None = None,
    *,
    run_after: datetime.datetime | None = None,
) -> Job:
    """Ask for a period's work (`weekly:2026-W13:990101`) once, however many schedulers ask."""
    return enqueue(kind, args or {}, key=f"schedule:{period_key}", run_after=run_after)


def cancel(job: Job) -> Job:
    """Ask the job to stop: at once when it waits, at its next look at `is_cancelled()` when it runs.

    :raises JobStateError: when it has already ended.
    """
    with transaction.atomic():
        current = Job.objects.select_for_update().get(pk=job.pk)
        if not current.is_open:
            raise JobStateError("这个任务已经结束，不用再停。")
        current.cancel_requested_at = current.cancel_requested_at or clock.now()
        if not current.leased_by:
            current.done_at = current.cancel_requested_at
            current.result = {"cancelled": True}
        current.save(update_fields=["cancel_requested_at", "done_at", "result"])
    return current


def retry(job: Job, *, by: str = "") -> Job:
    """Take a job out of quarantine and give it five new tries; its last error stays to be read.

    `by`: who lets it go on and so answers for what it writes from now on; empty leaves who asked first.

    :raises JobStateError: when it is not quarantined.
    """
    freed = Job.objects.filter(pk=job.pk, quarantined_at__isnull=False).update(
        quarantined_at=None,
        attempts=0,
        run_after=clock.now(),
        lease_until=None,
        leased_by="",
        created_by=by or F("created_by"),
    )
    if not freed:
        raise JobStateError("这个任务没有被隔离，不用重试。")
    return Job.objects.get(pk=job.pk)


def discard(job: Job) -> Job:
    """End a quarantined job without doing it; what it had done already stays.

    :raises JobStateError: when it is not quarantined.
    """
    ended = Job.objects.filter(pk=job.pk, quarantined_at__isnull=False).update(
        quarantined_at=None, done_at=clock.now(), result={"discarded": True}, lease_until=None, leased_by=""
    )
    if not ended:
        raise JobStateError("这个任务没有被隔离，不用丢弃。")
    return Job.objects.get(pk=job.pk)


def clean_arguments(args: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments as JSON values, ids only.

    :raises JobArgumentError: for anything that is, or may be, more than an id.
    """
    if len(args) > MAX_ARGUMENTS:
        raise JobArgumentError(f"共{len(args)}个")
    return {name: _clean(name, value) for name, value in args.items()}


def _clean(name: str, value: object) -> object:
    if isinstance(value, (list, tuple)):
        if len(value) > MAX_LIST:
            raise JobArgumentError(name)
        return [_clean_one(name, item) for item in value]
    return _clean_one(name, value)


def _clean_one(name: str, value: object) -> object:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value.isoformat()
    if not isinstance(value, (str, int)):
        raise JobArgumentError(name)
    text = str(value)
    if not _ID.fullmatch(text) or _PERSONAL.fullmatch(text):
        raise JobArgumentError(name)
    return value
