"""Fill a database at the earlier state, and tell what of it is kept once it is migrated to the present one.

For a process of its own with an empty database of its own, which a test's transaction could not hold.
"""

from __future__ import annotations

import datetime
import random
import tomllib
import uuid
from collections import Counter
from pathlib import Path
from typing import Any

import django

ROOT = Path(__file__).resolve().parents[1]
DAY = datetime.date(2026, 3, 1)
INSTANT = datetime.datetime(2026, 3, 1, 1, tzinfo=datetime.UTC)
ROWS, TRIES = 3, 2_000
# Where a constraint wants more than a value of the right type.
SAMPLES: dict[str, dict[str, Any]] = {
    "codes.Code": {"valid_to": lambda number: None},
    "places.Place": {"path": lambda number: f"p{number}/", "parent": lambda number: None},
    "scope.Share": {"to_place_path": lambda number: f"p{number}/", "to_party_id": lambda number: None},
    "placements.InsuranceSpan": {"months": lambda number: 3, "first_month": lambda number: 202601 + number},
    "facts.PlaceMove": {"is_merger": lambda number: True},
    "jobs.Job": {"quarantined_at": lambda number: None, "done_at": lambda number: None},
}


def value_of(field: Any, number: int) -> Any:
    """Return something a column of that type takes, another one for each row."""
    kind = field.get_internal_type()
    if field.choices:
        return field.choices[0][0]
    if kind in ("CharField", "TextField", "SlugField"):
        return f"{number}{field.name}"[: field.max_length or 40]
    made = {
        "UUIDField": lambda: uuid.uuid4(),
        "DateField": lambda: DAY + datetime.timedelta(days=number),
        "DateTimeField": lambda: INSTANT + datetime.timedelta(days=number),
        "BooleanField": lambda: False,
        "JSONField": list,
        "BinaryField": lambda: bytes([number]) * 8,
    }
    return made[kind]() if kind in made else number + 1


def drawn(field: Any, chance: random.Random) -> Any:
    """Return another value a column takes, where several kinds of value are usual; None where none is."""
    kind = field.get_internal_type()
    if field.choices:
        return chance.choice(field.choices)[0]
    if field.blank and not field.null and chance.random() < 0.5:
        return field.get_default()
    if kind == "DateField":
        return DAY + datetime.timedelta(days=chance.randrange(30))
    return chance.random() < 0.5 if kind == "BooleanField" else None


def row_of(model: Any, number: int, made: dict[Any, list[Any]]) -> Any:
    """Insert one row of a model as it was then and return its key; references point at rows made before.

    Written by a plain statement: a sealed value is only bytes here, and nothing of today's code takes part.
    """
    from django.db import IntegrityError, connection, transaction

    chance = random.Random(f"{model._meta.label}{number}")
    for attempt in range(TRIES):
        values = values_for(model, number, made, chance if attempt else None)
        columns = ", ".join(f'"{column}"' for column in values)
        marks = ", ".join(["%s"] * len(values))
        insert = f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({marks})'
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(insert, list(values.values()))
        except IntegrityError:
            if attempt == TRIES - 1:
                raise
            continue
        return values[model._meta.pk.column]
    raise AssertionError


def values_for(
    model: Any, number: int, made: dict[Any, list[Any]], chance: random.Random | None
) -> dict[str, Any]:
    """Return a row's columns; with `chance`, what may be empty or chosen is drawn until the constraints agree."""
    from django.db import connection

    samples = SAMPLES.get(model._meta.label, {})
    values: dict[str, Any] = {}
    met: Counter[Any] = Counter()  # two references to one table point at different rows
    for field in model._meta.concrete_fields:
        is_sealed = type(field).__module__.startswith("baigong.foundation.privacy")
        is_empty = field.null and not field.primary_key and (chance is None or chance.random() < 0.5)
        if field.name in samples:
            value = samples[field.name](number)
        elif is_empty:
            value = None
        elif is_sealed:
            value = bytes([number]) * 40
        elif field.is_relation:
            if field.related_model is model:
                value = None
            else:
                turn = number + met[field.related_model] if chance is None else chance.randrange(ROWS)
                value = rows_of(field.related_model, made)[turn % ROWS]
                met[field.related_model] += 1
        else:
            value = drawn(field, chance) if chance else None
            value = value_of(field, number) if value is None else value
        if not is_sealed:
            value = field.get_db_prep_save(value, connection)
        values[field.column] = value
    return values


def rows_of(model: Any, made: dict[Any, list[Any]]) -> list[Any]:
    """Return the rows of a model, made when first asked for."""
    if model._meta.label not in made:
        made[model._meta.label] = []
        made[model._meta.label] += [row_of(model, number, made) for number in range(ROWS)]
    return made[model._meta.label]


def contents(columns: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return every row of these tables as text, in a fixed order."""
    from django.db import connection

    found = {}
    with connection.cursor() as cursor:
        for table, names in columns.items():
            listed = ", ".join(f'"{name}"' for name in names)
            cursor.execute(f'SELECT {listed} FROM "{table}"')
            rows = cursor.fetchall()
            found[table] = sorted(
                repr([bytes(value) if isinstance(value, memoryview) else value for value in row])
                for row in rows
            )
    return found


def columns_now() -> dict[str, list[str]]:
    from django.db import connection

    with connection.cursor() as cursor:
        return {
            table: [column.name for column in connection.introspection.get_table_description(cursor, table)]
            for table in connection.introspection.table_names(cursor)
        }


def set_up() -> None:
    """Load Django; a disk is not waited for, whom a signal kills loses nothing he was told is written."""
    from baigong.config import settings

    options: Any = settings.DATABASES["default"].get("OPTIONS", {})
    if "init_command" in options:
        options["init_command"] += " PRAGMA synchronous=OFF;"
    django.setup()


def fill_earlier() -> dict[str, list[str]]:
    """Make the earlier state with its rows; returns the columns of its filled tables."""
    from django.db import connection, transaction
    from django.db.migrations.executor import MigrationExecutor

    earlier = tomllib.loads((ROOT / "docs" / "upgrade-from.toml").read_text(encoding="utf-8"))["migrations"]
    executor = MigrationExecutor(connection)
    others = [node for node in executor.loader.graph.leaf_nodes() if node[0] not in earlier]
    ours = {node[0] for node in executor.loader.graph.leaf_nodes() if node[0] in earlier}
    django_own = [node for node in others if not _is_ours(node[0])]
    state = executor.migrate([*((app, earlier[app]) for app in sorted(ours)), *django_own])
    made: dict[Any, list[Any]] = {}
    with transaction.atomic():
        for app in sorted(ours):
            for model in state.apps.get_app_config(app).get_models():
                rows_of(model, made)
    tables = {state.apps.get_model(label)._meta.db_table for label in made}
    return {table: names for table, names in columns_now().items() if table in tables}


def compared(before_columns: dict[str, list[str]], before: dict[str, list[str]]) -> dict[str, Any]:
    """Return what became of the rows of before in the database as it is now."""
    from django.db import connection

    from baigong.foundation.scope import system_scope

    now = columns_now()
    kept = {table: [name for name in names if name in now[table]] for table, names in before_columns.items()}
    with system_scope("test"):  # row security stands from here on
        after, rewritable = contents(kept), unguarded()
    broken: list[Any] = []
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA foreign_key_check")
            broken = cursor.fetchall()
    whole = {table for table in kept if kept[table] == before_columns[table]}
    return {
        "rows": {table: [len(rows), len(after[table])] for table, rows in before.items()},
        "changed": sorted(table for table in whole if before[table] != after[table]),
        "broken": [str(each) for each in broken],
        "unguarded": rewritable,
    }


def _is_ours(app: str) -> bool:
    from django.apps import apps

    return apps.get_app_config(app).name.startswith("baigong.")


def unguarded() -> list[str]:
    """Return the facts' tables whose filled rows can still be rewritten after the upgrade."""
    from django.db import DatabaseError, connection, transaction

    from baigong.foundation.facts.append_only import fact_models

    found = []
    for model in fact_models():
        table = model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            if not cursor.fetchone()[0]:
                continue
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"UPDATE \"{table}\" SET source_id = 'rewritten'")
            found.append(table)
        except DatabaseError:
            pass
    return found
