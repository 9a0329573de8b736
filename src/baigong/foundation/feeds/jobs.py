"""Background work of the feeds: rows of a pushed file, the exchange folder every quarter of an hour."""

from __future__ import annotations

import uuid
from typing import Any

from baigong.foundation.exchange.models import ImportBatch
from baigong.foundation.exchange.states import MovedOnError
from baigong.foundation.feeds.dropping import collect_all
from baigong.foundation.feeds.models import Feed, FeedDelivery
from baigong.foundation.feeds.receiving import actor_of, carry_in, scope_of
from baigong.foundation.jobs.context import JobContext
from baigong.foundation.jobs.registry import handler
from baigong.foundation.jobs.schedules import every_minutes, schedule
from baigong.foundation.scope import enter, system_scope


@handler("feeds.carry", lane="import")
def carry(context: JobContext, delivery_id: str) -> dict[str, Any]:
    """Let the rows of a delivery in; one an officer took back or put aside meanwhile is no failure."""
    with system_scope("找到要入库的部门数据"):
        delivery = FeedDelivery.objects.get(id=uuid.UUID(delivery_id))
        feed = Feed.objects.get(id=delivery.feed_id)
    with enter(scope_of(feed)):
        batch = ImportBatch.objects.get(id=delivery.batch_id)
        try:
            carry_in(batch, by=actor_of(feed))
        except MovedOnError:
            return {"moved_on": True}
        return {"state": batch.state, "counts": batch.counts}


@handler("feeds.collect", lane="import")
def collect(context: JobContext) -> dict[str, int]:
    found = collect_all()
    taken = sum(each.is_taken for each in found)
    return {"taken": taken, "refused": len(found) - taken}


schedule("feeds-collect", "feeds.collect", every_minutes(15))
