"""Whether two databases hold the same rows: counted, and hashed whatever order they come in.

The digest of a table is the sum of its rows' digests, so no sorting is needed and no order matters; of a sealed
value the opened words are hashed, so that one which cannot be read any more is a difference. No digest leaves
this module: it stands for personal values.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from baigong.foundation.backup.copying import Told
from baigong.foundation.backup.rows import Row, Table, postgresql_rows, spelt_rows, sqlite_rows
from baigong.foundation.scope.row_security import policies_of, scoped_models

_SIZE = 1 << 256


@dataclass(frozen=True, slots=True)
class Sum:
    """How many rows a table has, and the sum of their digests."""

    count: int
    digest: int


def differences(
    source: sqlite3.Connection, target: psycopg.Connection[Any], tables: Sequence[Table], told: Told
) -> list[str]:
    """Return a sentence for every table whose rows are not the same on both sides."""
    found = []
    for number, table in enumerate(tables, start=1):
        here = _sum_of(spelt_rows(table, sqlite_rows(source, table)))
        there = _sum_of(spelt_rows(table, postgresql_rows(target, table)))
        if here.count != there.count:
            found.append(f"{table.name}原来{here.count}行，移过去{there.count}行")
        elif here != there:
            found.append(f"{table.name}有的行和原来不一样")
        told(number, len(tables), f"正在核对{table.name}")
    return found


def without_row_security(target: psycopg.Connection[Any]) -> list[str]:
    """Return the tables that should stand behind row policies on PostgreSQL and do not, all of them or forced."""
    standing = {
        (table, policy)
        for table, policy in target.execute(
            "SELECT c.relname, p.polname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid"
            " WHERE c.relrowsecurity AND c.relforcerowsecurity"
        ).fetchall()
    }
    return sorted(
        model._meta.db_table
        for model in scoped_models()
        if any((model._meta.db_table, policy) not in standing for policy in policies_of(model))
    )


def _sum_of(rows: Iterator[Row]) -> Sum:
    count = digest = 0
    for row in rows:
        count += 1
        hashed = hashlib.sha256(repr(row).encode("utf-8", "surrogatepass")).digest()
        digest = (digest + int.from_bytes(hashed)) % _SIZE
    return Sum(count, digest)
