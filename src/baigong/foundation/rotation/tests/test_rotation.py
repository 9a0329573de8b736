"""Keys turned: everything is sealed anew and reads the same, facts change in nothing else, old keys go when unused.

Reliability tests 31 to 33.
"""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import IntegrityError, connection, transaction

from baigong.domains.parties.models import Credential, Organisation, Person
from baigong.domains.users.models import User
from baigong.faces.oversight.tests.oversight_world import NAME, World, make_world
from baigong.foundation import clock
from baigong.foundation.audit.changes import record_changes
from baigong.foundation.audit.models import AuditEntry, Change
from baigong.foundation.audit.sealing import seal
from baigong.foundation.audit.verification import verify_audit
from baigong.foundation.backup import keeping
from baigong.foundation.files.services import open_file, store
from baigong.foundation.jobs.models import Job
from baigong.foundation.jobs.worker import Worker
from baigong.foundation.privacy import keys
from baigong.foundation.privacy.errors import KeyFileBad, UnknownKey
from baigong.foundation.privacy.keys import current_ring, forget_rings
from baigong.foundation.privacy.secret import open_inside
from baigong.foundation.rotation import columns, services
from baigong.foundation.rotation.models import ResealPermit
from baigong.foundation.rotation.places import rows_by_key, sealed_places
from baigong.foundation.scope import system_scope

pytestmark = [pytest.mark.django_db(transaction=True)]
CONTENT = b"a scanned page" * 20_000


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """An installation whose keys and files may be turned and lost."""
    shutil.copy(settings.BAIGONG_KEY_FILE, tmp_path / "keys.json")
    settings.BAIGONG_KEY_FILE = tmp_path / "keys.json"
    settings.BAIGONG_FILE_FOLDER = tmp_path / "files"
    settings.BAIGONG_ANCHOR_FILE = tmp_path / "anchor" / "anchor.txt"
    settings.BAIGONG_BACKUP_FOLDER = tmp_path / "backups"
    forget_rings()
    yield tmp_path
    forget_rings()


@pytest.fixture
def world(folder: Path, transactional_db: None) -> World:
    built = make_world()
    with system_scope("test"):
        entry = built.entries[0]
        Credential.objects.create(
            person_id=entry.person_id, kind="licence", label="焊工证", number="A1234567",
            place_path=entry.place_path, county_id=entry.county_id,
        )  # fmt: skip
        record_changes(
            by="test", instance=entry.person, before={"full_name": "旧名字"}, after={"full_name": NAME}
        )
    return built


def work_off() -> None:
    assert Worker(["import"]).run(until_idle=True)


def turn() -> str:
    key_id = services.rotate_key(by="test")
    work_off()
    return key_id


def under(key_id: str) -> dict[str, int]:
    with system_scope("test"):
        return rows_by_key().get(key_id, {})


def everything_read(world: World) -> list[str]:
    with system_scope("test"):
        people = [type(entry.person).objects.get(pk=entry.person_id) for entry in world.entries]
        numbers = [open_inside(each.number) for each in Credential.objects.all()]
        old = [open_inside(each.before_sealed) for each in Change.objects.filter(before_sealed__isnull=False)]
        return [open_inside(each.full_name) for each in people] + numbers + old


def test_after_a_turn_nothing_lies_under_the_old_key_and_all_reads_the_same(world: World) -> None:
    file = store(CONTENT, kind="test", original_name="身份证.png", by="test")
    before, old = everything_read(world), current_ring().active
    assert before[0] == NAME and under(old)["credential.number"] == 1 and under(old)["files.content"] == 1
    active = turn()
    assert current_ring().active == active != old
    assert under(old) == {} and under(active)["person.full_name"] == 6
    assert everything_read(world) == before
    assert open_file(file.id).read() == CONTENT
    assert not ResealPermit.objects.exists()
    assert Job.objects.get(kind="keys.reseal").result["left"] == 0
    assert AuditEntry.objects.get(act="keys.resealed").detail["left"] == 0


def test_second_factors_are_sealed_anew_and_still_give_the_same_codes(world: World) -> None:
    user = User.objects.get(username="officer")
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    codes = RecoveryCodes.activate(user).get_unused_codes()
    old = current_ring().active
    assert under(old)["users.second-factor"] == 2
    turn()
    assert under(old) == {}
    assert RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).get_unused_codes() == codes


def test_two_turns_and_a_row_put_back_from_an_old_backup_still_reads(world: World) -> None:
    key = Person._meta.pk.get_db_prep_value(world.entries[0].person_id, connection)
    mark = "/*scope:parties_person*/"
    with system_scope("test"), connection.cursor() as cursor:
        cursor.execute(f"SELECT full_name FROM parties_person WHERE id = %s {mark}", [key])
        backed_up = bytes(cursor.fetchone()[0])
    turn()
    turn()
    assert len(current_ring().key_ids) == 3 and everything_read(world)[0] == NAME
    with system_scope("test"), connection.cursor() as cursor:
        cursor.execute(f"UPDATE parties_person SET full_name = %s WHERE id = %s {mark}", [backed_up, key])
    assert sum(under(backed_up[2:6].hex()).values()) == 1
    assert everything_read(world)[0] == NAME


def test_an_interrupted_resealing_goes_on_with_what_is_left(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns, "BATCH", 2)
    true, calls = columns.SealedColumn._exchange, []

    def failing(self: Any, rows: Any) -> int:
        calls.append(len(rows))
        if len(calls) == 4:
            raise OSError("power")
        return true(self, rows)

    monkeypatch.setattr(columns.SealedColumn, "_exchange", failing)
    old = current_ring().active
    services.rotate_key(by="test")
    Worker(["import"]).run(until_idle=True)
    halfway = sum(under(old).values())
    assert halfway > 0 and under(current_ring().active) and not ResealPermit.objects.exists()
    Job.objects.filter(kind="keys.reseal").update(run_after=clock.now())
    work_off()
    assert under(old) == {}


def test_a_row_changed_meanwhile_is_left_as_it_was_changed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever saved a name while the batch was being sealed is not written over."""
    true = columns.SealedColumn._anew

    def slow(self: Any, key: Any, secret: Any) -> Any:
        exchange = true(self, key, secret)
        if self.label == "person.full_name":
            with connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE parties_person SET full_name = full_name || %s /*scope:parties_person*/"
                    if connection.vendor == "sqlite"
                    else "UPDATE parties_person SET full_name = full_name || %s::bytea /*scope:parties_person*/",
                    [b"x"],
                )
        return exchange

    monkeypatch.setattr(columns.SealedColumn, "_anew", slow)
    with system_scope("test"):
        [place] = [each for each in columns.sealed_columns() if each.label == "person.full_name"]
        keys.rotate(services.Path(services.settings.BAIGONG_KEY_FILE))
        assert list(place.reseal(current_ring().active)) == [0]


# --- facts stay facts ------------------------------------------------------------------------------


def change_a_fact(ciphertext: bytes, extra: str = "") -> None:
    with system_scope("test"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE parties_credential SET number = %s{extra} /*scope:parties_credential*/", [ciphertext]
        )


def exchange_of_the_fact() -> tuple[Any, bytes, bytes]:
    with system_scope("test"):
        [place] = [each for each in columns.sealed_columns() if each.label == "credential.number"]
        [(key, secret)] = list(Credential.objects.values_list("pk", "number"))
        return key, *place._anew(key, secret)


def permit(key: Any, was: bytes, becomes: bytes) -> None:
    ResealPermit.objects.create(
        table_name="parties_credential",
        column_name="number",
        row_key=columns._as_text(key),
        was=was,
        becomes=becomes,
    )


def test_a_sealed_column_of_a_fact_changes_by_its_permit_only(world: World) -> None:
    key, was, becomes = exchange_of_the_fact()
    with pytest.raises(IntegrityError, match="append-only"):
        change_a_fact(becomes)
    permit(key, was, becomes)
    with pytest.raises(IntegrityError, match="append-only"):
        change_a_fact(becomes + b"x")
    with pytest.raises(IntegrityError, match="append-only"):
        change_a_fact(becomes, ", label = 'another'")
    change_a_fact(becomes)
    assert "A1234567" in everything_read(world)


def test_a_permit_for_another_row_or_from_another_ciphertext_is_none(world: World) -> None:
    key, was, becomes = exchange_of_the_fact()
    permit(world.entries[0].id, was, becomes)
    with pytest.raises(IntegrityError, match="append-only"):
        change_a_fact(becomes)
    ResealPermit.objects.all().delete()
    permit(key, was + b"x", becomes)
    with pytest.raises(IntegrityError, match="append-only"):
        change_a_fact(becomes)


def test_without_the_trigger_any_ciphertext_gets_in(world: World) -> None:
    """Sabotage twin: the guard of the one column is away, and what is written opens nothing any more."""
    _, _, becomes = exchange_of_the_fact()
    on = "" if connection.vendor == "sqlite" else " ON parties_credential"
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TRIGGER parties_credential_number_reseal{on}")
        change_a_fact(becomes[:-1] + b"x")
    finally:
        from baigong.foundation.facts.append_only import install_append_only

        install_append_only()
    with pytest.raises(Exception, match="密文"):
        everything_read(world)


def test_without_a_permit_the_turn_does_not_reach_the_facts(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sabotage twin: the re-sealing asks for no permit; the facts hold."""
    monkeypatch.setattr(columns.SealedColumn, "_permit", lambda self, exchanges: [])
    old = current_ring().active
    services.rotate_key(by="test")
    Worker(["import"]).run(until_idle=True)
    assert under(old)["credential.number"] == 1


# --- retiring ----------------------------------------------------------------------------------------


def retire(key_id: str, *, give_up: bool = False, later: int = 15) -> Any:
    with clock.at(clock.now() + datetime.timedelta(minutes=later)):
        services.ask_to_retire(by="test", key_id=key_id, are_old_backups_given_up=give_up)
    Job.objects.filter(kind="keys.retire").update(run_after=clock.now())
    work_off()
    return Job.objects.filter(kind="keys.retire").latest("created_at").result


def test_a_key_without_rows_is_retired_and_the_evidence_still_holds(world: World) -> None:
    with system_scope("test"):
        seal()
        before, old = everything_read(world), current_ring().active
        turn()
        assert retire(old)["is_retired"] is True
        forget_rings()
        assert current_ring().key_ids == (current_ring().active,) and current_ring().retired_ids == (old,)
        assert everything_read(world) == before, "old values in the history open by the key kept for them"
        assert verify_audit() == []
        with pytest.raises(UnknownKey):
            current_ring().key("field/person.full_name", old)


def test_a_key_that_is_still_used_is_kept(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    old = current_ring().active
    keys.rotate(services.Path(services.settings.BAIGONG_KEY_FILE))
    result = retire(old)
    assert result["is_retired"] is False and result["still_used"] > 0
    assert old in current_ring().key_ids and everything_read(world)[0] == NAME


def test_without_the_count_the_data_would_be_lost(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sabotage twin: nobody counts before the key goes."""
    monkeypatch.setattr("baigong.foundation.rotation.jobs.rows_by_key", lambda told=None: {})
    old = current_ring().active
    keys.rotate(services.Path(services.settings.BAIGONG_KEY_FILE))
    assert retire(old)["is_retired"] is True
    with pytest.raises(UnknownKey):
        everything_read(world)


@pytest.mark.parametrize("case", ["active", "unknown", "soon", "backups"])
def test_retiring_is_refused(world: World, case: str, folder: Path) -> None:
    old = current_ring().active
    if case == "backups":
        (folder / "backups" / "baigong-20260101T000000Z").mkdir(parents=True)
        assert len(keeping.backups_kept()) == 1
    active = turn()
    key_id = {"active": active, "unknown": "00000000"}.get(case, old)
    with pytest.raises(services.RotationError) as refused:
        retire(key_id, later=0 if case == "soon" else 15)
    assert refused.value.code == {"active": "key", "unknown": "key"}.get(case, case)
    if case == "backups":
        assert retire(old, give_up=True)["is_retired"] is True


def test_two_turns_do_not_run_over_each_other(world: World) -> None:
    services.rotate_key(by="test")
    with pytest.raises(services.RotationError, match="还没有做完"):
        services.rotate_key(by="test")


def test_the_active_root_cannot_be_taken_out_of_the_file(world: World, folder: Path) -> None:
    with pytest.raises(KeyFileBad):
        keys.retire(folder / "keys.json", current_ring().active, kept_purposes=())


def test_another_process_sees_the_new_key_within_a_second(
    world: World, folder: Path, monkeypatch: Any
) -> None:
    ring = current_ring()
    before = dict(keys._rings), dict(keys._seen)
    keys.rotate(folder / "keys.json")
    keys._rings.update(before[0])
    keys._seen.update(before[1])
    assert current_ring() is ring
    monkeypatch.setattr(keys, "LOOK_AGAIN_SECONDS", -1.0)
    assert current_ring().active != ring.active


def test_every_encrypted_field_but_the_evidence_is_sealed_anew() -> None:
    from baigong.foundation.privacy.catalogue import personal_fields

    labels = {place.label for place in sealed_places()}
    assert {field.name for field in personal_fields()} - labels == {"audit.change.before"}
    assert {"files.content", "users.second-factor"} <= labels
    assert Organisation._meta.get_field("contact_name").logical_name in labels
