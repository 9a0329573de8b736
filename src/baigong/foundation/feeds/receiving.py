"""Taking a delivery in: once for each file and as-of day, never older than what came before."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db import transaction

from baigong.foundation import clock
from baigong.foundation.audit.services import record
from baigong.foundation.exchange import pipeline, services
from baigong.foundation.exchange.contract import Origin
from baigong.foundation.exchange.models import BatchState, ImportBatch
from baigong.foundation.facts.models import Certainty, Source
from baigong.foundation.feeds.errors import FeedError
from baigong.foundation.feeds.models import Feed, FeedDelivery, FeedWay
from baigong.foundation.files.errors import FileRefused
from baigong.foundation.files.services import content_fingerprint
from baigong.foundation.jobs.queue import enqueue
from baigong.foundation.scope import Scope
from baigong.foundation.sheets.errors import SheetError

_GONE = (BatchState.UNDONE, BatchState.CANCELLED)


@dataclass(frozen=True, slots=True)
class Parcel:
    """One file as it came: its name, what is in it, the day its data hold for, how and under which key."""

    file_name: str
    data: bytes
    as_of: datetime.date
    way: str
    key_number: str


def actor_of(feed: Feed) -> str:
    """Return in whose name a feed's rows are written."""
    return f"feed:{feed.name}"


def scope_of(feed: Feed) -> Scope:
    """Return what a feed may read and write: its own place and below."""
    return Scope(actor=actor_of(feed), label="部门数据", places=(feed.place_path,))


@transaction.atomic
def receive(
    feed: Feed, parcel: Parcel, *, by: str = "", in_background: bool = True
) -> tuple[FeedDelivery, bool]:
    """Keep a delivery and see that its rows go in; returns its receipt and whether it is new.

    Called inside `scope_of(feed)`; `by` is who handed it in, where that was somebody. The same file as of the same
    day is answered with its first receipt, unless an officer has taken that import back meanwhile.

    :raises FeedError: when the as-of day lies ahead, is older than what is here, or the file is no table.
    """
    Feed.objects.select_for_update().get(id=feed.id)  # one delivery of a feed at a time
    digest = content_fingerprint(parcel.data)
    same = FeedDelivery.objects.filter(
        feed=feed, file_digest=digest, as_of=parcel.as_of, voided_at__isnull=True
    ).first()
    if same is not None and not _was_taken_back(same):
        return same, False
    _refuse_day(feed, parcel.as_of)
    if same is not None:
        FeedDelivery.objects.filter(id=same.id).update(
            voided_at=clock.now(), voided_reason="导入已撤回，又送来一次"
        )
    batch = _hand_in(feed, parcel)
    delivery: FeedDelivery = FeedDelivery.objects.create(
        feed=feed,
        batch=batch,
        way=parcel.way,
        key_number=parcel.key_number,
        file_digest=digest,
        as_of=parcel.as_of,
        place_path=feed.place_path,
        county_id=feed.county_id,
        source=Source.REGISTER,
        source_id=str(feed.id),
        certainty=_certainty_of(feed),
    )
    _note(feed, delivery, by or actor_of(feed), in_background)
    return delivery, True


def _certainty_of(feed: Feed) -> Certainty:
    """A department's own register proves what it says; what a body uploads is what that body declares."""
    return Certainty.DECLARED if feed.way == FeedWay.HAND else Certainty.CERTIFIED


def _note(feed: Feed, delivery: FeedDelivery, by: str, in_background: bool) -> None:
    """Write the delivery down, and ask for the run that lets its rows in."""
    record(
        by=by,
        act="feeds.deliver",
        object_kind="feed_delivery",
        object_ids=[delivery.id],
        place_path=feed.place_path,
        detail={"feed": feed.name, "key": delivery.key_number, "batch": str(delivery.batch_id)},
    )
    if in_background:
        said = {"delivery_id": str(delivery.id)}
        key = f"feeds.carry:{delivery.id}"
        enqueue("feeds.carry", said, key=key, by=actor_of(feed), place_path=feed.place_path)


def _was_taken_back(delivery: FeedDelivery) -> bool:
    gone: bool = ImportBatch.objects.filter(id=delivery.batch_id, state__in=_GONE).exists()
    return gone


def _refuse_day(feed: Feed, as_of: datetime.date) -> None:
    if as_of > clock.today():
        raise FeedError("as_of", f"数据截止日{as_of}还没有到。请核对截止日。")
    standing = FeedDelivery.objects.filter(feed=feed, voided_at__isnull=True)
    taken_back = ImportBatch.objects.filter(state__in=_GONE).values("id")
    newest = standing.exclude(batch_id__in=taken_back).order_by("-as_of").values_list("as_of", flat=True)
    latest = newest.first()
    if latest is not None and as_of < latest:
        raise FeedError(
            "older", f"已经收过截止{latest}的数据，不能再用截止{as_of}的旧数据盖过去。", status=409
        )


def _hand_in(feed: Feed, parcel: Parcel) -> ImportBatch:
    certainty = _certainty_of(feed)
    until = parcel.as_of + datetime.timedelta(days=feed.grace_days)
    origin = Origin(
        source=Source.REGISTER,
        source_id=str(feed.id),
        certainty=certainty,
        certified_until=until if certainty == Certainty.CERTIFIED else None,
        known_on=parcel.as_of,
    )
    try:
        return services.upload_file(
            by=actor_of(feed),
            list_name=feed.list_name,
            place_id=feed.place_id,
            place_path=feed.place_path,
            county_id=feed.county_id,
            file_name=parcel.file_name,
            data=parcel.data,
            in_background=False,
            origin=origin,
        )
    except (SheetError, FileRefused) as error:
        raise FeedError(error.code, error.sentence) from error


def carry_in(batch: ImportBatch, *, by: str) -> ImportBatch:
    """Take a delivery's import through its steps from where it stands; nobody is asked about columns.

    Killed anywhere, it goes on from there when called again.

    :raises MovedOnError: when somebody else moves the import meanwhile.
    """
    while True:
        if batch.state == BatchState.UPLOADED:
            pipeline.read_batch(batch)
        elif batch.state == BatchState.MAPPING:
            services.choose_columns(by=by, batch=batch, chosen={}, in_background=False)
        elif batch.state == BatchState.CHECKING:
            pipeline.check_batch(batch)
        elif batch.state == BatchState.CHECKED:
            services.start_commit(by=by, batch=batch, in_background=False)
        elif batch.state == BatchState.COMMITTING:
            pipeline.commit_batch(batch, by=by)
        else:
            return batch
