"""The exchange folder: `inbox/FEED/` is looked through, files go to `done/FEED/` or `refused/FEED/` with a receipt.

A file waits for its signature file (`NAME.sign.json` with `key`, `as_of`, `signature`), which senders write last;
both are left alone until nobody has written to them for a while. A receipt stands as `NAME.receipt.json`.
"""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from baigong.foundation import clock
from baigong.foundation.audit.services import record
from baigong.foundation.exchange.models import ImportBatch
from baigong.foundation.exchange.states import MovedOnError
from baigong.foundation.feeds.errors import FeedError, NotSignedError
from baigong.foundation.feeds.keys import signed_by
from baigong.foundation.feeds.models import Feed, FeedWay
from baigong.foundation.feeds.receipts import receipt_of
from baigong.foundation.feeds.receiving import Parcel, actor_of, carry_in, receive, scope_of
from baigong.foundation.feeds.signing import file_words
from baigong.foundation.scope import enter, system_scope

SIGNED = ".sign.json"
RECEIPT = ".receipt.json"
SETTLED_SECONDS = 10
MOST_BYTES = 64 * 1024 * 1024
KEPT = datetime.timedelta(days=30)
_MOST_SIGNATURE_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Collected:
    """What became of one file: its receipt, and whether it was let in."""

    feed_name: str
    file_name: str
    is_taken: bool
    receipt: dict[str, Any]


def folder_of(state: str, feed: Feed) -> Path:
    """Return `inbox`, `done` or `refused` of a feed, made if it is missing."""
    folder = Path(settings.BAIGONG_FEED_FOLDER) / state / feed.name
    folder.mkdir(parents=True, exist_ok=True, mode=0o770)
    return folder


def collect_all() -> list[Collected]:
    """Take in what lies ready for every feed that comes by folder."""
    with system_scope("找到走交换目录的部门数据"):
        feeds = list(Feed.objects.filter(way=FeedWay.FOLDER, withdrawn_at__isnull=True).order_by("name"))
    return [collected for feed in feeds for collected in collect(feed)]


def collect(feed: Feed) -> list[Collected]:
    """Take in what lies ready for one feed, in the order of as-of days and names; one bad file stops no other."""
    found = [_take(feed, path) for path in _ready(folder_of("inbox", feed))]
    _sweep(feed)
    return found


def _ready(folder: Path) -> Iterator[Path]:
    """Yield the files whose signature file is there and that nobody is writing any more."""
    before = clock.now().timestamp() - SETTLED_SECONDS
    waiting = []
    for path in folder.iterdir():
        signed = path.with_name(path.name + SIGNED)
        if path.name.endswith(SIGNED) or path.is_symlink() or not path.is_file() or not signed.is_file():
            continue
        if max(path.stat().st_mtime, signed.stat().st_mtime) <= before:
            waiting.append((str(_said(signed).get("as_of", "")), path.name, path))
    yield from (path for _, _, path in sorted(waiting))


def _said(signed: Path) -> dict[str, Any]:
    """Return what a signature file says; one that cannot be read says nothing."""
    try:
        with signed.open("rb") as stream:
            said = json.loads(stream.read(_MOST_SIGNATURE_BYTES))
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def _take(feed: Feed, path: Path) -> Collected:
    try:
        receipt = _let_in(feed, path)
        is_taken = receipt["state"] != "failed"
    except FeedError as error:
        _note_refusal(feed, error)
        receipt, is_taken = {"feed": feed.name, "error": error.code, "sentence": error.sentence}, False
    _put_away(folder_of("done" if is_taken else "refused", feed), path, receipt)
    return Collected(feed.name, path.name, is_taken, receipt)


def _let_in(feed: Feed, path: Path) -> dict[str, Any]:
    if path.stat().st_size > MOST_BYTES:
        raise FeedError("too_large", f"文件超过{MOST_BYTES // 1024 // 1024}MB。请分成几份再送。")
    parcel = _parcel(feed, path, path.read_bytes())
    with enter(scope_of(feed)):
        delivery, _ = receive(feed, parcel, in_background=False)
        try:
            carry_in(ImportBatch.objects.get(id=delivery.batch_id), by=actor_of(feed))
        except MovedOnError as error:  # an officer, or another run: the receipt says where it stands
            error.add_note("the delivery is kept")
        return receipt_of(feed, delivery)


def _parcel(feed: Feed, path: Path, data: bytes) -> Parcel:
    said = _said(path.with_name(path.name + SIGNED))
    try:
        as_of = datetime.date.fromisoformat(str(said.get("as_of", "")))
    except ValueError as error:
        raise FeedError(
            "as_of", "签名文件里的as_of要写数据截止日，例如2026-03-31。请改好，重新签名再送。"
        ) from error
    words = file_words(feed_name=feed.name, file_name=path.name, as_of=as_of, data=data)
    number = str(said.get("key", ""))
    signed_by(number=number, words=words, signature=str(said.get("signature", "")), feed=feed)
    return Parcel(path.name, data, as_of, FeedWay.FOLDER, number)


def _note_refusal(feed: Feed, error: FeedError) -> None:
    with enter(scope_of(feed)):
        record(
            by=actor_of(feed),
            act="feeds.refuse",
            object_kind="feed",
            object_ids=[feed.id],
            place_path=feed.place_path,
            detail={"code": error.code, "is_signed": not isinstance(error, NotSignedError)},
        )


def _put_away(folder: Path, path: Path, receipt: dict[str, Any]) -> None:
    """Write the receipt first and move the data last: killed in between, the next run answers the same again."""
    name = _free_name(folder, path.name)
    _write(folder / (name + RECEIPT), json.dumps(receipt, ensure_ascii=False, indent=1).encode())
    path.replace(folder / name)
    path.with_name(path.name + SIGNED).replace(folder / (name + SIGNED))


def _free_name(folder: Path, name: str) -> str:
    """Return the name, or with a number before it when an earlier file keeps it."""
    count, free = 1, name
    while (folder / free).exists():
        count += 1
        free = f"{count}-{name}"
    return free


def _write(path: Path, content: bytes) -> None:
    part = path.with_name(path.name + ".part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o660)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
    part.replace(path)


def _sweep(feed: Feed) -> None:
    """Remove what was put away thirty days ago: its content is sealed here or was never taken."""
    before = (clock.now() - KEPT).timestamp()
    for state in ("done", "refused"):
        for path in folder_of(state, feed).iterdir():
            if path.is_file() and path.stat().st_mtime < before:
                path.unlink(missing_ok=True)
