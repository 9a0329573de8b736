"""Where the two engines differ, each pinned, and beside it how the house says the same on both (reliability 92)."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.db.models import DecimalField, F, Sum, Value
from django.test.utils import isolate_apps

from baigong.domains.places.enums import PlaceKind
from baigong.domains.places.models import Place
from baigong.domains.places.services import add_place
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.audit.services import record
from baigong.foundation.ids import uuid7

pytestmark = pytest.mark.django_db
DAY = datetime.date(2020, 1, 1)


def ask(statement: str) -> list[Any]:
    """Return the first column of every row."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [row[0] for row in cursor.fetchall()]


def on(*, sqlite: Any, postgresql: Any) -> Any:
    return {"sqlite": sqlite, "postgresql": postgresql}[connection.vendor]


@pytest.fixture
def places() -> None:
    for number, name in enumerate(("Abc镇", "abd镇", "ＡＢ镇")):
        place = add_place(
            name=name, kind=PlaceKind.CITY, code=f"9900{number:02}", parent=None, valid_from=DAY
        )
        Place.objects.filter(id=place.id).update(
            valid_to=None if number == 1 else DAY.replace(year=2030 + number)
        )


def test_empty_values_stand_at_different_ends_unless_it_is_said_where(places: None) -> None:
    numbers = "SELECT 1 AS v UNION ALL SELECT NULL UNION ALL SELECT 2"
    found = ask(f"SELECT v FROM ({numbers}) AS numbers ORDER BY v")
    assert found == on(sqlite=[None, 1, 2], postgresql=[1, 2, None])
    said = Place.objects.order_by(F("valid_to").asc(nulls_last=True)).values_list("name", flat=True)
    assert list(said) == ["Abc镇", "ＡＢ镇", "abd镇"]


def test_like_minds_capitals_on_one_engine_and_icontains_on_neither(places: None) -> None:
    assert bool(ask("SELECT 'Abc' LIKE 'ab%'")[0]) is on(sqlite=True, postgresql=False)
    found = Place.objects.filter(name__icontains="AB").order_by("code").values_list("name", flat=True)
    assert list(found) == ["Abc镇", "abd镇"]
    # Wide letters: only one engine knows their capitals. Names are made narrow before they are compared.
    wide = Place.objects.filter(name__icontains="ａｂ").values_list("name", flat=True)
    assert list(wide) == on(sqlite=[], postgresql=["ＡＢ镇"])


def test_a_document_comes_back_equal_whatever_the_order_of_its_keys() -> None:
    said = {"zz": 1, "a": [15, None, True], "甲": {"乙": "丙"}, "b": "1"}
    entry = record(by="x", act="test.deed", object_kind="test", object_ids=[1], detail=said)
    read = AuditEntry.objects.get(id=entry.id).detail
    assert read == said
    assert [type(each) for each in read["a"]] == [int, type(None), bool]
    table = AuditEntry._meta.db_table
    kept = ask(f"SELECT CAST(detail AS varchar) FROM {table}")[0]
    order = sorted(
        said, key=lambda key: kept.index(f'"{key}"') if f'"{key}"' in kept else kept.index("\\u7532")
    )
    assert order == on(sqlite=["zz", "a", "甲", "b"], postgresql=["a", "b", "zz", "甲"])


def test_what_is_no_document_is_refused_by_one_engine_only() -> None:
    """Decision 0005: on SQLite whoever writes a document has proven it."""
    entry = record(by="x", act="test.deed", object_kind="test", object_ids=[1])
    table, columns = AuditEntry._meta.db_table, [field.column for field in AuditEntry._meta.concrete_fields]
    other = {"id": "%s", "detail": "%s"}
    copy = f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(other.get(each, each) for each in columns)}"
    key = AuditEntry._meta.pk.get_db_prep_value(uuid7(), connection)
    values = [key if each == "id" else "{not" for each in columns if each in other]

    def write() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"{copy} FROM {table}", values)

    if connection.vendor == "sqlite":
        write()
        assert AuditEntry.objects.exclude(id=entry.id).values("id").count() == 1
    else:
        with pytest.raises(DatabaseError):
            write()


def written_into(table: str, text: str) -> list[Any]:
    """Put one text into a table with one column, and say what is there."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'INSERT INTO "{table}" (id, label) VALUES (1, %s)', [text])
    return ask(f'SELECT label FROM "{table}"')


@pytest.fixture
def short_texts(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[str]:
    """A table whose text takes four signs; with `False` made without the check of this house."""
    if not request.param:
        monkeypatch.setattr(connection, "data_type_check_constraints", {})
    with isolate_apps("baigong.foundation.engines"):

        class ShortText(models.Model):
            label = models.CharField(max_length=4)

            class Meta:
                app_label = "engines"
                db_table = "engines_short_text"

    with transaction.atomic():  # both engines make a table within the test, and take it back with it
        statement, _ = connection.schema_editor(atomic=False).table_sql(ShortText)
        with connection.cursor() as cursor:
            cursor.execute(statement)
    yield "engines_short_text"


@pytest.mark.parametrize("short_texts", [True], indirect=True)
def test_a_text_that_is_too_long_is_refused_on_both(short_texts: str) -> None:
    with pytest.raises(DatabaseError):
        written_into(short_texts, "长长的文字")
    assert written_into(short_texts, "长的文字") == ["长的文字"]


@pytest.mark.parametrize("short_texts", [False], indirect=True)
def test_twin_sqlite_alone_takes_a_text_of_any_length(short_texts: str) -> None:
    if connection.vendor == "sqlite":
        assert written_into(short_texts, "长长的文字") == ["长长的文字"]
    else:
        with pytest.raises(DatabaseError):
            written_into(short_texts, "长长的文字")


def test_every_table_knows_how_long_its_texts_may_be() -> None:
    """What was made by whatever migration, on whatever engine."""
    tables, bounds = set(connection.introspection.table_names()), _bounds()
    texts = [
        (model._meta.db_table, field.column, field.max_length)
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.CharField) and model._meta.db_table in tables
    ]
    assert set(texts) - bounds == set()
    assert len(texts) > 300


def _bounds() -> set[tuple[str, str, int]]:
    """Return table, column and length of every text the database itself holds to one."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT table_name, column_name, character_maximum_length FROM information_schema.columns"
                " WHERE character_maximum_length IS NOT NULL"
            )
            return set(cursor.fetchall())
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
        check = re.compile(r'length\("(\w+)"\) <= (\d+)')
        return {
            (table, column, int(most))
            for table, sql in cursor.fetchall()
            for column, most in check.findall(sql)
        }


def test_tenths_are_exact_on_one_engine_and_exact_through_the_house_on_both(places: None) -> None:
    assert ask("SELECT CAST('0.1' AS numeric) + CAST('0.2' AS numeric)") == [
        on(sqlite=0.1 + 0.2, postgresql=Decimal("0.3"))
    ]
    tenth = Value(Decimal("0.1"), output_field=DecimalField(max_digits=6, decimal_places=1))
    assert Place.objects.aggregate(total=Sum(tenth))["total"] == Decimal("0.3")
