"""Handing a workbook of people out: masked, marked, signed, counted; above a limit a second person must agree.

The file is made outside any transaction: on SQLite one would keep every other writer waiting for all of it.
"""

from __future__ import annotations

import datetime
import hashlib
import hmac
import io
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import IO, Any

from django.db import transaction
from django.db.models import Sum

from baigong.foundation import clock
from baigong.foundation.access.natural_persons import is_same_person
from baigong.foundation.audit.canonical import canonical, mac_holds, make_mac
from baigong.foundation.audit.services import record
from baigong.foundation.exchange.handout_model import Handout, HandoutState
from baigong.foundation.files.models import StoredFile
from baigong.foundation.files.services import destroy, open_file, store
from baigong.foundation.ids import uuid7
from baigong.foundation.privacy.keys import current_ring
from baigong.foundation.scope import system_scope
from baigong.foundation.sheets.book import Written
from baigong.foundation.sheets.marks import Evidence, Mark

FILE_KIND, MAC = "exchange.handout", "handout"
LISTED = 100
# So many stars must all agree before a fragment names a file: one in sixteen million by chance.
LEAST_STARS = 24


class HandoutError(ValueError):
    """What was asked is refused; the sentence says what to do."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence = code, sentence


@dataclass(frozen=True, slots=True)
class Limits:
    """The figures in force: masked rows without a second person, rows a day and person, hours an agreed file lies."""

    alone_rows: int
    day_rows: int
    hours: int


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for which rows of what, for what purpose, and under which act it is written down."""

    by: str
    label: str
    title: str
    purpose: str
    act: str
    object_kind: str
    object_ids: Sequence[Any]
    place_path: str
    detail: Mapping[str, Any] = field(default_factory=dict)
    row_count: int | None = None
    """How many rows leave, where a line is not one object: a table of figures counts its lines."""
    circle: str = ""
    """Whose second person it takes; "" for the officers of the place."""

    @property
    def rows(self) -> int:
        return len(self.object_ids) if self.row_count is None else self.row_count


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a file carries: its mark in the rows, its watermark at the foot, its facts on the last sheet."""

    mark: Mark
    watermark: str
    manifest: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Handed:
    """A handout, with its content when it may be taken at once."""

    row: Handout
    content: bytes | None


Write = Callable[[IO[bytes], Stamp], Written]


def in_sight(circle: str) -> AbstractContextManager[object]:
    """Let a circle's own handouts be seen, which no scope of its people reaches; officers see by their places."""
    return system_scope("经手本单位自己的导出") if circle else nullcontext()


def mark_of(handout_id: uuid.UUID) -> Mark:
    """Return the mark of a handout; made from a key that does not turn, so that old files are known for good."""
    return Mark(hmac.digest(current_ring().index_key("handout.mark"), handout_id.bytes, "sha256"))


def hand_out(asked: Asked, limits: Limits | None, write: Write) -> Handed:
    """Make a workbook; within the limits its content comes back, above it waits sealed for a second person.

    Without `limits` it comes back whatever its size: to who acts at the machine itself, and holds the data anyway.
    Then `object_ids` may grow while it is written, and it is counted afterwards.

    :raises HandoutError: when the day's rows are used up.
    """
    if limits is not None:
        _refuse_beyond_the_day(asked.by, asked.rows, limits)
    made, stream = uuid7(), io.BytesIO()
    write(stream, _stamp(made, asked))
    content, count = stream.getvalue(), asked.rows
    needs_second = limits is not None and count > limits.alone_rows
    with in_sight(asked.circle), transaction.atomic():
        if limits is not None:
            _refuse_beyond_the_day(asked.by, count, limits)  # another one may have been made meanwhile
        row = Handout(
            id=made, title=asked.title[:80], object_kind=asked.object_kind, asked_by=asked.by,
            asked_label=asked.label[:80], purpose=asked.purpose[:200], row_count=count, circle=asked.circle,
            sha256=hashlib.sha256(content).hexdigest(), place_path=asked.place_path,
            state=HandoutState.WAITING if needs_second else HandoutState.GIVEN,
        )  # fmt: skip
        row.signature = make_mac(MAC, _signed(row))
        if limits is not None and needs_second:
            until = clock.now() + datetime.timedelta(hours=limits.hours)
            row.file_id = store(
                content, kind=FILE_KIND, original_name=f"{asked.title}.xlsx", by=asked.by,
                place_path=asked.place_path, expires_at=until,
            ).id  # fmt: skip
        row.save(force_insert=True)
        record(
            by=asked.by, act=asked.act, object_kind=asked.object_kind, object_ids=asked.object_ids,
            place_path=asked.place_path, purpose=asked.purpose,
            detail={**asked.detail, "rows": count, "sha256": row.sha256, "handout": str(made)},
        )  # fmt: skip
    return Handed(row, None if needs_second else content)


def rows_today(by: str) -> int:
    """Return how many rows somebody asked for today, wherever they lie; what was refused does not count."""
    begins = datetime.datetime.combine(clock.today(), datetime.time(), tzinfo=clock.CHINA)
    with system_scope("清点当天导出的行数"):
        rows = Handout.objects.filter(asked_by=by, recorded_at__gte=begins).exclude(
            state=HandoutState.REFUSED
        )
        return int(rows.aggregate(total=Sum("row_count"))["total"] or 0)


def handouts_of(by: str, circle: str = "") -> list[Handout]:
    """Return what somebody asked for in a circle, the newest first."""
    with in_sight(circle):
        rows = Handout.objects.filter(asked_by=by, circle=circle)
        return list(rows.order_by("-recorded_at")[:LISTED])


def waiting_for(by: str, circle: str = "") -> list[Handout]:
    """Return what waits in one's own places, or circle, for a second person, which is not the asker."""
    begun = clock.now() - datetime.timedelta(days=7)
    with in_sight(circle):
        waiting = Handout.objects.filter(state=HandoutState.WAITING, circle=circle, recorded_at__gte=begun)
        return list(waiting.exclude(asked_by=by).order_by("recorded_at")[:LISTED])


def decide(*, by: str, handout_id: uuid.UUID, agrees: bool, limits: Limits, circle: str = "") -> Handout:
    """Agree to a handout or not; agreed, it may be taken for some hours.

    :raises Handout.DoesNotExist: when it lies outside one's places or circle.
    :raises HandoutError: for one's own, under whichever account, one that is decided, or one whose file is gone.
    """
    with in_sight(circle), transaction.atomic():
        row: Handout = Handout.objects.select_for_update().get(id=handout_id, circle=circle)
        return _decided(row, by, agrees, limits)


def _decided(row: Handout, by: str, agrees: bool, limits: Limits) -> Handout:
    if is_same_person(row.asked_by, by):
        raise HandoutError("own", "自己要的导出不能自己同意，换一个账号也不行。请另一位同事来办。")
    if row.state != HandoutState.WAITING:
        raise HandoutError("decided", f"这一份已经办过：{row.get_state_display()}。请刷新看看。")
    now = clock.now()
    row.state = HandoutState.OPEN if agrees else HandoutState.REFUSED
    row.decided_by, row.decided_at, row.updated_at = by, now, now
    if agrees:
        row.open_until = now + datetime.timedelta(hours=limits.hours)
        _keep_until(row, row.open_until)
    elif row.file_id is not None:
        destroy(row.file_id)
        row.file_id = None
    row.save()
    _note(by, "exchange.agree" if agrees else "exchange.disagree", row)
    return row


def take(*, by: str, handout_id: uuid.UUID, circle: str = "") -> bytes:
    """Return an agreed file to whoever asked for it, after proving that it is what was signed.

    :raises Handout.DoesNotExist: when it is somebody else's.
    :raises HandoutError: before a second person agreed, or after its hours.
    """
    with in_sight(circle), transaction.atomic():
        row: Handout = Handout.objects.select_for_update().get(id=handout_id, asked_by=by, circle=circle)
        return _taken(row, by)


def _taken(row: Handout, by: str) -> bytes:
    if row.state != HandoutState.OPEN or row.file_id is None:
        raise HandoutError("waiting", "还没有第二个人同意，取不了。请另一位同事到“导出”里办。")
    if row.open_until is None or row.open_until <= clock.now():
        raise HandoutError("over", "同意以后的时间过了，文件已经销毁。还要的话请再导出一次。")
    content = open_file(row.file_id).read()
    if not is_signed(row, content):
        raise HandoutError("broken", "文件和登记的指纹对不上，不能给出。请再导出一次，并告诉安全管理员。")
    row.taken_at = row.updated_at = clock.now()
    row.save(update_fields=["taken_at", "updated_at"])
    _note(by, "exchange.take", row)
    return content


def is_signed(row: Handout, content: bytes) -> bool:
    """Say whether a file is the one that was signed, to the byte."""
    is_same = hmac.compare_digest(hashlib.sha256(content).hexdigest(), row.sha256)
    return is_same and mac_holds(MAC, _signed(row), bytes(row.signature))


def traced(cells: Iterable[str]) -> list[tuple[Handout, Evidence]]:
    """Return the handouts a fragment can come from: every star as their mark sets it; asked in a system scope."""
    starred = [cell for cell in cells if any(star in cell for star in "*∗")]
    found = []
    for row in Handout.objects.order_by("-recorded_at").iterator(chunk_size=500):
        evidence = mark_of(row.id).evidence(starred)
        if evidence.of >= LEAST_STARS and evidence.agree == evidence.of:
            found.append((row, evidence))
    return found


def _refuse_beyond_the_day(by: str, count: int, limits: Limits) -> None:
    used = rows_today(by)
    if used + count > limits.day_rows:
        raise HandoutError(
            "day",
            f"今天已经导出{used}行，一天最多{limits.day_rows}行，这次{count}行超了。请缩小范围，或明天再导。",
        )


def _stamp(handout_id: uuid.UUID, asked: Asked) -> Stamp:
    made_at = clock.minute_of(clock.now())
    return Stamp(
        mark_of(handout_id),
        f"{asked.label} {made_at} {asked.purpose}",
        {"编号": str(handout_id), "导出人": asked.label, "导出时间": made_at, "用途": asked.purpose},
    )


def _signed(row: Handout) -> bytes:
    return canonical([str(row.id), row.asked_by, row.title, row.purpose, row.row_count, row.sha256])


def _keep_until(row: Handout, until: datetime.datetime) -> None:
    kept = row.file_id and StoredFile.objects.filter(id=row.file_id).update(expires_at=until)
    if not kept:
        raise HandoutError("gone", "文件等得太久，已经销毁。请要的人再导出一次。")


def _note(by: str, act: str, row: Handout) -> None:
    record(
        by=by, act=act, object_kind="handout", object_ids=[row.id], place_path=row.place_path,
        purpose=row.purpose, detail={"rows": row.row_count, "sha256": row.sha256},
    )  # fmt: skip
