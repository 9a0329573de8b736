"""The same promises on PostgreSQL, with the real programs; what needs no server is tested without one."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connections
from tests.sand_table import build_world

from baigong.domains.parties.models import Person
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.workers.models import Registration
from baigong.foundation.backup import BackupError, create_backup, postgresql, restore_backup
from baigong.foundation.backup.place import Place
from baigong.foundation.scope.row_security import scoped_models

URL = os.environ.get("BAIGONG_DATABASE_URL", "")
needs_server = pytest.mark.skipif(
    not URL.startswith("postgres"), reason="要PostgreSQL：python tools/with_postgresql.py -- pytest 本文件"
)
NAME = "backup_test"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    parts = urlsplit(URL)
    database = {
        "NAME": NAME,
        "USER": parts.username or "",
        "PASSWORD": parts.password or "",
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
    }
    files = tmp_path / "files"
    files.mkdir()
    (files / "one").write_bytes(b"sealed")
    (tmp_path / "keys.json").write_bytes(b"keys")
    remove_all()
    with psycopg.connect(address("postgres"), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {NAME}")
    with psycopg.connect(address()) as connection:
        connection.execute("CREATE TABLE firm (id serial PRIMARY KEY)")
        connection.execute("CREATE TABLE need (id serial PRIMARY KEY, firm int NOT NULL REFERENCES firm)")
    yield Place(database, "postgresql", files, tmp_path / "keys.json")
    remove_all()


def address(name: str = NAME) -> str:
    return urlsplit(URL)._replace(path=f"/{name}").geturl()


def databases() -> list[str]:
    with psycopg.connect(address("postgres")) as server:
        rows = server.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{NAME}%"]
        ).fetchall()
    return sorted(str(row[0]) for row in rows)


def remove_all() -> None:
    for name in databases():
        with psycopg.connect(address("postgres"), autocommit=True) as server:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def counts(name: str = NAME) -> tuple[int, int]:
    with psycopg.connect(address(name)) as connection:
        row = connection.execute("SELECT (SELECT count(*) FROM firm), (SELECT count(*) FROM need)").fetchone()
    assert row is not None
    return int(row[0]), int(row[1])


@needs_server
def test_a_backup_during_writes_comes_back_whole(place: Place, tmp_path: Path) -> None:
    stop = threading.Event()
    written = [0]

    def write() -> None:
        with psycopg.connect(address(), autocommit=True) as connection:
            while not stop.is_set():
                with connection.transaction():
                    connection.execute(
                        "WITH one AS (INSERT INTO firm DEFAULT VALUES RETURNING id)"
                        " INSERT INTO need (firm) SELECT one.id FROM one, generate_series(1, 10)"
                    )
                written[0] += 1

    writer = threading.Thread(target=write)
    writer.start()
    while written[0] < 20:
        time.sleep(0.01)
    before = written[0]
    manifest = create_backup(tmp_path / "out", place=place)
    stop.set()
    writer.join()
    assert written[0] > before
    (place.files_folder / "one").write_bytes(b"changed")
    with pytest.raises(BackupError, match="已经有数据"):
        restore_backup(manifest.folder, place=place)
    done = restore_backup(manifest.folder, force=True, place=place)
    firms, needs = counts()
    assert before <= firms <= written[0]
    assert needs == firms * 10
    assert done.kept_database is not None
    assert counts(done.kept_database)[0] == written[0]
    assert databases() == sorted([NAME, done.kept_database])
    assert (place.files_folder / "one").read_bytes() == b"sealed"


@needs_server
def test_a_database_in_use_is_not_exchanged(place: Place, tmp_path: Path) -> None:
    manifest = create_backup(tmp_path / "out", place=place)
    with psycopg.connect(address()), pytest.raises(BackupError, match="正在使用"):
        restore_backup(manifest.folder, force=True, place=place)
    assert databases() == [NAME]


@needs_server
def test_a_damaged_dump_leaves_the_database_alone(place: Place, tmp_path: Path) -> None:
    broken = tmp_path / "broken.dump"
    broken.write_bytes(b"PGDMP nothing that can be read")
    with pytest.raises(BackupError, match="恢复没有完成"):
        postgresql.restore(place.database, broken, f"{NAME}_new")
    assert databases() == [NAME]


@needs_server
def test_rows_hidden_by_a_policy_stop_the_backup(place: Place, tmp_path: Path) -> None:
    with psycopg.connect(address()) as connection:
        connection.execute("ALTER TABLE firm ENABLE ROW LEVEL SECURITY")
        connection.execute("ALTER TABLE firm FORCE ROW LEVEL SECURITY")
    with pytest.raises(BackupError, match="缺行"):
        create_backup(tmp_path / "out", place=place)
    assert list((tmp_path / "out").iterdir()) == []


@pytest.fixture
def city(transactional_db: None, tmp_path: Path) -> Iterator[Place]:
    """The fully migrated schema with rows, owned by a role that may not pass over its policies."""
    build_world()
    database = connections["default"].settings_dict
    with psycopg.connect(address(database["NAME"])) as session:
        rights = "SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
        assert session.execute(rights).fetchall() == [(False, False)]
    remove_all()
    yield Place(database, "postgresql", tmp_path / "files", tmp_path / "keys.json")
    remove_all()


def contents(name: str) -> dict[str, tuple[int, str]]:
    """Return for each table the number of its rows and a digest of them, read by an all-seeing session."""
    with psycopg.connect(address(name), options=postgresql.SEE_EVERYTHING) as session:
        tables = session.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        query = "SELECT count(*), md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM \"{}\" t"
        return {table: session.execute(query.format(table)).fetchall()[0] for (table,) in tables}  # type: ignore[misc]


@needs_server
def test_every_row_of_the_whole_schema_comes_back_for_the_application_s_owner(
    city: Place, tmp_path: Path
) -> None:
    before = contents(str(city.database["NAME"]))
    assert all(before[model._meta.db_table][0] for model in (Person, Registration, Vacancy))
    dump = tmp_path / "database.dump"
    rows = postgresql.dump(city.database, dump)
    assert rows == {table: count for table, (count, _) in before.items()}
    postgresql.restore(city.database, dump, NAME)
    assert contents(NAME) == before
    assert postgresql.count_rows(city.database, NAME) == rows
    with psycopg.connect(address(NAME)) as session:
        shut = session.execute(
            "SELECT count(*) FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"
        ).fetchall()
        assert shut == [(len(scoped_models()),)]
        assert session.execute("SELECT count(*) FROM workers_registration").fetchall() == [(0,)]


@needs_server
def test_twin_without_the_setting_rows_are_missing_and_the_tool_notices(
    city: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = postgresql._run
    monkeypatch.setattr(postgresql, "_run", lambda *said: run(*said[:-1], ""))  # sabotage: the policies hold
    with pytest.raises(BackupError, match="行数与数据库不同") as found:
        create_backup(tmp_path / "out", place=city)
    assert found.value.code == "incomplete"
    assert list((tmp_path / "out").iterdir()) == []
    monkeypatch.setattr(postgresql, "rows_in_dump", lambda _: real)  # and nobody reads the dump back
    real = postgresql.count_rows(city.database, str(city.database["NAME"]))
    postgresql.dump(city.database, tmp_path / "database.dump")
    postgresql.restore(city.database, tmp_path / "database.dump", NAME)
    assert (
        postgresql.count_rows(city.database, NAME)["workers_registration"] == 0 < real["workers_registration"]
    )


@needs_server
def test_a_restore_that_lacks_rows_is_not_put_in_place(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = create_backup(tmp_path / "out", place=place)
    monkeypatch.setattr(postgresql, "count_rows", lambda *_: {**made.rows, "firm": 7})
    with pytest.raises(BackupError, match="行数与备份时不同"):
        restore_backup(made.folder, force=True, place=place)
    assert databases() == [NAME]


def test_missing_programs_are_named_with_the_line_to_type(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(postgresql, "DEBIAN_PROGRAMS", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BackupError, match="apt-get install postgresql-client") as missing:
        create_backup(
            tmp_path / "out", place=Place({"NAME": "x"}, "postgresql", tmp_path / "files", tmp_path / "key")
        )
    assert missing.value.code == "no-postgresql-programs"
