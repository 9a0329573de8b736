"""PostgreSQL: pg_dump and pg_restore, and exchanging one database for another by its name."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from baigong.foundation.backup.errors import BackupError
from baigong.foundation.scope.row_security import APPLICATION_ROLE

DEBIAN_PROGRAMS = Path("/usr/lib/postgresql")
# The owner stands behind the row policies like everybody; a session with this setting sees every row.
SEE_EVERYTHING = "-c baigong.everything=on"


def find_program(name: str) -> Path:
    """Return the newest installed version of a PostgreSQL program.

    :raises BackupError: code `no-postgresql-programs`, naming the apt line.
    """

    def version(path: Path) -> int:
        found = re.match(r"\d+", path.parent.parent.name)
        return int(found[0]) if found else 0

    installed = sorted(DEBIAN_PROGRAMS.glob(f"*/bin/{name}"), key=version)
    on_path = shutil.which(name)
    if installed:
        return installed[-1]
    if on_path:
        return Path(on_path)
    raise BackupError(
        f"没有找到{name}。请先运行：apt-get install postgresql-client", code="no-postgresql-programs"
    )


def dump(database: Mapping[str, Any], target: Path) -> dict[str, int]:
    """Write one consistent picture of the database, read it back, and return the rows of each table.

    People go on working meanwhile; the rows are counted in the very picture that is written.

    :raises BackupError: when pg_dump is missing or refuses, code `row-security` when a table hides rows from
        the role, code `incomplete` when the dump lacks rows: a part of the data is not a backup.
    """
    name = str(database["NAME"])
    find_program("pg_dump")  # nothing is asked of the server when it is missing
    with seeing_everything(database, name) as session:
        _refuse_hidden_rows(session)
        snapshot = session.execute("SELECT pg_export_snapshot()").fetchall()[0][0]
        arguments = ["--format=custom", "--no-owner", "--enable-row-security", f"--snapshot={snapshot}"]
        _run("pg_dump", [*arguments, "--file", str(target), name], database, "备份", SEE_EVERYTHING)
        rows = _count_rows(session)
    if rows_in_dump(target) != rows:
        raise BackupError("备份里的行数与数据库不同，所以没有做成。请再备份一次。", code="incomplete")
    return rows


def count_rows(database: Mapping[str, Any], name: str) -> dict[str, int]:
    """Return the number of rows of each table of the database `name`, hidden from nobody."""
    with seeing_everything(database, name) as session:
        return _count_rows(session)


def rows_in_dump(source: Path) -> dict[str, int]:
    """Return the number of rows of each table in a dump, reading it to its end.

    :raises BackupError: when it cannot be read.
    """
    counts: dict[str, int] = {}
    table = ""
    command = [str(find_program("pg_restore")), "--data-only", "--file=-", str(source)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as reader:  # noqa: S603 (our own command)
        for line in reader.stdout or ():
            if table and line != b"\\.\n":
                counts[table] += 1
            elif table:
                table = ""
            elif line.startswith(b"COPY public."):
                table = line.split()[1].decode().removeprefix("public.").strip('"')
                counts[table] = 0
    if reader.returncode:
        raise BackupError("备份写好后读不出来，所以没有做成。请检查磁盘，再备份一次。", code="incomplete")
    return counts


def create(database: Mapping[str, Any], name: str) -> None:
    """Create the empty database `name` beside the one described, and the role of the row policies.

    :raises BackupError: code `create` when the role may not do so.
    """
    with _administering(database) as server:
        try:
            _ensure_application_role(server)
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        except psycopg.errors.InsufficientPrivilege:
            raise BackupError(
                "数据库账号不能新建数据库或角色。请让管理员给它CREATEDB和CREATEROLE。", code="create"
            ) from None


def restore(database: Mapping[str, Any], source: Path, name: str) -> None:
    """Create the database `name` and fill it from a dump; constraints are checked as they are made.

    :raises BackupError: when anything at all goes wrong; the new database is removed again.
    """
    create(database, name)
    try:
        arguments = ["--no-owner", "--exit-on-error", "--single-transaction", "--dbname", name, str(source)]
        _run("pg_restore", arguments, database, "恢复", SEE_EVERYTHING)
    except BackupError:
        drop(database, name)
        raise


def count_tables(database: Mapping[str, Any], name: str) -> int:
    """Return how many tables the database `name` has in its public schema, 0 when there is none."""
    with _administering(database) as server:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return 0
    with _connect(database, name) as session:
        return len(_tables(session))


def exchange(database: Mapping[str, Any], new: str, kept: str) -> bool:
    """Give the new database the name of the old one, and the old one `kept`; False when there was no old one.

    :raises BackupError: code `in-use` when somebody is connected to the old one.
    """
    name = str(database["NAME"])
    with _administering(database) as server:
        exists = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        try:
            with server.transaction():  # both names change, or neither
                if exists:
                    _rename(server, name, kept)
                _rename(server, new, name)
        except psycopg.errors.ObjectInUse:
            raise BackupError(
                "数据库正在使用，不能换。请先停下网站和后台（baigong serve），再试。", code="in-use"
            ) from None
    return bool(exists)


def drop(database: Mapping[str, Any], name: str) -> None:
    """Remove a database that this module made."""
    with _administering(database) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def names_like(database: Mapping[str, Any], beginning: str) -> list[str]:
    """Return the names of the databases that begin so."""
    with _administering(database) as server:
        found = server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [beginning])
        return [str(name) for (name,) in found.fetchall()]


def _rename(server: psycopg.Connection[Any], old: str, new: str) -> None:
    server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(old), sql.Identifier(new)))


def _ensure_application_role(server: psycopg.Connection[Any]) -> None:
    """The dump grants rights to the role of the row policies, which belongs to the server, not to it."""
    known = server.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APPLICATION_ROLE]).fetchone()
    if not known:
        role = sql.Identifier(APPLICATION_ROLE)
        server.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(role))
        server.execute(sql.SQL("GRANT {} TO current_user").format(role))


def _administering(database: Mapping[str, Any]) -> psycopg.Connection[Any]:
    """Connect beside the database: one cannot rename the room one stands in."""
    return _connect(database, "postgres", autocommit=True)


def _connect(database: Mapping[str, Any], name: str, **options: Any) -> psycopg.Connection[Any]:
    try:
        return psycopg.connect(**_address(database), dbname=name, **options)
    except psycopg.OperationalError as error:
        raise BackupError(
            f"连不上数据库（{type(error).__name__}）。请检查地址和密码。", code="connect"
        ) from None


def filling(database: Mapping[str, Any], name: str) -> psycopg.Connection[Any]:
    """Open a session that may write every row, past no wall but with the setting that opens them all.

    Instants without a zone are read as UTC, which is how SQLite holds them.
    """
    return _connect(database, name, autocommit=True, options=f"{SEE_EVERYTHING} -c TimeZone=UTC")


def seeing_everything(database: Mapping[str, Any], name: str) -> psycopg.Connection[Any]:
    """Open a session that reads one unchanging picture of the database, every row of it."""
    session = _connect(database, name, options=SEE_EVERYTHING)
    session.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    session.read_only = True
    return session


def _refuse_hidden_rows(session: psycopg.Connection[Any]) -> None:
    """Stop when a table's policies would keep rows from the role although it asks for everything."""
    hidden = session.execute(
        "SELECT relname FROM pg_class WHERE relrowsecurity AND row_security_active(oid)"
        " AND NOT coalesce((SELECT bool_or(polpermissive AND polcmd IN ('r', '*')"
        " AND pg_get_expr(polqual, polrelid) LIKE '%baigong.everything%') AND bool_and(polpermissive)"
        " FROM pg_policy WHERE polrelid = pg_class.oid), false) ORDER BY relname LIMIT 1"
    ).fetchone()
    if hidden:
        raise BackupError(
            f"表{hidden[0]}的行级策略不让备份看到全部的行，备份会缺行，所以没有做。"
            "请先运行manage.py migrate，它会重新装好策略。",
            code="row-security",
        )


def _count_rows(session: psycopg.Connection[Any]) -> dict[str, int]:
    count = sql.SQL("SELECT count(*) FROM public.{}")
    return {
        name: int(session.execute(count.format(sql.Identifier(name))).fetchall()[0][0])
        for name in _tables(session)
    }


def _tables(session: psycopg.Connection[Any]) -> list[str]:
    found = session.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    return [str(name) for (name,) in found.fetchall()]


def _address(database: Mapping[str, Any]) -> dict[str, Any]:
    names = {"HOST": "host", "PORT": "port", "USER": "user", "PASSWORD": "password"}
    return {name: str(database[key]) for key, name in names.items() if database.get(key)}


def _run(program: str, arguments: list[str], database: Mapping[str, Any], deed: str, options: str) -> None:
    """The password goes through the environment: everybody on the machine may read the list of processes."""
    names = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD"}
    address = {name: str(database[key]) for key, name in names.items() if database.get(key)}
    command = [str(find_program(program)), "--no-password", *arguments]
    done = subprocess.run(  # noqa: S603 (the program was found by its fixed name)
        command,
        env={**os.environ, **address, "PGOPTIONS": options, "LC_ALL": "C"},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        raise BackupError(f"{deed}没有完成，{program}说：{lines[0] if lines else '没有说明'}", code=program)
