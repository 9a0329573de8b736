"""Questions about feeds: when each last came, whether it is late, what came."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from baigong.foundation import clock
from baigong.foundation.exchange.models import ImportBatch
from baigong.foundation.exchange.selectors import row_counts
from baigong.foundation.feeds.models import Feed, FeedDelivery, FeedKey


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """A delivery with its import and the counts of its rows."""

    delivery: FeedDelivery
    batch: ImportBatch
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class FeedStanding:
    """A feed, its last delivery, the last day a delivery may come and be in time, and whether that is over."""

    feed: Feed
    last: DeliveryLine | None
    due_on: datetime.date
    is_late: bool


def standings(on: datetime.date) -> list[FeedStanding]:
    """Return every feed in the scope as it stands on a day, late ones first; three queries."""
    return standings_of(list(Feed.objects.filter(withdrawn_at__isnull=True).order_by("title", "id")), on)


def standings_of(feeds: Sequence[Feed], on: datetime.date) -> list[FeedStanding]:
    """Return how some feeds stand on a day, late ones first; two queries."""
    lines = {line.delivery.feed_id: line for line in _lines(_newest([feed.id for feed in feeds]))}
    found_standings = [_standing(feed, lines.get(feed.id), on) for feed in feeds]
    return sorted(found_standings, key=lambda each: (not each.is_late, each.feed.title))


def _newest(feed_ids: Sequence[uuid.UUID]) -> list[FeedDelivery]:
    """Return the newest standing delivery of each feed, without reading years of receipts."""
    standing = FeedDelivery.objects.filter(feed_id__in=feed_ids, voided_at__isnull=True)
    later = standing.filter(feed_id=OuterRef("feed_id")).filter(
        Q(recorded_at__gt=OuterRef("recorded_at"))
        | Q(recorded_at=OuterRef("recorded_at"), id__gt=OuterRef("id"))
    )
    return list(standing.filter(~Exists(later)))


def _standing(feed: Feed, last: DeliveryLine | None, on: datetime.date) -> FeedStanding:
    since = clock.day_of(last.delivery.recorded_at if last else feed.recorded_at)
    due_on = since + datetime.timedelta(days=feed.expected_days + feed.grace_days)
    return FeedStanding(feed, last, due_on, on > due_on)


def deliveries_of(feed: Feed, *, most: int = 100) -> list[DeliveryLine]:
    """Return the newest deliveries of a feed, voided ones too; two queries."""
    return _lines(list(FeedDelivery.objects.filter(feed=feed).order_by("-recorded_at", "-id")[:most]))


def _lines(deliveries: Sequence[FeedDelivery]) -> list[DeliveryLine]:
    batches = ImportBatch.objects.in_bulk([each.batch_id for each in deliveries])
    return [
        DeliveryLine(each, batch, row_counts(batch.counts))
        for each in deliveries
        if (batch := batches.get(each.batch_id)) is not None
    ]


def keys_of(feed: Feed) -> list[FeedKey]:
    """Return the keys of a feed, those in force first; secrets are not among what is read."""
    keys = FeedKey.objects.filter(feed=feed).defer("secret")
    return sorted(keys, key=lambda key: (key.ended_at is not None, key.opened_at))
