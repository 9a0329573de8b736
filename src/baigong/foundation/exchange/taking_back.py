"""The last long step: taking an import back, newest rows first, naming what stays and why."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from baigong.foundation import clock
from baigong.foundation.audit.services import record
from baigong.foundation.exchange import pipeline, states
from baigong.foundation.exchange.contract import (
    Applied,
    ImportContext,
    ListSpec,
    Outcome,
    UndoResult,
    spec_of,
)
from baigong.foundation.exchange.models import BatchState, ImportBatch, ImportRow

_Place = tuple[int, int]  # of a row: its sheet and its number
_BEHIND_ALL: _Place = (32_767, 0)


def undo_batch(batch: ImportBatch, *, by: str, progress: pipeline.Progress = pipeline.quiet) -> ImportBatch:
    """Take back what the import wrote, newest rows first; what was changed or used since stays, with why.

    A second undo finds nothing left to take back, changes nothing, and is written down as such.

    :raises MovedOnError: when nobody asked for it to be taken back, or another run has done it.
    """
    states.begin(batch, BatchState.UNDOING)
    spec, context = spec_of(batch.list_name), pipeline.context_of(batch, by=by)
    written = ImportRow.objects.filter(
        batch=batch, committed_at__isnull=False, outcome__in=(Outcome.NEW, Outcome.CHANGED)
    )
    todo = written.filter(taken_back_at__isnull=True, undo_sentence="").select_related("effect")
    total, done = todo.count(), 0
    before = _BEHIND_ALL
    while piece := _undo_next(spec, context, batch, todo, before):
        before = (piece[-1].sheet, piece[-1].number)
        done += len(piece)
        progress(done, total, f"已撤回{done}行")
    with transaction.atomic():
        states.finish(batch, BatchState.UNDONE, undone_at=clock.now())
        left = written.filter(taken_back_at__isnull=True).count()
        record(
            by=by,
            act="exchange.undone",
            object_kind="import_batch",
            object_ids=[batch.id],
            place_path=batch.place_path,
            detail={"looked_at": done, "stay": left, "nothing_left": done == 0},
        )
    return batch


@transaction.atomic
def _undo_next(
    spec: ListSpec, context: ImportContext, batch: ImportBatch, todo: Any, before: _Place
) -> list[ImportRow]:
    """Take the next chunk back, counting down, and return it."""
    states.hold(batch)
    piece = pipeline.of_one_sheet(
        todo.filter(sheet=before[0], number__lt=before[1]).order_by("-number")[: pipeline.CHUNK]
    ) or pipeline.of_one_sheet(
        todo.filter(sheet__lt=before[0]).order_by("-sheet", "-number")[: pipeline.CHUNK]
    )
    if not piece:
        return []
    applied = [_applied(row) for row in piece]
    _mark_undone(piece, spec.undo(applied, context))
    record(
        by=context.by,
        act="exchange.undo",
        object_kind=batch.list_name,
        place_path=batch.place_path,
        object_ids=[each.object_id for each in applied],
        detail={"batch": str(batch.id)},
    )
    return piece


def _applied(row: ImportRow) -> Applied:
    return Applied(row.number, row.effect.object_kind, row.effect.object_id, row.effect.trace)


def _mark_undone(piece: list[ImportRow], results: list[UndoResult]) -> None:
    ids = {row.number: row.id for row in piece}
    taken = [ids[result.number] for result in results if result.is_taken_back]
    ImportRow.objects.filter(id__in=taken).update(taken_back_at=clock.now())
    by_sentence: dict[str, list[Any]] = {}
    for result in results:
        by_sentence.setdefault(result.sentence[:200] or "已撤回", []).append(ids[result.number])
    for sentence, rows in by_sentence.items():
        ImportRow.objects.filter(id__in=rows).update(undo_sentence=sentence)
