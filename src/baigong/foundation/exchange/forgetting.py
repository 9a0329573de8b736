"""Clears what imported files said of people once the term is over; what became of each row stays.

Kept: outcome, place, object and trace of every row (ids only), so the counts still add up and an import can
still be taken back. Gone: cells, changes, sentences that quote cells, samples, the file and its name.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import F, Q

from baigong.foundation import clock
from baigong.foundation.audit.services import record
from baigong.foundation.exchange.models import BatchState, ImportBatch, ImportRow
from baigong.foundation.exchange.services import BEFORE_COMMIT
from baigong.foundation.files.services import destroy

TERM = datetime.timedelta(days=30)
CHUNK = 2000
BY = "retention"
_GIVEN_UP = "三十天没有人接着做，已按规定清除，什么也没有入库。请重新上传。"


def expired_batches() -> models.QuerySet[ImportBatch]:
    """Return the imports whose term is over, and those whose clearing was interrupted."""
    rested = Q(forgotten_at__isnull=True, updated_at__lte=clock.now() - TERM)
    half_cleared = Q(forgotten_at__isnull=False, file_name__isnull=False)
    return ImportBatch.objects.filter(rested | half_cleared)


def forget_expired() -> int:
    """Clear every import whose term is over; returns how many. An interrupted night is made up for the next."""
    forgotten = 0
    for batch in expired_batches().order_by("updated_at", "id"):
        if batch.forgotten_at is None and not _close(batch):
            continue  # somebody went on with it this very moment
        _clear_rows(batch)
        _clear_file(batch)
        forgotten += 1
    return forgotten


def _close(batch: ImportBatch) -> bool:
    """Let nothing of it in any more, before anything is cleared; one nobody went on with is put aside."""
    values: dict[str, Any] = {"forgotten_at": clock.now(), "run": F("run") + 1}
    if batch.state in BEFORE_COMMIT and batch.state != BatchState.FAILED:
        values |= {"state": BatchState.FAILED, "failure": _GIVEN_UP}
    here = ImportBatch.objects.filter(id=batch.id, state=batch.state, updated_at=batch.updated_at)
    return bool(here.update(**values))


def _clear_rows(batch: ImportBatch) -> None:
    """In small pieces, so that nobody waits for the write lock while a large file is cleared."""
    rows = ImportRow.objects.filter(batch=batch, cells__isnull=False)
    while keys := list(rows.values_list("id", flat=True)[:CHUNK]):
        ImportRow.objects.filter(id__in=keys).update(cells=None, changes=None, problems=[])


@transaction.atomic
def _clear_file(batch: ImportBatch) -> None:
    if batch.file_id is not None:
        destroy(batch.file_id)
    ImportBatch.objects.filter(id=batch.id).update(file_id=None, file_name=None, samples=None)
    record(
        by=BY,
        act="exchange.forget",
        object_kind="import_batch",
        object_ids=[batch.id],
        place_path=batch.place_path,
    )
