"""Rows as both engines tell them: the same tables and columns, and every value in one spelling.

SQLite keeps an id as hexadecimal text, an instant as text in UTC, a yes as 1 and JSON as it was typed;
PostgreSQL has a type for each. `spelt` says the same of both, so that rows can be compared.
"""

from __future__ import annotations

import datetime
import json
import sqlite3
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

import psycopg
from django.apps import apps
from psycopg import sql

from baigong.foundation.privacy.errors import PrivacyError
from baigong.foundation.privacy.fields import EncryptedTextField
from baigong.foundation.privacy.secret import Secret, open_inside

BATCH = 2_000
"""Rows read and written at one time."""
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One table; `kinds` are PostgreSQL's types of its columns, in their order."""

    name: str
    columns: tuple[str, ...]
    kinds: tuple[str, ...]


def sqlite_columns(source: sqlite3.Connection) -> dict[str, set[str]]:
    """Return the columns of each table of an SQLite database."""
    names = source.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    ).fetchall()
    return {
        name: {row[0] for row in source.execute("SELECT name FROM pragma_table_info(?)", [name])}
        for (name,) in names
    }


def postgresql_tables(session: psycopg.Connection[Any]) -> list[Table]:
    """Return the tables of a PostgreSQL database by name, with the types of their columns."""
    found: dict[str, list[tuple[str, str]]] = {}
    for table, column, kind in session.execute(
        "SELECT table_name, column_name, udt_name FROM information_schema.columns"
        " WHERE table_schema = 'public' ORDER BY table_name, ordinal_position"
    ).fetchall():
        found.setdefault(table, []).append((column, kind))
    return [
        Table(name, tuple(column for column, _ in columns), tuple(kind for _, kind in columns))
        for name, columns in found.items()
    ]


def sqlite_rows(source: sqlite3.Connection, table: Table) -> Iterator[list[Row]]:
    """Return the rows of a table as SQLite holds them, `BATCH` at a time."""
    columns = ", ".join(f'"{column}"' for column in table.columns)
    cursor = source.execute(f'SELECT {columns} FROM "{table.name}"')  # noqa: S608 (the schema's own names)
    while batch := cursor.fetchmany(BATCH):
        yield batch


def postgresql_rows(session: psycopg.Connection[Any], table: Table) -> Iterator[list[Row]]:
    """Return the rows of a table as PostgreSQL holds them, `BATCH` at a time."""
    columns = sql.SQL(", ").join(
        sql.SQL("{}::text" if kind == "jsonb" else "{}").format(sql.Identifier(column))
        for column, kind in zip(table.columns, table.kinds, strict=True)
    )
    with session.cursor(name="rows") as cursor:
        cursor.execute(sql.SQL("SELECT {} FROM {}").format(columns, sql.Identifier(table.name)))
        while batch := cursor.fetchmany(BATCH):
            yield batch


def spelt(kind: str, value: Any) -> Any:
    """Return a value of a column of PostgreSQL's type `kind` in the one spelling of both engines."""
    if value is None:
        return None
    return _SPELLINGS.get(kind, str)(value)


def _instant(value: Any) -> str:
    instant = value if isinstance(value, datetime.datetime) else datetime.datetime.fromisoformat(value)
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=datetime.UTC)
    return instant.astimezone(datetime.UTC).isoformat()


def _document(value: str) -> str:
    return json.dumps(json.loads(value), sort_keys=True, ensure_ascii=False)


def _number(value: Any) -> str:
    exact = Decimal(str(value))
    return str(exact.normalize()) if exact else "0"


_SPELLINGS: Mapping[str, Callable[[Any], Any]] = {
    "uuid": lambda value: str(uuid.UUID(str(value))),
    "bool": bool,
    "timestamptz": _instant,
    "jsonb": _document,
    "numeric": _number,
    "bytea": bytes,
    "float8": float,
    "int2": int,
    "int4": int,
    "int8": int,
}


def spelt_rows(table: Table, batches: Iterator[list[Row]]) -> Iterator[Row]:
    """Return every row spelt, its sealed values opened; one that no key opens stays as its bytes."""
    sealed = [
        (table.columns.index(column), table.columns.index(key), field)
        for column, (key, field) in sealed_columns().get(table.name, {}).items()
    ]
    for batch in batches:
        for row in batch:
            values = [spelt(kind, value) for kind, value in zip(table.kinds, row, strict=True)]
            for at, key, field in sealed:
                values[at] = _opened(field, str(values[key]), values[at])
            yield tuple(values)


def _opened(field: EncryptedTextField, row_id: str, sealed: bytes | None) -> Any:
    if sealed is None:
        return None
    try:
        return open_inside(Secret(field.logical_name, field.kind, row_id=row_id, sealed=sealed))
    except PrivacyError:
        return sealed


@cache
def sealed_columns() -> dict[str, dict[str, tuple[str, EncryptedTextField]]]:
    """Return for each table with personal values its sealed columns, each with the key column and its field."""
    found: dict[str, dict[str, tuple[str, EncryptedTextField]]] = {}
    for model in apps.get_models():
        sealed = [each for each in model._meta.local_concrete_fields if isinstance(each, EncryptedTextField)]
        for field in sealed:
            found.setdefault(model._meta.db_table, {})[field.column] = (model._meta.pk.column, field)
    return found


def insert_of(table: Table, count: int) -> sql.Composed:
    """Return the statement that inserts so many rows."""
    one = sql.SQL("({})").format(sql.SQL(", ").join([sql.Placeholder()] * len(table.columns)))
    return sql.SQL("INSERT INTO {} ({}) VALUES {}").format(
        sql.Identifier(table.name),
        sql.SQL(", ").join(map(sql.Identifier, table.columns)),
        sql.SQL(", ").join([one] * count),
    )
