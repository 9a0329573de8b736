"""The run of a reform: chunk by chunk to the end of its state, wherever an earlier run was stopped."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.db import transaction

from baigong.domains.places.following import followers
from baigong.domains.places.models import Reform, ReformState
from baigong.domains.places.reforming import finish_undo, settle_reform, switch_tree
from baigong.foundation.facts.models import PlaceMove
from baigong.foundation.facts.moving import Column, in_work, move_chunk
from baigong.foundation.jobs.context import JobContext
from baigong.foundation.jobs.registry import handler
from baigong.foundation.scope import system_scope

_ENDS: dict[str, Callable[..., None]] = {
    ReformState.RUNNING: switch_tree,
    ReformState.MOVED: settle_reform,
    ReformState.UNDOING: finish_undo,
}


class MovedOn(Exception):
    """The reform is no longer in the state this run was asked for."""


@handler("places.reform", lane="import", limit_seconds=24 * 3600)
def run_reform(context: JobContext, reform_id: str) -> dict[str, Any]:
    """Take along what still lies at the old ends, then end the state: tree switched, settled or taken back."""
    with system_scope("调整区划"):
        reform = Reform.objects.get(id=uuid.UUID(reform_id))
        state, by = reform.state, context.created_by or reform.begun_by
        if state not in _ENDS:
            return {"moved_on": True}
        try:
            moved = _take_along(context, reform, state)
            for follower in followers():
                follower.after_rows(reform_id=reform.id)
            with context.finishing() as result:
                _ENDS[state](by=by, reform=_locked(reform, state))
                result |= {"state": state, "rows": moved}
        except MovedOn:
            return {"moved_on": True}
    return {}


def _take_along(context: JobContext, reform: Reform, state: str) -> int:
    moves = list(PlaceMove.objects.filter(reform_id=reform.id, closed_at__isnull=True).order_by("old_path"))
    done = 0
    for column, move in in_work(moves):
        while count := _chunk(reform, state, column, move):
            done += count
            context.progress(min(done, reform.planned_count), reform.planned_count, "正在搬")
    return done


@transaction.atomic
def _chunk(reform: Reform, state: str, column: Column, move: PlaceMove) -> int:
    _locked(reform, state)
    return move_chunk(column, move)


def _locked(reform: Reform, state: str) -> Reform:
    """Hold the reform for this transaction and return it, as long as it is where this run thinks it is."""
    found = Reform.objects.select_for_update().filter(id=reform.id, state=state).first()
    if found is None:
        raise MovedOn
    return found
