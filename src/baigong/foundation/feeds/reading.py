"""What a sender may read again: the receipts of its own feed, and the rows that stayed out."""

from __future__ import annotations

import uuid
from typing import Any

from baigong.foundation.audit.services import record
from baigong.foundation.exchange.contract import Outcome
from baigong.foundation.exchange.models import ImportBatch
from baigong.foundation.feeds.errors import FeedError
from baigong.foundation.feeds.models import Feed, FeedDelivery
from baigong.foundation.feeds.pushing import Call, caller_of
from baigong.foundation.feeds.receipts import receipt_of
from baigong.foundation.feeds.receiving import actor_of, scope_of
from baigong.foundation.scope import enter


def read_receipt(call: Call, delivery_id: uuid.UUID) -> dict[str, Any]:
    """Return the receipt of a delivery of the caller's own feed.

    :raises FeedError: when the call is refused, or the receipt is another feed's or nobody's.
    """
    feed = caller_of(call)
    with enter(scope_of(feed)):
        return receipt_of(feed, _own(feed, delivery_id))


def batch_to_return(call: Call, delivery_id: uuid.UUID) -> tuple[Feed, ImportBatch]:
    """Return the import whose bad rows the caller takes back, and write down that it did.

    :raises FeedError: as `read_receipt`; and when what the file said has been cleared.
    """
    feed = caller_of(call)
    with enter(scope_of(feed)):
        batch: ImportBatch = ImportBatch.objects.get(id=_own(feed, delivery_id).batch_id)
        if batch.forgotten_at is not None:
            raise FeedError(
                "forgotten", "满三十天，有误的行已按规定清除。请改原来的表，再送一次。", status=410
            )
        record(
            by=actor_of(feed),
            act="exchange.errors",
            object_kind="import_batch",
            object_ids=[batch.id],
            place_path=batch.place_path,
            purpose="退给送数据的部门去改",
            detail={"rows": batch.counts.get(Outcome.WRONG, 0)},
        )
    return feed, batch


def _own(feed: Feed, delivery_id: uuid.UUID) -> FeedDelivery:
    delivery: FeedDelivery | None = FeedDelivery.objects.filter(id=delivery_id, feed=feed).first()
    if delivery is None:
        raise FeedError("not_found", "没有这张回执。请核对编号。", status=404)
    return delivery
