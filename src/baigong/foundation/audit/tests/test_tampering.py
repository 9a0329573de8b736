"""An attacker who owns the database, knows the code, and has not got the key file or the anchor."""

from __future__ import annotations

import datetime
import hashlib
import json

import pytest
from django.db import connection

from baigong.foundation import clock
from baigong.foundation.audit import canonical, chain, sealing, verification
from baigong.foundation.audit.anchor import anchor_path, read_anchor
from baigong.foundation.audit.append_only import lowered
from baigong.foundation.audit.chain import merkle_root
from baigong.foundation.audit.changes import ObjectChange, record_changes_in_bulk
from baigong.foundation.audit.errors import AuditBroken, PurposeMissing
from baigong.foundation.audit.models import AuditEntry, AuditSeal, Change
from baigong.foundation.audit.sealing import acknowledge_restore, seal
from baigong.foundation.audit.services import record
from baigong.foundation.audit.verification import verify_audit
from baigong.foundation.files.models import StoredFile
from baigong.foundation.ids import uuid7
from baigong.foundation.privacy.keys import create_key_file, forget_rings, rotate

pytestmark = pytest.mark.django_db
RUNS, ROWS = 3, 4


def write(number, prefix="deed"):
    for i in range(number):
        record(by="user:1", act="deed", object_kind="test", object_ids=[i], purpose=f"{prefix}{i}")


@pytest.fixture
def trail():
    for run in range(RUNS):
        write(ROWS, f"run{run} ")
        assert seal() == ROWS
    assert verify_audit() == []


def sql(statement, *parameters):
    with lowered(connection), connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.rowcount


def codes():
    return [finding.code for finding in verify_audit()]


def first():
    finding = verify_audit()[0]
    return finding.code, finding.row


def rehash(without_key=True):
    """Give every row, link and seal values that agree, as far as one can without the key."""

    def mac(content):
        return (
            b"\x00" * 4 + hashlib.sha256(content).digest()
            if without_key
            else canonical.make_mac("x", content)
        )

    head, sequence = b"", 0
    with lowered(connection):
        for seal_row in AuditSeal.objects.order_by("number"):
            run = (seal_row.first_sequence, seal_row.last_sequence)
            rows = list(AuditEntry.objects.filter(sequence__range=run).order_by("sequence"))
            for row in rows:
                sequence += 1
                row.mac = mac(row.content())
                head = row.chain = mac(sequence.to_bytes(8, "big") + head + row.mac)
                row.save()
            seal_row.head, seal_row.merkle_root = head, merkle_root([bytes(row.mac) for row in rows])
            seal_row.mac = mac(seal_row.content())
            seal_row.save()


# --- seven attacks -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    ["by = 'user:2'", "act = 'other'", "purpose = ''", "count = 9", "place_path = '9/'", "object_kind = 'x'",
     "object_ids = '[\"8\"]'", "detail = '{\"a\": 1}'", "at = '2020-01-01 00:00:00+00:00'"],
)  # fmt: skip
@pytest.mark.parametrize("sequence", [1, 6, RUNS * ROWS])
def test_a_changed_row(trail, change, sequence):
    assert sql(f"UPDATE audit_auditentry SET {change} WHERE sequence = %s", sequence) == 1
    assert first() == ("entry-forged", str(sequence))


@pytest.mark.parametrize("sequence", [1, 5, 7])
def test_a_deleted_row(trail, sequence):
    assert sql("DELETE FROM audit_auditentry WHERE sequence = %s", sequence) == 1
    assert first() == ("entry-missing", str(sequence))


def test_a_deleted_row_with_the_rest_moved_up(trail):
    sql("DELETE FROM audit_auditentry WHERE sequence = 5")
    for sequence in range(6, RUNS * ROWS + 1):
        sql("UPDATE audit_auditentry SET sequence = %s WHERE sequence = %s", sequence - 1, sequence)
    assert first() == ("chain-broken", "5")


def test_an_inserted_row(trail):
    row = AuditEntry.objects.get(sequence=5)
    row.id, row.sequence, row.chain, row.purpose = uuid7(), None, None, "never happened"
    row.save(force_insert=True)
    assert [code for code in codes() if code == "entry-forged"]
    seal()
    assert first() == ("entry-forged", str(RUNS * ROWS + 1))


def test_a_copied_row_is_not_a_second_act(trail):
    row = AuditEntry.objects.get(sequence=5)
    row.id, row.sequence, row.chain = uuid7(), None, None
    row.save(force_insert=True)
    assert codes() == ["entry-forged"]


@pytest.mark.parametrize(("one", "other"), [(1, 2), (2, 11), (4, 5)])
def test_reordered_rows(trail, one, other):
    for old, new in ((one, -1), (other, one), (-1, other)):
        assert sql("UPDATE audit_auditentry SET sequence = %s WHERE sequence = %s", new, old) == 1
    assert first() == ("chain-broken", str(one))


@pytest.mark.parametrize("kept", [0, 3, ROWS, RUNS * ROWS - 1])
def test_a_tail_cut_off(trail, kept):
    sql("DELETE FROM audit_auditentry WHERE sequence > %s", kept)
    assert "tail-missing" in codes()


@pytest.mark.parametrize("runs", [0, 1, 2])
def test_a_tail_cut_off_together_with_its_seals_is_yesterdays_database(trail, runs):
    sql("DELETE FROM audit_auditentry WHERE sequence > %s", runs * ROWS)
    sql("DELETE FROM audit_auditseal WHERE number > %s", runs)
    assert codes() == ["anchor-ahead"] * (RUNS - runs)
    with pytest.raises(AuditBroken, match="恢复"):
        seal()


def test_everything_hashed_anew_without_the_key(trail):
    sql("UPDATE audit_auditentry SET purpose = 'tidy' WHERE sequence = 5")
    rehash()
    found = codes()
    assert {"entry-forged", "chain-broken", "seal-forged", "anchor-differs"} <= set(found)


def test_everything_hashed_anew_with_another_key_file(trail, settings, installation):
    own = settings.BAIGONG_KEY_FILE
    settings.BAIGONG_KEY_FILE = installation / "attacker.json"
    create_key_file(settings.BAIGONG_KEY_FILE)
    content = json.loads(settings.BAIGONG_KEY_FILE.read_text())
    wanted = json.loads(own.read_text())["active"]
    renamed = {**content, "active": wanted, "roots": {wanted: content["roots"][content["active"]]}}
    settings.BAIGONG_KEY_FILE.write_text(json.dumps(renamed))
    forget_rings()
    sql("UPDATE audit_auditentry SET purpose = 'tidy' WHERE sequence = 5")
    rehash(without_key=False)
    settings.BAIGONG_KEY_FILE = own
    forget_rings()
    assert {"entry-forged", "chain-broken", "seal-forged", "anchor-differs"} <= set(codes())


def test_a_clock_set_back(trail):
    with clock.at(clock.now() - datetime.timedelta(days=3)):
        write(1)
    seal()
    assert first() == ("back-dated", str(RUNS * ROWS + 1))


def test_changes_are_tied_to_their_entry():
    rows = [ObjectChange(str(i), {"kind": "a"}, {"kind": "b"}) for i in range(3)]
    for _ in range(2):
        record_changes_in_bulk(by="user:1", model=StoredFile, changes=rows)
    seal()
    sql("UPDATE audit_change SET after = '\"c\"' WHERE object_id = '0'")
    assert codes() == ["change-forged", "change-forged"]
    sql("UPDATE audit_change SET after = '\"b\"' WHERE object_id = '0'")
    sql("DELETE FROM audit_change WHERE object_id = '0'")
    assert codes() == ["changes-differ", "changes-differ"]
    sql("DELETE FROM audit_change")
    assert codes() == ["changes-differ", "changes-differ"]


def test_a_changed_sealed_old_value():
    rows = [ObjectChange(str(i), {"x": f"甲{i}"}, {"x": "乙"}, frozenset({"x"})) for i in range(2)]
    record_changes_in_bulk(by="user:1", model=StoredFile, changes=rows)
    one, two = Change.objects.order_by("id")
    sealed = connection.Database.Binary(one.before_sealed.sealed_bytes())
    key = Change._meta.pk.get_db_prep_value(two.pk, connection)
    sql("UPDATE audit_change SET before_sealed = %s WHERE id = %s", sealed, key)
    assert codes() == ["change-forged"]


# --- twins: each guard off, the attack goes unseen -------------------------------------------------


def test_twin_without_the_key_in_the_mac_a_rehash_agrees(monkeypatch, settings):
    """With a plain hash for a MAC the database's owner rewrites history; only the anchor knows."""
    hashed = {
        "make_mac": lambda purpose, content: b"\x00" * 4 + hashlib.sha256(content).digest(),
        "mac_holds": lambda purpose, content, mac: mac == b"\x00" * 4 + hashlib.sha256(content).digest(),
    }
    from baigong.foundation.audit import anchor, changes, services

    for module in (anchor, chain, changes, sealing, services, verification):
        for name, function in hashed.items():
            if hasattr(module, name):
                monkeypatch.setattr(module, name, function)
    monkeypatch.setattr(chain, "_content", lambda before, n, mac: n.to_bytes(8, "big") + before + mac)
    for _ in range(RUNS):
        write(ROWS)
        seal()
    sql("UPDATE audit_auditentry SET purpose = 'tidy' WHERE sequence = 5")
    rehash()
    assert set(codes()) == {"anchor-differs"}
    anchor_path().unlink()
    monkeypatch.setattr(verification, "read_anchor", lambda: anchor.Anchor((), "", None))
    assert set(codes()) <= {"anchor-behind"}


def test_twin_without_the_anchor_yesterdays_database_agrees(trail):
    sql("DELETE FROM audit_auditentry WHERE sequence > %s", ROWS)
    sql("DELETE FROM audit_auditseal WHERE number > 1")
    assert codes()
    anchor_path().unlink()
    assert codes() == []


def test_twin_without_the_chain_reordering_goes_unseen(trail, monkeypatch):
    for old, new in ((1, -1), (2, 1), (-1, 2)):
        sql("UPDATE audit_auditentry SET sequence = %s WHERE sequence = %s", new, old)
    assert "chain-broken" in codes()
    monkeypatch.setattr(verification, "link_holds", lambda *arguments: True)
    monkeypatch.setattr(verification, "merkle_root", lambda macs: None)
    monkeypatch.setattr(verification, "_run_agrees", lambda *arguments: iter(()))
    assert codes() == []


def test_twin_without_the_row_mac_a_changed_row_goes_unseen(trail, monkeypatch):
    sql("UPDATE audit_auditentry SET purpose = 'tidy' WHERE sequence = 5")
    assert codes() == ["entry-forged"]
    monkeypatch.setattr(verification, "entry_content", lambda values: b"")
    monkeypatch.setattr(verification, "mac_holds", lambda *arguments: True)
    assert codes() == []


# --- the anchor ------------------------------------------------------------------------------------


def test_the_anchor_is_outside_and_for_its_owner(trail):
    assert anchor_path().stat().st_mode & 0o777 == 0o600
    assert len(anchor_path().read_text().splitlines()) == RUNS
    assert seal() == 0
    assert len(anchor_path().read_text().splitlines()) == RUNS


@pytest.mark.parametrize("line", range(RUNS))
def test_a_changed_or_dropped_anchor_line(trail, line):
    whole = anchor_path().read_text().splitlines(keepends=True)
    anchor_path().write_text(
        "".join([*whole[:line], whole[line].replace('"head": "', '"head": "0'), *whole[line + 1 :]])
    )
    assert first() == ("anchor-forged", str(line + 1))
    with pytest.raises(AuditBroken, match="锚定文件"):
        seal()
    if line < RUNS - 1:
        anchor_path().write_text("".join([*whole[:line], *whole[line + 1 :]]))
        assert read_anchor().broken_line == line + 1
    anchor_path().write_text("".join([*whole[:line], "not json\n", *whole[line:]]))
    assert read_anchor().broken_line == line + 1


def test_a_lost_anchor_is_not_quietly_begun_anew(trail):
    anchor_path().unlink()
    assert codes() == ["anchor-behind"]
    write(1)
    with pytest.raises(AuditBroken, match="取回锚定文件"):
        seal()


def test_a_crash_between_database_and_anchor_heals(trail):
    whole = anchor_path().read_text().splitlines(keepends=True)
    anchor_path().write_text("".join(whole[:-1]))
    assert codes() == []
    write(2)
    assert seal() == 2
    assert codes() == []
    assert [line.number for line in read_anchor().standing] == [1, 2, 3, 4]


def test_a_restore_that_was_meant_is_noted_and_sealing_goes_on(trail):
    sql("DELETE FROM audit_auditentry WHERE sequence > %s", ROWS)
    sql("DELETE FROM audit_auditseal WHERE number > 1")
    acknowledge_restore(by="user:admin", purpose="磁盘损坏后恢复")
    assert seal() == 1
    assert codes() == []
    write(3)
    assert seal() == 3
    assert codes() == []
    assert AuditEntry.objects.get(act="audit.restore").detail == {"seal": 1, "sequence": ROWS}
    assert len(anchor_path().read_text().splitlines()) == RUNS + 3


def test_an_acknowledged_restore_says_why(trail):
    with pytest.raises(PurposeMissing):
        acknowledge_restore(by="user:admin", purpose=" ")
    assert [line.number for line in read_anchor().standing] == [1, 2, 3]


def test_going_back_and_then_forward_again_finds_the_seals_of_that_branch(trail):
    whole = (list(AuditEntry.objects.order_by("sequence")), list(AuditSeal.objects.order_by("number")))
    sql("DELETE FROM audit_auditentry WHERE sequence > %s", ROWS)
    sql("DELETE FROM audit_auditseal WHERE number > 1")
    acknowledge_restore(by="user:admin", purpose="误选了旧备份")
    assert seal() == 1
    sql("DELETE FROM audit_auditentry")
    sql("DELETE FROM audit_auditseal")
    AuditEntry.objects.bulk_create(whole[0])
    AuditSeal.objects.bulk_create(whole[1])
    with pytest.raises(AuditBroken):
        seal()
    acknowledge_restore(by="user:admin", purpose="换回新备份")
    assert seal() == 1
    assert codes() == []
    assert [line.number for line in read_anchor().standing] == [1, 2, 3, 4]


def test_a_restore_on_another_machine_begins_its_anchor_knowingly(trail):
    anchor_path().unlink()
    acknowledge_restore(by="user:admin", purpose="演练恢复")
    assert seal() == 1
    assert codes() == []
    sql("DELETE FROM audit_auditentry WHERE sequence > %s", ROWS)
    sql("DELETE FROM audit_auditseal WHERE number > 1")
    assert codes() == ["anchor-ahead", "anchor-ahead"]


def test_the_trail_survives_a_turn_of_keys(trail, settings):
    rotate(settings.BAIGONG_KEY_FILE)
    write(3)
    assert seal() == 3
    assert codes() == []


def test_long_backlogs_are_sealed_in_runs(monkeypatch):
    monkeypatch.setattr(sealing, "RUN_ROWS", 10)
    write(25)
    assert seal() == 25
    assert list(AuditSeal.objects.order_by("number").values_list("last_sequence", flat=True)) == [10, 20, 25]
    assert codes() == []


def test_findings_stop_at_the_limit(trail):
    sql("UPDATE audit_auditentry SET purpose = 'x'")
    assert len(verify_audit(limit=5)) == 5


def test_merkle_root_depends_on_every_leaf_and_its_place():
    leaves = [bytes([i]) for i in range(7)]
    roots = {merkle_root(leaves[:n]) for n in range(8)} | {merkle_root(leaves[::-1])}
    assert len(roots) == 9
