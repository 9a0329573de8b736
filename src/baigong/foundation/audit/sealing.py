"""The background sealer: gives sequence and chain to new entries and notes the head outside the database.

Rows get their MAC in the deed's transaction; only here is there one hot place, and only one process at it.
The database commits first, the anchor follows: a crash between leaves the anchor one seal behind, which the
next run makes good. An anchor ahead of the database is never overwritten.
"""

from __future__ import annotations

from django.db import connection, transaction

from baigong.foundation.audit.anchor import (
    Anchor,
    append_restore,
    append_seal,
    one_sealer,
    read_anchor,
)
from baigong.foundation.audit.canonical import make_mac
from baigong.foundation.audit.chain import NOTHING_YET, link, merkle_root
from baigong.foundation.audit.errors import AuditBroken, PurposeMissing
from baigong.foundation.audit.models import AuditEntry, AuditSeal
from baigong.foundation.audit.services import record
from baigong.foundation.clock import now

RUN_ROWS = 20_000
RESTORE_ACT = "audit.restore"


def seal() -> int:
    """Seal every entry committed so far; returns how many. Raises `AuditBroken` when the anchor disagrees."""
    total = 0
    with one_sealer():
        _catch_up()
        while sealed := _seal_run():
            total += sealed
            _catch_up()
    return total


def acknowledge_restore(*, by: str, purpose: str) -> None:
    """Note that the database was put back on purpose, so that sealing may go on from there.

    The anchor keeps the seals that were lost; the entry says who put the database back and why.

    :raises PurposeMissing: when it is not said why.
    """
    if not purpose.strip():
        raise PurposeMissing("恢复没有登记：请写明为什么恢复。")
    with one_sealer():
        newest = _newest_seal()
        number, last = (newest.number, newest.last_sequence) if newest else (0, 0)
        record(
            by=by, act=RESTORE_ACT, object_kind="database", object_ids=[number], purpose=purpose,
            detail={"seal": number, "sequence": last},
        )  # fmt: skip
        append_restore(newest, read_anchor())


def acknowledged_restores() -> list[AuditEntry]:
    """Return the entries that say when, to which seal and why this database was put back, oldest first."""
    return list(AuditEntry.objects.filter(act=RESTORE_ACT).order_by("at", "id"))


def _seal_run() -> int:
    with transaction.atomic():
        _lock()
        waiting = list(
            AuditEntry.objects.filter(sequence__isnull=True)
            .order_by("id")
            .values_list("id", "mac")[:RUN_ROWS]
        )
        if not waiting:
            return 0
        before = _newest_seal()
        sequence, chain = (before.last_sequence, bytes(before.head)) if before else (0, NOTHING_YET)
        number, first = (before.number + 1 if before else 1), sequence + 1
        updates: list[tuple[int, bytes, object]] = []
        for entry_id, mac in waiting:
            sequence += 1
            chain = link(chain, sequence, bytes(mac))
            updates.append((sequence, chain, entry_id))
        _write(updates)
        run = AuditSeal(
            number=number, first_sequence=first, last_sequence=sequence, head=chain, sealed_at=now(),
            merkle_root=merkle_root([bytes(mac) for _, mac in waiting]),
        )  # fmt: skip
        run.mac = make_mac("seal", run.content())
        run.save(force_insert=True)
    return len(waiting)


def _write(updates: list[tuple[int, bytes, object]]) -> None:
    table, key = AuditEntry._meta.db_table, AuditEntry._meta.pk
    statement = f'UPDATE "{table}" SET sequence = %s, chain = %s WHERE id = %s AND sequence IS NULL'  # noqa: S608 (own names)
    rows = [(sequence, chain, key.get_db_prep_value(each, connection)) for sequence, chain, each in updates]
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)
        if cursor.rowcount != len(rows):
            raise AuditBroken("封存时有审计记录被别处改动，本次封存作罢。请核查后重新封存。")


def _lock() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [0x62616967])


def _catch_up() -> None:
    anchor, newest = read_anchor(), _newest_seal()
    anchored = anchor.newest.number if anchor.newest else 0
    held = newest.number if newest else 0
    if anchor.broken_line is not None:
        raise AuditBroken(f"锚定文件第{anchor.broken_line}行被改动，停止封存。请核查锚定文件。")
    if anchored > held:
        raise AuditBroken(
            f"锚定文件已记到第{anchored}次封存，数据库只有{held}次，停止封存。若是恢复备份，请先登记恢复。"
        )
    if held > anchored + 1:
        raise AuditBroken(f"锚定文件只记到第{anchored}次封存，数据库有{held}次，停止封存。请取回锚定文件。")
    _refuse_other_head(anchor)
    if newest is not None and held == anchored + 1:
        append_seal(newest, anchor)


def _refuse_other_head(anchor: Anchor) -> None:
    if anchor.newest is None:
        return
    number = anchor.newest.number
    held = AuditSeal.objects.filter(number=number).first()
    if held is None or anchor.newest.head != bytes(held.head).hex():
        raise AuditBroken(f"第{number}次封存与锚定文件不符，停止封存。请核查数据库。")


def _newest_seal() -> AuditSeal | None:
    return AuditSeal.objects.order_by("-number").first()
