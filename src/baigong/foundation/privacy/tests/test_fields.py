from __future__ import annotations

import copy
import json
import pickle
import time
import traceback

import pytest
from django.core import serializers
from django.db import IntegrityError, connection, models, transaction
from django.forms import modelform_factory
from django.template import Context, Engine
from django.test.utils import isolate_apps

from baigong.foundation.ids import uuid7
from baigong.foundation.privacy import catalogue, fields
from baigong.foundation.privacy.blind import blind_index, name_tokens, search_tokens
from baigong.foundation.privacy.errors import QueryRefused, RevealRefused, SealBroken
from baigong.foundation.privacy.fields import BlindIndexField, EncryptedTextField
from baigong.foundation.privacy.secret import RevealGrant, open_inside

NUMBER, OTHER_NUMBER = "11010119900307123X", "110101199003071248"
DECLARED = {"purpose": "测试", "basis": "测试", "retention": "测试"}

with isolate_apps("baigong.foundation.privacy"):

    class Resident(models.Model):
        id = models.UUIDField(primary_key=True, default=uuid7)
        # The index stands before its source on purpose: the order must not matter.
        number_index = BlindIndexField(source="number", name="test.number", null=True, unique=True)
        number = EncryptedTextField(name="test.number", kind="identity_number", null=True, **DECLARED)
        full_name = EncryptedTextField(name="test.full_name", kind="name", **DECLARED)

        class Meta:
            app_label = "privacy"


@pytest.fixture
def residents(db):
    columns = ", ".join(
        f'"{field.column}" {field.db_type(connection)} {"PRIMARY KEY" if field.primary_key else ""}'
        f"{'UNIQUE' if field.name == 'number_index' else ''}"
        for field in Resident._meta.local_fields
    )
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE TEMP TABLE "{Resident._meta.db_table}" ({columns})')
        yield Resident.objects
        cursor.execute(f'DROP TABLE "{Resident._meta.db_table}"')


def plain(secret):
    return open_inside(secret)


def raw_rows():
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{Resident._meta.db_table}"')
        return cursor.fetchall()


def test_saved_and_read_back(residents):
    made = residents.create(full_name="张三丰", number=NUMBER)
    read = residents.get(number_index=blind_index("test.number", NUMBER))
    assert read.pk == made.pk
    assert (plain(read.full_name), plain(read.number)) == ("张三丰", NUMBER)
    assert (str(read.full_name), f"{read.number}") == ("张**", "110101********123X")


def test_no_plain_value_in_the_row(residents):
    residents.create(full_name="张三丰", number=NUMBER)
    stored = b"".join(
        bytes(cell) for row in raw_rows() for cell in row if isinstance(cell, bytes | memoryview)
    )
    assert len(stored) > 64
    for needle in ("张三丰".encode(), NUMBER.encode(), "张三丰".encode("gb18030"), NUMBER[-8:].encode()):
        assert needle not in stored


def test_two_rows_of_one_person_collide_however_typed(residents):
    residents.create(full_name="张三", number=NUMBER)
    with pytest.raises(IntegrityError), transaction.atomic():
        residents.create(full_name="张三", number=" １１０１０１19900307 123ｘ")


def test_bulk_create_update_and_in_bulk(residents):
    made = residents.bulk_create(
        [Resident(full_name=f"张{i}", number=f"1101011990{i:08}") for i in range(20)]
    )
    assert residents.filter(number_index=blind_index("test.number", "110101199000000007")).count() == 1
    for each in made:
        each.full_name, each.number = "李四", f"2{plain(each.number)[1:]}"
    residents.bulk_update(made, ["full_name", "number", "number_index"])
    assert {plain(each.full_name) for each in residents.all()} == {"李四"}
    found = residents.get(number_index=blind_index("test.number", "210101199000000007"))
    assert plain(found.number) == "210101199000000007"


def test_index_follows_its_source(residents):
    one = residents.create(full_name="张三", number=NUMBER)
    one = residents.get(pk=one.pk)
    one.number = OTHER_NUMBER
    assert one.number_index == blind_index("test.number", OTHER_NUMBER)
    one.save()
    assert not residents.filter(number_index=blind_index("test.number", NUMBER)).exists()
    one.number = None
    one.save()
    assert residents.filter(number_index__isnull=True, number__isnull=True).count() == 1


def test_index_is_kept_when_the_row_is_saved_unchanged(residents):
    one = residents.create(full_name="张三", number=NUMBER)
    residents.get(pk=one.pk).save()
    deferred = residents.defer("number").get(pk=one.pk)
    deferred.full_name = "李四"
    deferred.save()
    assert residents.filter(number_index=blind_index("test.number", NUMBER)).count() == 1


def test_source_is_not_saved_without_its_index(residents):
    one = residents.create(full_name="张三", number=NUMBER)
    one.number = OTHER_NUMBER
    with pytest.raises(QueryRefused, match="盲索引"):
        one.save(update_fields=["number"])
    one.save(update_fields=["number", "number_index"])
    assert residents.filter(number_index=blind_index("test.number", OTHER_NUMBER)).count() == 1


def test_values_give_sealed_secrets_that_open_once_bound(residents):
    one = residents.create(full_name="张三", number=NUMBER)
    row = residents.values("id", "full_name").get()
    assert str(row["full_name"]) == "［密文］"
    with pytest.raises(SealBroken):
        plain(row["full_name"])
    assert str(row["full_name"].bound_to(one.pk)) == "张*"
    assert (
        str(residents.annotate(copied=models.F("full_name")).values_list("copied", flat=True)[0])
        == "［密文］"
    )


def test_a_secret_does_not_move_to_another_row(residents):
    one = residents.create(full_name="张三", number=NUMBER)
    other = residents.create(full_name="李四")
    with pytest.raises(SealBroken, match="属于行号"):
        other.full_name = one.full_name
    other = residents.get(pk=other.pk)
    other.full_name = residents.values_list("full_name", flat=True).get(pk=one.pk)
    with pytest.raises(SealBroken), transaction.atomic():
        other.save()
    copied = residents.get(pk=one.pk)
    copied.pk = uuid7()
    with pytest.raises(SealBroken), transaction.atomic():
        copied.save()
    assert plain(residents.get(pk=other.pk).full_name) == "李四"


def test_a_secret_does_not_move_to_another_field(residents):
    one = residents.create(full_name="张三", number=NUMBER)
    with pytest.raises(QueryRefused, match="不能放进"):
        one.full_name = one.number


def test_swapping_ciphertexts_in_the_database_is_noticed(residents):
    rows = residents.bulk_create([Resident(full_name=f"张{i}") for i in range(100)])
    sealed = [bytes(each.full_name.sealed_bytes()) for each in rows]
    column = Resident._meta.get_field("id")
    with connection.cursor() as cursor:
        for each, moved in zip(rows, [*sealed[1:], sealed[0]], strict=True):
            key = column.get_db_prep_value(each.pk, connection)
            cursor.execute(
                f'UPDATE "{Resident._meta.db_table}" SET full_name = %s WHERE id = %s',
                [connection.Database.Binary(moved), key],
            )
    noticed = 0
    for each in residents.all():
        with pytest.raises(SealBroken):
            str(each.full_name)
        noticed += 1
    assert noticed == 100


def test_update_with_plain_text_is_refused(residents):
    residents.create(full_name="张三")
    with pytest.raises(QueryRefused, match="update"), transaction.atomic():
        residents.update(full_name="李四")
    assert residents.update(number=None) == 1


@pytest.mark.parametrize("lookup", ["full_name", "full_name__in", "full_name__contains", "full_name__regex"])
def test_the_encrypted_column_is_not_queried(residents, lookup):
    with pytest.raises(QueryRefused, match="盲索引"):
        list(residents.filter(**{lookup: "张三"}))


def test_the_index_is_asked_for_equality_of_a_fingerprint_only(residents):
    with pytest.raises(QueryRefused, match="blind_index"):
        list(residents.filter(number_index=NUMBER))
    with pytest.raises(QueryRefused, match="只能查相等"):
        list(residents.filter(number_index__gt=b"1"))
    with pytest.raises(QueryRefused, match="没有字段登记"):
        blind_index("test.unknown", NUMBER)


def test_every_way_of_showing_it_is_masked(residents):
    one = residents.create(full_name="张三丰", number=NUMBER)
    shown = [
        str(one.number), f"{one.number:>20}", repr(one.number), f"{one.number!r}",
        Engine().from_string("{{ one.number }}{{ one.full_name|upper }}").render(Context({"one": one})),
        json.dumps({"number": one.number}, default=str),
        serializers.serialize("json", [one]),
        repr(one.__dict__),
    ]  # fmt: skip
    for text in shown:
        assert NUMBER not in text and "三丰" not in text and NUMBER[-8:] not in text
    with pytest.raises(TypeError):
        json.dumps({"number": one.number})
    with pytest.raises(RevealRefused):
        list(one.number)


def test_a_traceback_with_locals_shows_no_value(residents):
    held = Resident(full_name="张三丰", number=NUMBER).full_name  # a local of this frame
    try:
        held.missing  # noqa: B018
    except AttributeError as error:
        text = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
    assert "<Secret " in text and "张三丰" not in text


def test_pickle_and_copy(residents):
    fresh = Resident(full_name="张三丰")
    with pytest.raises(RevealRefused):
        pickle.dumps(fresh.full_name)
    fresh.save()
    stored = pickle.dumps(fresh.full_name)
    assert "张三丰".encode() not in stored
    assert plain(pickle.loads(stored)) == "张三丰"
    assert copy.deepcopy(fresh.full_name) is fresh.full_name


def test_fixtures_carry_the_sealed_form(residents):
    one = residents.create(full_name="张三丰", number=NUMBER)
    text = serializers.serialize("python", [one])
    data = text[0]["fields"]
    field = Resident._meta.get_field("full_name")
    restored = Resident(pk=one.pk, full_name=field.to_python(data["full_name"]))
    assert plain(restored.full_name) == "张三丰"


def test_no_model_form_takes_the_masked_form_for_the_value(residents):
    assert "full_name" not in modelform_factory(Resident, exclude=[]).base_fields


def test_plain_text_only_for_the_grant_of_this_cell(residents):
    one = residents.create(full_name="张三丰", number=NUMBER)
    grant = RevealGrant("entry", "核对身份", frozenset({("test.full_name", str(one.pk))}))
    assert one.full_name.reveal_for(grant) == "张三丰"
    for secret, token in [
        (one.number, grant),
        (one.full_name, "核对身份"),
        (Resident(full_name="x").full_name, grant),
    ]:
        with pytest.raises(RevealRefused):
            secret.reveal_for(token)


def test_a_key_given_late_is_the_key(residents):
    key = uuid7()
    one = Resident(pk=key, full_name="张三丰")
    assert str(one.full_name) == "张**"
    one.pk = later = uuid7()
    one.save()
    assert plain(residents.get(pk=later).full_name) == "张三丰"


def test_a_row_key_spelt_otherwise_is_the_same_row(residents):
    one = residents.create(full_name="张三丰")
    again = Resident(pk=one.pk.hex.upper(), full_name=one.full_name)
    assert plain(again.full_name) == "张三丰"


def _guessed(dump, fingerprint):
    return [guess for i in range(2000) if fingerprint(guess := f"1101011990{i:08}") in dump]


def test_a_dump_without_the_key_gives_no_number_away(residents, installation, settings):
    import hashlib

    from baigong.foundation.privacy.keys import create_key_file

    residents.bulk_create([Resident(full_name="张三", number=f"1101011990{i:08}") for i in range(0, 100, 10)])
    dump = {bytes(row) for row in residents.values_list("number_index", flat=True)}
    assert (
        len(_guessed(dump, lambda guess: blind_index("test.number", guess))) == 10
    )  # twin: the key is there
    settings.BAIGONG_KEY_FILE = installation / "attacker.json"
    create_key_file(settings.BAIGONG_KEY_FILE)
    assert _guessed(dump, lambda guess: blind_index("test.number", guess)) == []
    assert _guessed(dump, lambda guess: hashlib.sha256(guess.encode()).digest()) == []


def test_twin_a_plain_hash_gives_every_number_away(residents, monkeypatch):
    import hashlib

    monkeypatch.setattr(fields, "blind_index", lambda name, value: hashlib.sha256(value.encode()).digest())
    residents.bulk_create([Resident(full_name="张三", number=f"1101011990{i:08}") for i in range(0, 100, 10)])
    dump = {bytes(row) for row in residents.values_list("number_index", flat=True)}
    assert len(_guessed(dump, lambda guess: hashlib.sha256(guess.encode()).digest())) == 10


def test_one_value_has_another_fingerprint_in_another_field():
    assert blind_index("test.a", NUMBER, kind="text") != blind_index("test.b", NUMBER, kind="text")


def test_names_are_found_by_parts():
    stored = name_tokens("test.full_name", "欧阳 小明")
    assert len(stored) == 7
    for typed in ("欧阳", "小明", "阳小明", "明"):
        assert search_tokens("test.full_name", typed) <= stored
    for typed in ("明小", "张", "欧小"):
        assert not search_tokens("test.full_name", typed) <= stored
    assert all(len(token) == 8 for token in stored)


def test_catalogue_lists_the_declarations():
    listed = {field.name: field for field in catalogue.personal_fields()}
    assert listed["file.original_name"].purpose and listed["audit.change.before"].retention
    assert catalogue.personal_names_of(Resident) == {"number", "full_name"}
    assert catalogue.check_names_are_unique() == []


def test_checks_demand_a_declaration():
    with isolate_apps("baigong.foundation.privacy"):

        class Careless(models.Model):
            value = EncryptedTextField(name="test.careless", kind="unheard-of", db_index=True)
            index = BlindIndexField(source="missing", name="test.careless")

            class Meta:
                app_label = "privacy"

    found = {message.id for field in Careless._meta.local_fields for message in field.check()}
    assert found >= {"privacy.E001", "privacy.E002", "privacy.E003", "privacy.E004"}


def test_a_migration_carries_name_and_kind():
    for field in Resident._meta.local_fields[1:]:
        _, path, arguments, options = field.deconstruct()
        again = type(field)(*arguments, **options)
        assert again.logical_name == field.logical_name
        assert path.startswith("baigong.foundation.privacy.fields.")


def test_sealing_is_fast_enough_for_an_import():
    rows = [Resident(full_name="张三丰") for _ in range(3000)]
    started = time.process_time()
    for row in rows:
        row.full_name.sealed_bytes()
    assert 3000 / (time.process_time() - started) > 20_000
