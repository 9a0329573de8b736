"""Moving an installation from SQLite to PostgreSQL: built beside, compared row by row, named last.

Whatever stops it, the data stay where they were; what was half-built is cleared by the next attempt.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connections, transaction

from baigong.foundation import clock
from baigong.foundation.audit.services import record
from baigong.foundation.backup import postgresql, sqlite
from baigong.foundation.backup.comparing import differences, without_row_security
from baigong.foundation.backup.copying import Told, copy_tables, same_tables
from baigong.foundation.backup.errors import BackupError
from baigong.foundation.backup.making import stamp
from baigong.foundation.backup.place import Place, this_place
from baigong.foundation.backup.proving import judged, url_of

ACT = "backup.move_database"


@dataclass(frozen=True, slots=True)
class Commands:
    """What another process does with the new database; both read BAIGONG_DATABASE_URL.

    `migrate` makes the tables, `verify` prints `{"findings": [...]}`.
    """

    migrate: Sequence[str]
    verify: Sequence[str]


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move did: rows, tables, and where the old database is kept."""

    rows: int
    tables: int
    kept_file: Path


def move_database(to: Mapping[str, Any], commands: Commands, *, by: str, told: Told) -> Moved:
    """Bring every row of this installation's SQLite database into the PostgreSQL database `to` describes.

    Web and worker must be stopped. `to` must be empty or not yet there. The new database gets its name only
    when rows, row policies and the audit chain were compared and hold; the old file is renamed, never removed.
    The keys, the sealed files and the anchor stay where they are.

    :raises BackupError: when anything at all is not as it must be; the data are then where they were.
    """
    here, name = this_place(), str(to["NAME"])
    _refuse(here, to)
    clear_unfinished(to)
    _migrate(commands.migrate, url_of("sqlite", here.database))
    with transaction.atomic():
        record(by=by, act=ACT, object_kind="database", object_ids=[name], detail={"engine": "postgresql"})
    connections.close_all()
    sqlite.check_database(here.sqlite_file)
    sqlite.refuse_in_use(here.sqlite_file)
    moment = stamp(clock.now()).lower()
    new, empty = f"{_stem(name)}{moment}", f"{name}_empty_{moment}"
    with sqlite.held(here.sqlite_file) as source:
        try:
            postgresql.create(to, new)
            _migrate(commands.migrate, url_of("postgresql", {**to, "NAME": new}))
            rows, tables = _fill(source, to, new, told)
            _refuse_findings(commands.verify, {**to, "NAME": new})
            had_empty = postgresql.exchange(to, new, empty)
        except BaseException:
            postgresql.drop(to, new)
            raise
    if had_empty:
        postgresql.drop(to, empty)
    return Moved(rows, tables, sqlite.set_aside(here.sqlite_file, stamp(clock.now())))


def clear_unfinished(to: Mapping[str, Any]) -> None:
    """Remove what a move left behind that was ended in the middle."""
    for left in postgresql.names_like(to, _stem(str(to["NAME"]))):
        postgresql.drop(to, left)


def _stem(name: str) -> str:
    return f"{name}_moving_"


def _refuse(here: Place, to: Mapping[str, Any]) -> None:
    if here.vendor != "sqlite":
        raise BackupError("现在用的已经是PostgreSQL，不用移。换机器请用备份和恢复。", code="not-sqlite")
    if not str(to["ENGINE"]).endswith("postgresql"):
        raise BackupError(
            "只能移到PostgreSQL。地址要写成postgresql://用户@主机/数据库。", code="not-postgresql"
        )
    if not here.sqlite_file.exists():
        raise BackupError(f"没有找到数据库{here.sqlite_file}，没有可移的。", code="no-database")
    if postgresql.count_tables(to, str(to["NAME"])):
        raise BackupError(
            f"PostgreSQL里的数据库{to['NAME']}不是空的，没有移。请换一个空的或还没有的数据库。",
            code="not-empty",
        )


def _migrate(command: Sequence[str], url: str) -> None:
    environment = {**os.environ, "BAIGONG_DATABASE_URL": url}
    done = subprocess.run(  # noqa: S603 (the command is the program's own)
        list(command), env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        raise BackupError(
            f"数据库的表没有建成，没有移。它说：{lines[-1] if lines else '没有说明'}", code="migrate"
        )


def _fill(source: Any, to: Mapping[str, Any], new: str, told: Told) -> tuple[int, int]:
    with postgresql.filling(to, new) as target:
        tables = same_tables(source, target)
        rows = copy_tables(source, target, tables, told)
    with postgresql.seeing_everything(to, new) as target:
        _refuse_other(differences(source, target, tables, told))
        _refuse_other([f"{table}没有行级策略" for table in without_row_security(target)])
    return rows, len(tables)


def _refuse_other(found: Sequence[str]) -> None:
    if found:
        raise BackupError(
            f"移过去的和原来不一样，没有换上：{found[0]}（共{len(found)}处）。请再移一次。", code="differs"
        )


def _refuse_findings(verify: Sequence[str], database: Mapping[str, Any]) -> None:
    code, sentence = judged(verify, url_of("postgresql", database))
    if code:
        raise BackupError(f"移过去以后核对没有通过，没有换上：{sentence}", code=code)
