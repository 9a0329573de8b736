"""SQLite: a consistent copy of a database that is being written to, its checks, and putting one in place."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from baigong.foundation.backup.errors import BackupError

WAIT_SECONDS = 30.0


def copy_database(source: Path, target: Path) -> dict[str, int]:
    """Copy a live database as of one instant and return the number of rows of each table.

    Copying the file itself would lose what stands only in the write-ahead log, or mix two instants; the
    backup interface reads through one transaction, and writers go on meanwhile.

    :raises BackupError: when there is no database, or the copy does not pass its checks.
    """
    if not source.exists():
        raise BackupError(f"没有找到数据库{source}，没有可备份的。", code="no-database")
    with _opened(source) as original, _opened(target) as copy:
        original.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, complete in itself
    check_database(target)
    return count_rows(target)


def check_database(path: Path) -> None:
    """Prove a database whole: every page, every index, every reference.

    :raises BackupError: code `integrity` with what was found.
    """
    try:
        with _opened(path) as connection:
            found = connection.execute("PRAGMA integrity_check(3)").fetchall()
            broken = connection.execute("PRAGMA foreign_key_check").fetchmany(3)
    except sqlite3.DatabaseError as error:
        raise BackupError(f"数据库{path.name}打不开或已损坏（{error}）。", code="integrity") from None
    if found != [("ok",)]:
        raise BackupError(f"数据库{path.name}没有通过完整性检查：{found[0][0]}。", code="integrity")
    if broken:
        table, _, parent, _ = broken[0]
        raise BackupError(f"数据库{path.name}里{table}有一行指向{parent}中不存在的行。", code="integrity")


def count_rows(path: Path) -> dict[str, int]:
    with _opened(path) as connection:
        names = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        )
        return {name: _count(connection, name) for (name,) in names.fetchall()}


def refuse_in_use(path: Path) -> None:
    """Stop when another process has the database open; else fold the write-ahead log into the file.

    :raises BackupError: code `in-use`.
    """
    try:
        with _opened(path, wait=0.5) as connection:
            mode = connection.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
    except sqlite3.OperationalError:
        mode = "wal"
    except sqlite3.DatabaseError:
        return  # broken: nobody can be using it, and it is put aside as it is
    if mode == "wal":
        raise BackupError(
            "数据库正在使用，不能换。请先停下网站和后台（baigong serve），再试。", code="in-use"
        )


@contextlib.contextmanager
def held(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a database and let nobody else write to it until the block ends; nothing is written here either."""
    with _opened(path) as connection:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        finally:
            connection.rollback()


def set_aside(path: Path, stamp: str) -> Path:
    """Rename a database with its side files; return where it is kept."""
    kept = path.with_name(f"{path.name}.before-{stamp}")
    for suffix in ("-wal", "-shm"):
        side = path.with_name(path.name + suffix)
        if side.exists():
            side.rename(kept.with_name(kept.name + suffix))
    return path.rename(kept)


@contextlib.contextmanager
def _opened(path: Path, wait: float = WAIT_SECONDS) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path, timeout=wait, isolation_level=None)
    try:
        yield connection
    finally:
        connection.close()


def _count(connection: sqlite3.Connection, table: str) -> int:
    quoted = table.replace('"', '""')
    return int(connection.execute(f'SELECT count(*) FROM "{quoted}"').fetchone()[0])  # noqa: S608 (own table name)
