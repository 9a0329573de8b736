"""Opening feeds and their keys. A secret is returned once and kept sealed."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from baigong.foundation import clock
from baigong.foundation.audit.services import record
from baigong.foundation.exchange.contract import list_names
from baigong.foundation.feeds.calling import networks_of
from baigong.foundation.feeds.errors import FeedError
from baigong.foundation.feeds.models import Feed, FeedKey, FeedWay
from baigong.foundation.scope import system_scope

MOST_DAYS = 800
_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class FeedTerms:
    """What was agreed with the department: which list, how it comes, how often (days), how long good (days).

    `networks` are the addresses a call may come from, written as people do; empty for any.
    """

    name: str
    title: str
    source_code: str
    list_name: str
    way: str
    expected_days: int
    grace_days: int
    sender_id: uuid.UUID | None = None
    networks: str = ""


@transaction.atomic
def open_feed(
    *, by: str, terms: FeedTerms, place_id: uuid.UUID, place_path: str, county_id: str = ""
) -> Feed:
    """Open a feed at a place.

    :raises FeedError: when the terms name no list or way, a number is out of bounds, an address is none, or the name is
        taken.
    """
    _refuse_terms(terms)
    feed = Feed(
        name=terms.name,
        title=terms.title,
        source_code=terms.source_code,
        list_name=terms.list_name,
        way=terms.way,
        expected_days=terms.expected_days,
        grace_days=terms.grace_days,
        sender_id=terms.sender_id,
        networks=networks_of(terms.networks),
        place_id=place_id,
        place_path=place_path,
        county_id=county_id,
    )
    try:
        with transaction.atomic():
            feed.save(force_insert=True)
    except IntegrityError as error:
        raise FeedError("name", f"已经有叫“{terms.name}”的部门数据。请换一个名字。") from error
    _record(feed, by=by, act="feeds.open", detail={"name": feed.name, "list": feed.list_name})
    return feed


def _refuse_terms(terms: FeedTerms) -> None:
    if terms.list_name not in list_names():
        raise FeedError("list", f"没有叫“{terms.list_name}”的清单。可以写：{'、'.join(list_names())}。")
    if terms.way not in FeedWay.values:
        raise FeedError("way", f"送达方式只能写：{'、'.join(FeedWay.values)}。")
    if terms.way == FeedWay.HAND and terms.sender_id is None:
        raise FeedError("sender", f"“{FeedWay.HAND.label}”要写明是哪个单位送。请填它的统一社会信用代码。")
    if not terms.name or not terms.name.isascii() or not terms.name.replace("-", "").isalnum():
        raise FeedError("name", "名字只用英文字母、数字和连字符，例如social-insurance。")
    if not 1 <= terms.expected_days <= MOST_DAYS or not 0 <= terms.grace_days <= MOST_DAYS:
        raise FeedError("days", f"多少天一次要在1到{MOST_DAYS}之间，宽限天数要在0到{MOST_DAYS}之间。")


@transaction.atomic
def withdraw_feed(*, by: str, feed: Feed, reason: str) -> None:
    """End a feed and its keys; its deliveries and what they said stay.

    :raises FeedError: when it has ended already.
    """
    if feed.withdrawn_at is not None:
        raise FeedError("feed", f"“{feed.title}”已经停了。")
    for key in FeedKey.objects.filter(feed=feed, ended_at__isnull=True):
        end_key(by=by, key=key)
    feed.withdrawn_at = feed.updated_at = clock.now()
    feed.withdrawn_reason = reason
    feed.save(update_fields=["withdrawn_at", "withdrawn_reason", "updated_at"])
    _record(feed, by=by, act="feeds.withdraw", detail={"reason": reason})


@transaction.atomic
def open_key(*, by: str, feed: Feed) -> tuple[FeedKey, str]:
    """Open one more key and return it with its secret, which is never shown again.

    :raises FeedError: when two are in force already, or the feed has ended.
    """
    held = Feed.objects.select_for_update().get(id=feed.id)  # one key of a feed at a time
    if held.withdrawn_at is not None:
        raise FeedError("feed", f"“{feed.title}”已经停了，不能再开密钥。")
    taken = set(FeedKey.objects.filter(feed=feed, ended_at__isnull=True).values_list("slot", flat=True))
    free = [slot for slot in FeedKey.SLOTS if slot not in taken]
    if not free:
        raise FeedError("keys", "已有两把密钥在用。请对方换用新的，停掉旧的，再开。")
    secret = secrets.token_hex(_SECRET_BYTES)
    key = FeedKey(feed=feed, place_path=feed.place_path, number=f"k{secrets.token_hex(6)}", slot=free[0])
    key.secret = secret
    key.save(force_insert=True)
    _record(feed, by=by, act="feeds.open_key", detail={"key": key.number})
    return key, secret


@transaction.atomic
def end_key(*, by: str, key: FeedKey) -> None:
    """End a key at once; its secret is destroyed, its number stays in the receipts.

    :raises FeedError: when it has ended already.
    """
    ended = FeedKey.objects.filter(id=key.id, ended_at__isnull=True).first()
    if ended is None:
        raise FeedError("keys", "这把密钥已经停用。")
    ended.ended_at, ended.secret = clock.now(), None
    ended.save(update_fields=["ended_at", "secret"])
    record(
        by=by,
        act="feeds.end_key",
        object_kind="feed",
        object_ids=[key.feed_id],
        place_path=key.place_path,
        detail={"key": key.number},
    )


def feed_named(name: str) -> Feed | None:
    """Return the feed in force of a name, wherever it lies."""
    with system_scope("按名字找部门数据"):
        found: Feed | None = Feed.objects.filter(name=name, withdrawn_at__isnull=True).first()
    return found


def _record(feed: Feed, *, by: str, act: str, detail: dict[str, object]) -> None:
    record(
        by=by,
        act=act,
        object_kind="feed",
        object_ids=[feed.id],
        place_path=feed.place_path,
        detail=detail,
    )
