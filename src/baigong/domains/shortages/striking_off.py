"""Striking a shortage off when it is solved, by whom and on what evidence, and reopening it (销号, BZ-G1c, M04.4)."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import IntegrityError, transaction

from baigong.domains.shortages.models import Need
from baigong.domains.shortages.services import ShortageError
from baigong.foundation import clock
from baigong.foundation.audit.changes import record_changes
from baigong.foundation.audit.services import record

LEAST_REASON = 4  # characters
LONGEST_REASON = 120


@transaction.atomic
def close_need(*, by: str, need: Need, reason: str, on: datetime.date) -> Need:
    """Close a need (销号) with its reason; `by` verified it. Its reports and its history stay.

    :raises ShortageError: without a reason, when it is closed already, or on a day to come.
    """
    held: Need = Need.objects.select_for_update(of=("self",)).get(id=need.id)
    if held.closed_on is not None:
        raise ShortageError("closed", f"这条缺工在{held.closed_on:%Y-%m-%d}已经销号。")
    if not reason.strip():
        raise ShortageError("reason", "销号要写明原因，如“已招满”。")
    if on > clock.today():
        raise ShortageError("future", "销号日期不能晚于今天。")
    words = reason.strip()[:LONGEST_REASON]
    _change(by, held, {"closed_on": on, "closed_reason": words, "closed_by": by})
    return held


@transaction.atomic
def reopen_need(*, by: str, need: Need, reason: str) -> Need:
    """Open a need again that was struck off, with the reason; when and why it was closed stays in its history.

    It keeps the figures it had: what is lacking now is said by the next report.

    :raises ShortageError: when it is not closed or was withdrawn, when the firm opened the same trade anew
        meanwhile, or when the reason says too little.
    """
    held: Need = Need.objects.select_for_update(of=("self",)).get(id=need.id)
    words = reason.strip()[:LONGEST_REASON]
    if held.withdrawn_at is not None:
        raise ShortageError("withdrawn", "这条缺工已经撤回，不能重开。还缺人的，请新开一条。")
    if held.closed_on is None:
        raise ShortageError("open", "这条缺工没有销号，不用重开。")
    if len(words) < LEAST_REASON:
        raise ShortageError("reason", "还没写清为什么重开。请写至少四个字，例如：人又走了。")
    opened = {"closed_on": None, "closed_reason": "", "closed_by": ""}
    try:
        with transaction.atomic():
            _change(by, held, opened | {"reopened_on": clock.today(), "reopened_reason": words})
    except IntegrityError as error:
        sentence = f"“{held.label}”后来又开了一条，正在报。请在那一条里改数。"
        raise ShortageError("twice", sentence) from error
    record(
        by=by,
        act="shortages.reopen_need",
        object_kind="need",
        object_ids=[held.id],
        place_path=held.place_path,
        detail={"reason": words},
    )
    return held


def _change(by: str, need: Need, values: dict[str, Any]) -> None:
    before = {name: getattr(need, name) for name in values}
    for name, value in values.items():
        setattr(need, name, value)
    need.updated_at = clock.now()
    need.save(update_fields=[*values, "updated_at"])
    record_changes(by=by, instance=need, before=before, after=values, place_path=need.place_path)
