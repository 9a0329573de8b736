"""Copying every row from SQLite into an empty PostgreSQL database of the same version, in one transaction.

Triggers, constraints and row policies stand while it goes on: what they would refuse tomorrow is refused today.
PostgreSQL reads each value as its column's type, so nothing is converted here and no ciphertext is touched.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

import psycopg
from psycopg import sql

from baigong.foundation.backup.errors import BackupError
from baigong.foundation.backup.rows import (
    Row,
    Table,
    insert_of,
    postgresql_tables,
    sqlite_columns,
    sqlite_rows,
)
from baigong.foundation.freshness.triggers import NOTES

_MOST_VALUES = 10_000
Told = Callable[[int, int, str], None]
"""Hears how many rows are done, how many there are, and what is going on."""


def same_tables(source: sqlite3.Connection, target: psycopg.Connection[Any]) -> list[Table]:
    """Return the tables both databases have, but for the notes triggers make of writing: each engine makes its own.

    :raises BackupError: code `other-version` when a table or a column is on one side only.
    """
    tables = postgresql_tables(target)
    here, there = sqlite_columns(source), {table.name: set(table.columns) for table in tables}
    odd = sorted(name for name in here.keys() | there.keys() if here.get(name) != there.get(name))
    if odd:
        raise BackupError(
            f"两个数据库的表不一样，第一张是{odd[0]}，没有移。请先用这个版本运行manage.py migrate。",
            code="other-version",
        )
    return [table for table in tables if table.name != NOTES]


def copy_tables(
    source: sqlite3.Connection, target: psycopg.Connection[Any], tables: Sequence[Table], told: Told
) -> int:
    """Copy every row and set the sequences; returns how many rows. All of it is committed, or none.

    :raises BackupError: code `does-not-fit`, naming the table and never a value.
    """
    counts = {table.name: _count(source, table) for table in tables}
    total, done, at = sum(counts.values()), 0, ""
    try:
        with target.transaction():
            target.execute("SET CONSTRAINTS ALL DEFERRED")
            for table in tables:  # what the migrations themselves wrote comes again from the source
                target.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table.name)))
            for table in tables:
                at = table.name
                for batch in sqlite_rows(source, table):
                    _insert(target, table, batch)
                    done += len(batch)
                    told(done, total, f"正在移{table.name}")
            _set_sequences(source, target)
            at = ""
    except psycopg.Error as error:  # its words may quote somebody
        where = f"表{at}里有一行" if at else "有一行的引用"
        raise BackupError(
            f"{where}PostgreSQL不收（{type(error).__name__}），没有移成，原来的数据没有动。请改好那一行再移。",
            code="does-not-fit",
        ) from None
    return done


def _count(source: sqlite3.Connection, table: Table) -> int:
    return int(source.execute(f'SELECT count(*) FROM "{table.name}"').fetchone()[0])  # noqa: S608 (own names)


def _insert(target: psycopg.Connection[Any], table: Table, batch: list[Row]) -> None:
    values = [each if each is None or isinstance(each, bytes) else str(each) for row in batch for each in row]
    width = len(table.columns)
    step = _MOST_VALUES // width * width
    for start in range(0, len(values), step):
        piece = values[start : start + step]
        target.execute(insert_of(table, len(piece) // width), piece)


def _set_sequences(source: sqlite3.Connection, target: psycopg.Connection[Any]) -> None:
    """Let every counter go on behind the last number ever given out, even if its row is gone."""
    given = dict(source.execute("SELECT name, seq FROM sqlite_sequence").fetchall())
    counters = target.execute(
        "SELECT table_name, column_name, pg_get_serial_sequence(quote_ident(table_name), column_name)"
        " FROM information_schema.columns WHERE table_schema = 'public' AND is_identity = 'YES'"
    ).fetchall()
    for table, column, counter in counters:
        newest = sql.SQL("SELECT coalesce(max({}), 0) FROM {}")
        held = target.execute(newest.format(sql.Identifier(column), sql.Identifier(table))).fetchall()[0][0]
        last = max(int(held), int(given.get(table, 0)))
        if last:
            target.execute("SELECT setval(%s::regclass, %s)", [counter, last])
