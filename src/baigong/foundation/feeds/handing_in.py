"""What a body's own people do with its feeds after signing in: hand a file in, read receipts, take bad rows back.

A body sees its feeds as their sender and nothing of the place they go to. Deliveries lie at that place, so they are
read in the feed's own scope, after the feed was found in that of whoever asks.
"""

from __future__ import annotations

import datetime
import uuid

from baigong.foundation.audit.services import record
from baigong.foundation.exchange.contract import Outcome
from baigong.foundation.exchange.models import ImportBatch
from baigong.foundation.feeds.errors import FeedError
from baigong.foundation.feeds.models import Feed, FeedDelivery, FeedWay
from baigong.foundation.feeds.receiving import Parcel, receive, scope_of
from baigong.foundation.feeds.selectors import DeliveryLine, FeedStanding, deliveries_of, standings_of
from baigong.foundation.scope import current_scope, enter, system_scope


def own_feeds(on: datetime.date) -> list[FeedStanding]:
    """Return the feeds the scope's parties send, as they stand on a day, late ones first."""
    parties = current_scope().parties
    feeds = list(
        Feed.objects.filter(sender_id__in=parties, withdrawn_at__isnull=True).order_by("title", "id")
    )
    with system_scope("送数据的单位看自己送的"):
        return standings_of(feeds, on)


def own_feed(feed_id: uuid.UUID) -> Feed | None:
    """Return one feed the scope's parties send, ended ones too."""
    found: Feed | None = Feed.objects.filter(id=feed_id, sender_id__in=current_scope().parties).first()
    return found


def own_deliveries(feed: Feed) -> list[DeliveryLine]:
    """Return what came of one's own feed, the newest first."""
    with enter(scope_of(feed)):
        return deliveries_of(feed)


def own_delivery(feed: Feed, delivery_id: uuid.UUID) -> FeedDelivery | None:
    """Return one delivery of one's own feed."""
    with enter(scope_of(feed)):
        found: FeedDelivery | None = FeedDelivery.objects.filter(id=delivery_id, feed=feed).first()
        return found


def hand_in(
    *, by: str, feed: Feed, file_name: str, data: bytes, as_of: datetime.date
) -> tuple[FeedDelivery, bool]:
    """Take a file from a body's own person; returns its receipt, and whether it is new.

    :raises FeedError: when the feed has ended or does not come by hand, or as `receive`.
    """
    if feed.withdrawn_at is not None:
        raise FeedError("ended", "这一项已经停了，不用再送。有疑问请问人社局。", status=409)
    if feed.way != FeedWay.HAND:
        raise FeedError("way", f"这一项约定的是{feed.get_way_display()}，不从这里上传。", status=409)
    with enter(scope_of(feed)):
        return receive(feed, Parcel(file_name, data, as_of, FeedWay.HAND, ""), by=by)


def rows_to_mend(*, by: str, feed: Feed, delivery: FeedDelivery) -> ImportBatch:
    """Return the import whose bad rows its sender takes back, and write down that somebody did.

    :raises FeedError: when what the file said has been cleared.
    """
    with enter(scope_of(feed)):
        batch: ImportBatch = ImportBatch.objects.get(id=delivery.batch_id)
        if batch.forgotten_at is not None:
            raise FeedError(
                "forgotten", "满三十天，有误的行已按规定清除。请改原来的表，再送一次。", status=410
            )
        record(
            by=by,
            act="exchange.errors",
            object_kind="import_batch",
            object_ids=[batch.id],
            place_path=batch.place_path,
            purpose="退给送数据的单位去改",
            detail={"rows": batch.counts.get(Outcome.WRONG, 0)},
        )
    return batch
