"""The steps of striking a shortage off as they are kept and told (销号, BZ-G1c)."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from baigong.domains.shortages.enums import StrikeOffKind
from baigong.domains.shortages.models import Need, StrikeOffStep
from baigong.foundation import clock
from baigong.foundation.audit.changes import record_changes
from baigong.foundation.audit.services import record
from baigong.foundation.facts.models import Source

LONGEST_WORDS = 120  # characters


def keep_step(
    *,
    by: str,
    need: Need,
    kind: StrikeOffKind,
    on: datetime.date,
    words: str = "",
    headcount: int | None = None,
    hired: int = 0,
    source: str = Source.OFFICER,
) -> StrikeOffStep:
    """Write one step down in the caller's transaction, with its audit entry."""
    step = StrikeOffStep(
        need_id=need.id,
        organisation_id=need.organisation_id,
        place_path=need.place_path,
        county_id=need.county_id,
        kind=kind,
        happened_on=on,
        words=words[:LONGEST_WORDS],
        headcount=headcount,
        hired=hired,
        source=source,
        source_id=by,
    )
    step.save(force_insert=True)
    record(
        by=by,
        act=f"shortages.{_ACTS[kind]}",
        object_kind="need",
        object_ids=[need.id],
        place_path=need.place_path,
        detail={"reason": step.words} if step.words else {},
    )
    return step


_ACTS = {
    StrikeOffKind.SAID_FILLED: "say_filled",
    StrikeOffKind.TAKEN_BACK: "take_back_filled",
    StrikeOffKind.REFUSED: "refuse_filled",
    StrikeOffKind.STRUCK_OFF: "close_need",
    StrikeOffKind.REOPENED: "reopen_need",
}


def steps_of(need: Need) -> list[StrikeOffStep]:
    """Return the steps of one need, the first first."""
    return list(StrikeOffStep.objects.filter(need=need, voided_at__isnull=True).order_by("recorded_at", "id"))


def change_need(by: str, need: Need, values: Mapping[str, Any]) -> None:
    """Set columns of a need and keep what they were before in its history."""
    before = {name: getattr(need, name) for name in values}
    for name, value in values.items():
        setattr(need, name, value)
    need.updated_at = clock.now()
    need.save(update_fields=[*values, "updated_at"])
    record_changes(by=by, instance=need, before=before, after=dict(values), place_path=need.place_path)


def take_back(by: str, need: Need, on: datetime.date, source: str) -> None:
    """Somebody is lacking again before the firm's word was verified: the line is open as it was."""
    keep_step(by=by, need=need, kind=StrikeOffKind.TAKEN_BACK, on=on, headcount=need.headcount, source=source)
    change_need(by, need, {"filled_on": None, "filled_by": ""})
