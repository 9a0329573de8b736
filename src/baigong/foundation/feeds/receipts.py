"""What a receipt says: counts and where the bad rows are, never what stands in a row."""

from __future__ import annotations

from typing import Any

from baigong.foundation import clock
from baigong.foundation.exchange.contract import Outcome
from baigong.foundation.exchange.models import BatchState, ImportBatch, ImportRow
from baigong.foundation.exchange.selectors import asked_columns, row_counts
from baigong.foundation.feeds.models import Feed, FeedDelivery

MOST_ROWS = 200
_ENDED = {
    BatchState.DONE: "done",
    BatchState.FAILED: "failed",
    BatchState.UNDONE: "undone",
    BatchState.UNDOING: "undone",
    BatchState.CANCELLED: "undone",
}
_SENTENCES = {
    "waiting": "已收到，正在入库。",
    "done": "已入库。有误的行没有进，请改好再送。",
    "undone": "经办人已把这一次撤回。",
}


def receipt_of(feed: Feed, delivery: FeedDelivery) -> dict[str, Any]:
    """Return the receipt of a delivery as the sender may read it; three queries."""
    batch: ImportBatch = ImportBatch.objects.get(id=delivery.batch_id)
    state = _ENDED.get(BatchState(batch.state), "waiting")
    until = batch.certified_until
    return {
        "receipt": str(delivery.id),
        "feed": feed.name,
        "state": state,
        "sentence": batch.failure if state == "failed" else _SENTENCES[state],
        "received_at": delivery.recorded_at.astimezone(clock.CHINA).isoformat(timespec="seconds"),
        "as_of": delivery.as_of.isoformat(),
        "certified_until": until.isoformat() if until else None,
        **row_counts(batch.counts),
        "columns_left_out": [each.heading for each in asked_columns(batch.columns)],
        "rejects": _rejects(batch),
    }


def _rejects(batch: ImportBatch) -> list[dict[str, Any]]:
    """Return where rows are bad: a sentence may quote a cell and stays in the workbook."""
    rows = ImportRow.objects.filter(batch=batch, outcome=Outcome.WRONG).order_by("sheet", "number")
    found = rows.values_list("sheet", "number", "problems")[:MOST_ROWS]
    return [
        {"sheet": sheet + 1, "row": number, "fields": sorted({each[0] for each in problems if each[3]} - {""}),
         "codes": sorted({each[1] for each in problems if each[3]})}
        for sheet, number, problems in found
    ]  # fmt: skip
