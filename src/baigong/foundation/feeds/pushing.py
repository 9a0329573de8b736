"""A signed call from outside: who it is, that it is new, and that it is of now."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from baigong.foundation import clock
from baigong.foundation.feeds.calling import refuse_elsewhere, refuse_too_many
from baigong.foundation.feeds.errors import FeedError, NotSignedError
from baigong.foundation.feeds.keys import signed_by
from baigong.foundation.feeds.models import Feed, FeedDelivery, FeedKey, FeedNonce, FeedWay
from baigong.foundation.feeds.receiving import Parcel, receive, scope_of
from baigong.foundation.feeds.signing import call_words
from baigong.foundation.scope import enter, system_scope

MOST_BYTES = 5 * 1024 * 1024
SKEW = datetime.timedelta(minutes=5)
KEY, TIME, NONCE = "X-Baigong-Key", "X-Baigong-Timestamp", "X-Baigong-Nonce"
AS_OF, SIGNATURE = "X-Baigong-As-Of", "X-Baigong-Signature"
_NONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")
_SECONDS = re.compile(r"[0-9]{1,11}")
_SIGNATURE = re.compile(r"[0-9a-fA-F]{64}")


@dataclass(frozen=True, slots=True)
class Call:
    """One call as it came: its method and path, the signing headers, its body, and from which address."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    address: str = ""

    def header(self, name: str) -> str:
        return self.headers.get(name, "")


def may_be_signed(headers: Mapping[str, str]) -> bool:
    """Say whether a call has what a signature is made of; the bodies of others are not even read."""
    patterns = {KEY: re.compile(r"k[0-9a-f]{12}"), TIME: _SECONDS, NONCE: _NONCE, SIGNATURE: _SIGNATURE}
    return all(pattern.fullmatch(headers.get(name, "")) for name, pattern in patterns.items())


def caller_of(call: Call) -> Feed:
    """Return the feed on whose behalf a call is made.

    :raises NotSignedError: when its signature is nobody's here.
    :raises FeedError: when it is signed rightly but from elsewhere, of another time, one of too many, or here before.
    """
    if not may_be_signed(call.headers):
        raise NotSignedError
    words = call_words(
        method=call.method,
        path=call.path,
        timestamp=call.header(TIME),
        nonce=call.header(NONCE),
        as_of=call.header(AS_OF),
        body=call.body,
    )
    key = signed_by(number=call.header(KEY), words=words, signature=call.header(SIGNATURE))
    with system_scope("按密钥找部门数据"):
        feed: Feed = Feed.objects.get(id=key.feed_id)
    refuse_elsewhere(feed, call.address)
    _refuse_skew(call.header(TIME))
    refuse_too_many(key)
    refuse_replay(key, call.header(NONCE))
    return feed


def _refuse_skew(seconds: str) -> None:
    apart = abs(clock.now().timestamp() - int(seconds))
    if apart > SKEW.total_seconds():
        raise FeedError("clock", "时间戳和这里的时间差得超过五分钟。请校准时钟再送。", status=401)


def refuse_replay(key: FeedKey, nonce: str) -> None:
    """Take a word once; the table refuses the second, whichever process it comes to."""
    try:
        with transaction.atomic():
            FeedNonce.objects.create(key_number=key.number, nonce=nonce)
    except IntegrityError as error:
        raise FeedError(
            "replay", "这一次请求已经来过。要重送，请换一个随机串，重新签名。", status=409
        ) from error


def deliver(call: Call, *, feed_name: str) -> tuple[Feed, FeedDelivery, bool]:
    """Take a pushed file in; returns its feed, its receipt and whether it is new.

    :raises FeedError: when the call or the file is refused.
    """
    feed = caller_of(call)
    if feed.name != feed_name:
        raise NotSignedError
    if feed.way != FeedWay.PUSH:
        raise FeedError("way", "这一项约定放文件交换目录，不走接口。", status=409)
    try:
        as_of = datetime.date.fromisoformat(call.header(AS_OF))
    except ValueError as error:
        raise FeedError("as_of", "X-Baigong-As-Of要写数据截止日，例如2026-03-31。") from error
    if not call.body:
        raise FeedError("empty", "请求里没有表格。请把.xlsx或.csv文件原样放在请求体里。")
    parcel = Parcel(f"{feed.name}-{as_of}", call.body, as_of, FeedWay.PUSH, call.header(KEY))
    with enter(scope_of(feed)):
        delivery, is_new = receive(feed, parcel)
    return feed, delivery, is_new


@transaction.atomic
def forget_nonces() -> int:
    """Drop the words whose calls would be refused for their time anyway; returns how many."""
    gone, _ = FeedNonce.objects.filter(seen_at__lt=clock.now() - 3 * SKEW).delete()
    return gone
