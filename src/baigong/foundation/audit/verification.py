"""Checking the audit trail from its first row to its anchor."""

from __future__ import annotations

import datetime
import hashlib
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any

from django.db import connection

from baigong.foundation.audit.anchor import Anchor, AnchorLine, read_anchor
from baigong.foundation.audit.append_only import guarded_tables
from baigong.foundation.audit.canonical import mac_holds
from baigong.foundation.audit.chain import NOTHING_YET, link_holds, merkle_root
from baigong.foundation.audit.changes import changes_digest
from baigong.foundation.audit.models import ENTRY_COLUMNS, AuditEntry, AuditSeal, Change, entry_content

CLOCK_TOLERANCE = datetime.timedelta(minutes=15)
_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was written; `row` is a sequence, a seal's number or a row id."""

    code: str
    row: str
    sentence: str


def verify_audit(
    limit: int = 100, told: Callable[[int], None] = lambda done: None, *, is_copy: bool = False
) -> list[Finding]:
    """Return what is wrong with the trail, first bad row first, at most `limit` findings; empty when sound.

    Reads every entry, seal, change and anchor line once. A row under a key we lack counts as forged.
    `told` hears after each seal how many entries were read. A copy from a backup (`is_copy`) may stand behind the
    anchor, which went on since: what it has must agree, what it lacks is not missed.
    """
    return list(islice(_Verification(told, is_copy=is_copy).findings(), limit))


class _Verification:
    """One pass; what the entries said is kept for the passes over seals and changes."""

    def __init__(self, told: Callable[[int], None], *, is_copy: bool) -> None:
        self.told, self.is_copy = told, is_copy
        self.anchor: Anchor = read_anchor()
        self.seals = list(AuditSeal.objects.order_by("number"))
        self.expected_changes: dict[uuid.UUID, str] = {}
        self.last_sequence = 0

    def findings(self) -> Iterator[Finding]:
        yield from self._guards()
        yield from self._sealed_entries()
        yield from self._unsealed_entries()
        yield from self._tail()
        yield from self._anchored()
        yield from self._changes()

    def _guards(self) -> Iterator[Finding]:
        standing = guarded_tables(connection)
        for model in (AuditEntry, AuditSeal, Change):
            table = model._meta.db_table
            if table not in standing:
                yield Finding("guard-missing", table, f"表{table}的防改触发器不在。请重新迁移。")

    def _sealed_entries(self) -> Iterator[Finding]:
        """Walk the entries seal by seal, in order of sequence."""
        rows = self._rows(sequenced=True)
        waiting = next(rows, None)
        chain, floor = NOTHING_YET, None
        for expected, seal in enumerate(self.seals, start=1):
            yield from self._seal_itself(seal, expected)
            macs: list[bytes] = []
            while waiting is not None and waiting[-2] <= seal.last_sequence:
                yield from self._entry(waiting, chain, floor)
                chain, self.last_sequence = bytes(waiting[-1]), waiting[-2]
                macs.append(bytes(waiting[-3]))
                waiting = next(rows, None)
            yield from _run_agrees(seal, macs, chain)
            self.told(self.last_sequence)
            floor = seal.sealed_at - CLOCK_TOLERANCE
        while waiting is not None:
            yield Finding(
                "seal-missing", str(waiting[-2]), f"第{waiting[-2]}号审计记录没有封存凭据。请核查。"
            )
            waiting = next(rows, None)

    def _seal_itself(self, seal: AuditSeal, expected: int) -> Iterator[Finding]:
        if seal.number != expected and (expected == 1 or self.seals[expected - 2].number != seal.number - 1):
            yield Finding("seal-missing", str(seal.number), f"第{seal.number}次封存之前缺了封存凭据。")
        if not mac_holds("seal", seal.content(), bytes(seal.mac)):
            yield Finding("seal-forged", str(seal.number), f"第{seal.number}次封存凭据被改过。")

    def _entry(
        self, row: tuple[Any, ...], chain: bytes, floor: datetime.datetime | None
    ) -> Iterator[Finding]:
        mac, sequence, held_chain = bytes(row[-3]), row[-2], bytes(row[-1])
        yield from self._content(row, str(sequence))
        if sequence != self.last_sequence + 1:
            missing = self.last_sequence + 1
            yield Finding("entry-missing", str(missing), f"第{missing}号到{sequence - 1}号审计记录不见了。")
        elif not link_holds(chain, sequence, mac, held_chain):
            yield Finding("chain-broken", str(sequence), f"第{sequence}号审计记录与前一条接不上。")
        if floor is not None and row[1] < floor:
            yield Finding(
                "back-dated", str(sequence), f"第{sequence}号审计记录的时间早于上次封存。请核查时钟。"
            )

    def _content(self, row: tuple[Any, ...], name: str) -> Iterator[Finding]:
        detail = row[len(ENTRY_COLUMNS) - 1]
        if "changes_digest" in detail:
            self.expected_changes[row[0]] = detail["changes_digest"]
        if not mac_holds("entry", entry_content(row[: len(ENTRY_COLUMNS)]), bytes(row[-3])):
            yield Finding("entry-forged", name, f"审计记录{name}被改过，或不是本系统写的。")

    def _unsealed_entries(self) -> Iterator[Finding]:
        for row in self._rows(sequenced=False):
            yield from self._content(row, str(row[0]))

    def _tail(self) -> Iterator[Finding]:
        if self.seals and self.last_sequence < self.seals[-1].last_sequence:
            missing = self.last_sequence + 1
            yield Finding("tail-missing", str(missing), f"第{missing}号起的审计记录不见了。请从备份核对。")

    def _anchored(self) -> Iterator[Finding]:
        if self.anchor.broken_line is not None:
            place = str(self.anchor.broken_line)
            yield Finding("anchor-forged", place, f"锚定文件第{place}行被改过。")
        held = {seal.number: seal for seal in self.seals}
        newest = self.seals[-1].number if self.seals else 0
        for line in self.anchor.standing:
            if self.is_copy and line.number > newest:
                continue
            yield from _anchor_agrees(line, held.get(line.number))
        anchored = self.anchor.newest.number if self.anchor.newest else 0
        if len(self.seals) > 1 and self.seals[-1].number > anchored + 1:
            yield Finding("anchor-behind", str(anchored), f"锚定文件只到第{anchored}次封存，后面的不见了。")

    def _changes(self) -> Iterator[Finding]:
        rows = Change.objects.order_by("entry_id", "id").iterator(chunk_size=_AT_ONCE)
        for entry_id, group in groupby(rows, key=lambda change: change.entry_id):
            ids = []
            for change in group:
                ids.append(change.id)
                yield from _change(change)
            if self.expected_changes.pop(entry_id, None) != changes_digest(ids).hex():
                yield Finding("changes-differ", str(entry_id), f"审计记录{entry_id}名下的变更多了或少了。")
        for entry_id in self.expected_changes:
            yield Finding("changes-differ", str(entry_id), f"审计记录{entry_id}名下的变更不见了。")

    @staticmethod
    def _rows(*, sequenced: bool) -> Iterator[tuple[Any, ...]]:
        entries = AuditEntry.objects.filter(sequence__isnull=not sequenced)
        entries = entries.order_by("sequence" if sequenced else "id")
        columns = (*ENTRY_COLUMNS, "mac", "sequence", "chain")
        return iter(entries.values_list(*columns).iterator(chunk_size=_AT_ONCE))


def _run_agrees(seal: AuditSeal, macs: list[bytes], chain: bytes) -> Iterator[Finding]:
    if chain != bytes(seal.head) or merkle_root(macs) != bytes(seal.merkle_root):
        yield Finding("run-differs", str(seal.number), f"第{seal.number}次封存的记录与封存时不一样。")


def _anchor_agrees(line: AnchorLine, seal: AuditSeal | None) -> Iterator[Finding]:
    name = str(line.number)
    if seal is None:
        sentence = f"锚定文件记着第{name}次封存（到第{line.last}号），数据库里没有：被截断，或恢复成了旧库。"
        yield Finding("anchor-ahead", name, sentence)
    elif line.head != bytes(seal.head).hex() or line.root != bytes(seal.merkle_root).hex():
        yield Finding("anchor-differs", name, f"第{name}次封存与锚定文件不符：数据库被重新计算过。")


def _change(change: Change) -> Iterator[Finding]:
    if not mac_holds("change", change.content(), bytes(change.mac)):
        yield Finding("change-forged", str(change.id), f"变更记录{change.id}被改过，或不是本系统写的。")
    kept = change.before_sealed
    if kept is not None:
        digest = hashlib.sha256(kept.sealed_bytes()).digest()
        if change.sealed_digest is None or digest != bytes(change.sealed_digest):
            yield Finding("change-forged", str(change.id), f"变更记录{change.id}的密文被换过。")
