from __future__ import annotations

import datetime
import uuid
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from baigong.foundation.audit import reveal as reveal_module
from baigong.foundation.audit.append_only import guarded_tables, lowered
from baigong.foundation.audit.changes import (
    ObjectChange,
    erase_personal_values,
    history_of,
    record_changes,
    record_changes_in_bulk,
)
from baigong.foundation.audit.errors import NotAuditable, PurposeMissing
from baigong.foundation.audit.models import AuditEntry, AuditSeal, Change
from baigong.foundation.audit.reveal import reveal, reveal_many
from baigong.foundation.audit.sealing import seal
from baigong.foundation.audit.services import MOST_IDS_KEPT, digest_of, entries_about, record
from baigong.foundation.audit.verification import verify_audit
from baigong.foundation.files.models import StoredFile
from baigong.foundation.files.services import store
from baigong.foundation.privacy.errors import RevealRefused
from baigong.foundation.privacy.secret import open_inside

pytestmark = pytest.mark.django_db
KIND = "files.storedfile"


def keep(name="张三身份证.jpg"):
    return store(b"content", kind="upload", original_name=name, by="user:1", place_path="3416/")


def deed(**options):
    return record(
        **{"by": "user:1", "act": "claim.grant", "object_kind": "claims.claim", "object_ids": [7], **options}
    )


def test_an_entry_says_who_what_which_and_why():
    entry = deed(object_ids=[uuid.UUID(int=2), uuid.UUID(int=1)], purpose="核对补贴", place_path="3416/")
    read = AuditEntry.objects.get(pk=entry.pk)
    assert (read.by, read.act, read.count, read.purpose) == ("user:1", "claim.grant", 2, "核对补贴")
    assert read.object_ids == [str(uuid.UUID(int=1)), str(uuid.UUID(int=2))]
    assert bytes(read.digest) == digest_of([uuid.UUID(int=1), uuid.UUID(int=2)])
    assert bytes(read.mac)[4:] and read.sequence is None


def test_no_audit_no_deed():
    with pytest.raises(NotAuditable), transaction.atomic():
        keep()
        deed(by=" ")
    assert StoredFile.objects.count() == 0


def test_a_rolled_back_deed_leaves_no_entry():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        deed()
        raise ZeroDivisionError
    assert AuditEntry.objects.count() == 0


def test_a_large_chunk_keeps_count_and_digest():
    entry = deed(object_ids=range(MOST_IDS_KEPT + 1))
    assert (entry.count, entry.object_ids) == (MOST_IDS_KEPT + 1, [])
    assert entry.digest == digest_of(range(MOST_IDS_KEPT + 1))


def test_detail_refuses_personal_values_and_strange_things():
    with pytest.raises(NotAuditable, match="原值"):
        deed(detail={"name": keep().original_name})
    with pytest.raises(NotAuditable, match="object"):
        deed(detail={"x": object()})


def test_detail_is_under_the_mac_on_every_engine():
    deed(
        detail={
            "b": 1, "a": [Decimal("1.10"), 1.5, None, True], "day": datetime.date(2026, 3, 1),
            "id": uuid.UUID(int=3), "names": {"y", "x"}, "bytes": b"\x01",
            "text": "甲\x00乙😀", "deep": {"k": {}},
        }
    )  # fmt: skip
    assert verify_audit() == []


def test_entries_about_a_row():
    one, two = uuid.uuid4(), uuid.uuid4()
    deed(object_ids=[one, two])
    deed(object_ids=[two])
    deed(object_ids=[two], object_kind="other")
    assert [entry.count for entry in entries_about("claims.claim", two)] == [1, 2]
    assert entries_about("claims.claim", one).count() == 1


# --- reading -------------------------------------------------------------------------------------


def test_reveal_writes_who_read_which_field_and_why_but_not_the_value():
    file = StoredFile.objects.get(pk=keep().pk)
    assert reveal(file, ["original_name"], by="user:9", purpose="核对材料") == {
        "original_name": "张三身份证.jpg"
    }
    entry = AuditEntry.objects.get()
    assert (entry.by, entry.act, entry.purpose) == ("user:9", "personal.reveal", "核对材料")
    assert (entry.object_kind, entry.object_ids, entry.detail) == (
        KIND,
        [str(file.pk)],
        {"fields": ["original_name"]},
    )
    assert "张三" not in str(AuditEntry.objects.values_list().get())


@pytest.mark.parametrize("purpose", ["", "   ", "看看", "核对  "])
def test_no_purpose_no_reading(purpose):
    file = keep()
    with pytest.raises(PurposeMissing, match="至少四个字"):
        reveal(file, ["original_name"], by="user:9", purpose=purpose)
    assert AuditEntry.objects.count() == 0


def test_a_reading_that_cannot_be_written_down_does_not_happen(monkeypatch):
    file = keep()
    with pytest.raises(NotAuditable):
        reveal(file, ["original_name"], by="", purpose="核对材料")
    with pytest.raises(RevealRefused, match="不是加密字段"):
        reveal(file, ["kind"], by="user:9", purpose="核对材料")


def test_what_is_shown_is_what_is_written_down():
    files = [keep(f"甲{i}.jpg") for i in range(5)]
    shown = reveal_many(files[:3], ["original_name"], by="user:9", purpose="核对材料")
    written = {
        (row, field)
        for entry in AuditEntry.objects.all()
        for row in entry.object_ids
        for field in entry.detail["fields"]
    }
    assert written == {(row, field) for row, values in shown.items() for field in values}
    assert shown[str(files[2].pk)] == {"original_name": "甲2.jpg"}
    assert reveal_many([], ["original_name"], by="user:9", purpose="核对材料") == {}


def test_more_rows_than_an_entry_keeps_make_more_entries(monkeypatch):
    monkeypatch.setattr(reveal_module, "MOST_IDS_KEPT", 2)
    reveal_many([keep() for _ in range(5)], ["original_name"], by="user:9", purpose="核对材料")
    assert sorted(len(entry.object_ids) for entry in AuditEntry.objects.all()) == [1, 2, 2]


def test_twin_opening_inside_leaves_no_trace():
    assert open_inside(keep().original_name) == "张三身份证.jpg"
    assert AuditEntry.objects.count() == 0


# --- history -------------------------------------------------------------------------------------


def test_plain_changes_are_kept_plain_and_unchanged_fields_left_out():
    file = keep()
    entry = record_changes(
        by="user:1", instance=file, place_path="3416/",
        before={"kind": "upload", "size": 7, "expires_at": None},
        after={"kind": "proof", "size": 7, "expires_at": datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC)},
    )  # fmt: skip
    rows = {row.field: (row.before, row.after, row.is_personal) for row in history_of(KIND, file.pk)}
    assert rows == {
        "kind": ("upload", "proof", False),
        "expires_at": (None, "2026-03-01T00:00:00+00:00", False),
    }
    assert entry.detail["changes"] == 2 and entry.object_ids == [str(file.pk)]
    assert record_changes(by="user:1", instance=file, before={"size": 1}, after={"size": 1}) is None


def test_personal_old_values_are_sealed_without_being_named():
    file = StoredFile.objects.get(pk=keep().pk)
    record_changes(
        by="user:1", instance=file, personal={"uploaded_by"},
        before={"original_name": file.original_name, "uploaded_by": "李四"},
        after={"original_name": "王五.jpg", "uploaded_by": "赵六"},
    )  # fmt: skip
    rows = {row.field: row for row in history_of(KIND, file.pk)}
    assert open_inside(rows["original_name"].before_sealed) == "张三身份证.jpg"
    assert open_inside(rows["uploaded_by"].before_sealed) == "李四"
    assert all(row.is_personal and row.before is None and row.after is None for row in rows.values())
    stored = str(Change.objects.values_list()) + str(AuditEntry.objects.values_list())
    assert not any(name in stored for name in ("张三", "李四", "王五", "赵六"))


def test_an_equal_personal_value_is_no_change():
    file = StoredFile.objects.get(pk=keep().pk)
    unchanged = {"original_name": "张三身份证.jpg"}
    assert (
        record_changes(by="u", instance=file, before={"original_name": file.original_name}, after=unchanged)
        is None
    )


def test_many_rows_make_one_entry():
    changes = [ObjectChange(str(i), {"kind": "a"}, {"kind": "b"}) for i in range(30)]
    entry = record_changes_in_bulk(by="user:1", model=StoredFile, changes=changes)
    assert (entry.count, Change.objects.count(), AuditEntry.objects.count()) == (30, 30, 1)
    assert verify_audit() == []


def test_erasing_takes_the_values_and_the_trail_stays_sound():
    files = [StoredFile.objects.get(pk=keep().pk) for _ in range(2)]
    for file in files:
        record_changes(
            by="u", instance=file, before={"original_name": file.original_name, "kind": "a"},
            after={"original_name": "x", "kind": "b"},
        )  # fmt: skip
    seal()
    assert erase_personal_values(KIND, [files[0].pk], by="user:3", purpose="本人要求删除") == 1
    held = {row.object_id: row.before_sealed for row in Change.objects.filter(is_personal=True)}
    assert held[str(files[0].pk)] is None and open_inside(held[str(files[1].pk)]) == "张三身份证.jpg"
    assert history_of(KIND, files[0].pk).filter(field="kind").get().before == "a"
    seal()
    assert verify_audit() == []
    assert AuditEntry.objects.get(act="personal.erase").detail == {"values": 1}


# --- the tables only grow ------------------------------------------------------------------------


def _refused(*statements):
    for statement in statements:
        with (
            pytest.raises(IntegrityError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def _filled():
    file = StoredFile.objects.get(pk=keep().pk)
    record_changes(
        by="u", instance=file, before={"original_name": file.original_name}, after={"original_name": "x"}
    )
    seal()


def test_rows_are_neither_changed_nor_deleted():
    _filled()
    _refused(
        "DELETE FROM audit_auditentry", "DELETE FROM audit_auditseal", "DELETE FROM audit_change",
        "UPDATE audit_auditentry SET purpose = 'x'", "UPDATE audit_auditentry SET sequence = 99",
        "UPDATE audit_auditentry SET sequence = NULL",
        "UPDATE audit_auditentry SET by = 'x', sequence = sequence",
        "UPDATE audit_auditseal SET last_sequence = 9", "UPDATE audit_change SET field = 'x'",
        "UPDATE audit_change SET before_sealed = mac",
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditEntry.objects.all()._raw_delete("default")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_change SET before_sealed = NULL")
    assert verify_audit() == []


def test_twin_with_the_guards_lowered_rows_go():
    _filled()
    with lowered(connection), connection.cursor() as cursor:
        cursor.execute("UPDATE audit_auditseal SET last_sequence = 9")
        assert guarded_tables(connection) == frozenset()
        assert cursor.rowcount == 1
    assert {"audit_auditentry", "audit_auditseal", "audit_change"} <= guarded_tables(connection)
    assert "guard-missing" not in {finding.code for finding in verify_audit()}


def test_replacing_a_row_is_a_delete():
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'append_only_audit_%%'", [])
            assert cursor.fetchone()[0] == 6
        return
    _filled()
    _refused("INSERT OR REPLACE INTO audit_auditseal SELECT * FROM audit_auditseal")
    with connection.cursor() as cursor:  # twin: without the pragma the row is replaced unseen
        cursor.execute("PRAGMA recursive_triggers = OFF")
        cursor.execute("INSERT OR REPLACE INTO audit_auditseal SELECT * FROM audit_auditseal")
        cursor.execute("PRAGMA recursive_triggers = ON")
    assert AuditSeal.objects.count() == 1


def test_a_missing_guard_is_found():
    drop = 'DROP TRIGGER "append_only_audit_change_delete"'
    with connection.cursor() as cursor:
        cursor.execute(drop if connection.vendor == "sqlite" else f"{drop} ON audit_change")
    assert [finding.code for finding in verify_audit()] == ["guard-missing"]
