"""A whole small city goes from SQLite to PostgreSQL, each step a process of its own (reliability 92)."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from tests.installed import install

from baigong.faces.cli.tests.test_restore import BUILD, Installation
from baigong.foundation.backup.comparing import differences, without_row_security
from baigong.foundation.backup.copying import same_tables
from baigong.foundation.backup.postgresql import SEE_EVERYTHING
from baigong.foundation.backup.rows import sealed_columns
from baigong.foundation.scope.row_security import APPLICATION_ROLE, scoped_models

URL = os.environ.get("BAIGONG_DATABASE_URL", "")
NAME = f"move_test_{os.getpid()}"
needs_server = pytest.mark.skipif(
    not URL.startswith("postgres"), reason="要PostgreSQL：python tools/with_postgresql.py -- pytest 本文件"
)


def address(name: str) -> str:
    return urlsplit(URL)._replace(path=f"/{name}").geturl()


def server(statement: str) -> list[str]:
    with psycopg.connect(address("postgres"), autocommit=True) as session:
        done = session.execute(statement)
        return [str(row[0]) for row in done.fetchall()] if done.description else []


def databases(beginning: str) -> list[str]:
    return server(f"SELECT datname FROM pg_database WHERE starts_with(datname, '{beginning}') ORDER BY 1")


def remove_all(beginning: str) -> None:
    for name in databases(beginning):
        server(f'DROP DATABASE "{name}" WITH (FORCE)')


@dataclass(frozen=True)
class City:
    """A city that was moved: what the command said, the old file, and sessions to both."""

    said: str
    kept: Path
    here: sqlite3.Connection
    there: psycopg.Connection[Any]

    def differences(self) -> list[str]:
        tables = same_tables(self.here, self.there)
        return differences(self.here, self.there, tables, lambda done, total, text: None)


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Installation, str]]:
    remove_all(NAME)
    server(f'CREATE DATABASE "{NAME}"')
    city = Installation(tmp_path_factory.mktemp("city"), "")
    city.environment["BAIGONG_PROFILE"] = "demo"
    done = city.command("demo", "--size", "small", "--no-serve")
    assert done.returncode == 0, done.stderr
    done = city.command("move", "--to", address(NAME))
    assert done.returncode == 0, done.stderr
    yield city, done.stdout
    remove_all(NAME)


@pytest.fixture
def city(moved: tuple[Installation, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[City]:
    from django.conf import settings

    installation, said = moved
    (kept,) = (installation.folder / "var").glob("baigong.sqlite3.before-*")
    keys = installation.folder / "var" / "keys" / "keys.json"
    monkeypatch.setattr(settings, "BAIGONG_KEY_FILE", keys)
    here = sqlite3.connect(kept)
    with psycopg.connect(address(NAME), options=SEE_EVERYTHING) as there:
        yield City(said, kept, here, there)
        there.rollback()
    here.close()


@needs_server
def test_every_row_comes_over_and_verify_finds_nothing(city: City, moved: tuple[Installation, str]) -> None:
    installation, said = moved
    assert said.startswith("移好了：") and "审计链完好" in said and str(city.kept) in said
    assert city.differences() == []
    (people,) = city.there.execute("SELECT count(*) FROM parties_person").fetchall()
    assert people[0] > 100
    assert databases(NAME) == [NAME]
    assert not (installation.folder / "var" / "baigong.sqlite3").exists()
    installation.environment["BAIGONG_DATABASE_URL"] = address(NAME)
    assert installation.verify()["findings"] == []
    acts = city.there.execute("SELECT act FROM audit_auditentry WHERE object_kind = 'database'").fetchall()
    assert acts == [("backup.move_database",)]


@needs_server
def test_the_second_wall_stands_in_the_new_database(city: City) -> None:
    assert without_row_security(city.there) == []
    city.there.execute("SELECT set_config('baigong.everything', 'off', true)")
    city.there.execute(f"SET LOCAL ROLE {APPLICATION_ROLE}")
    for model in scoped_models():
        if not model.scoped_by.public:
            seen = city.there.execute(f'SELECT count(*) FROM "{model._meta.db_table}"').fetchall()
            assert seen == [(0,)], model
    city.there.rollback()
    city.there.execute("ALTER TABLE parties_person NO FORCE ROW LEVEL SECURITY")
    assert without_row_security(city.there) == ["parties_person"]  # twin: a wall taken down is told


@needs_server
def test_counters_go_on_behind_the_last_number(city: City) -> None:
    (newest,) = city.there.execute("SELECT max(id) FROM django_content_type").fetchall()
    made = city.there.execute(
        "INSERT INTO django_content_type (app_label, model) VALUES ('a', 'b') RETURNING id"
    ).fetchall()
    assert made[0][0] > newest[0]


CHANGED = "UPDATE places_place SET name = name || '区' WHERE id = (SELECT id FROM places_place LIMIT 1)"
LOST = "DELETE FROM auth_permission WHERE id = (SELECT max(id) FROM auth_permission)"


@needs_server
@pytest.mark.parametrize(
    ("statement", "told"),
    [(CHANGED, "places_place有的行"), (LOST, "auth_permission原来")],
    ids=["one cell", "one row"],
)
def test_twin_one_changed_cell_in_the_target_is_found(city: City, statement: str, told: str) -> None:
    city.there.execute(statement)
    (sentence,) = city.differences()
    assert told in sentence


@needs_server
def test_twin_two_sealed_values_that_changed_places_are_found(city: City) -> None:
    """The same bytes as before, in another row: nothing opens them there."""
    table, column = "parties_person", "phone"
    assert column in sealed_columns()[table]
    city.there.execute(
        f"WITH two AS (SELECT id, {column}, row_number() OVER () AS n FROM {table} WHERE {column} IS NOT NULL"
        f" LIMIT 2) UPDATE {table} SET {column} = other.{column} FROM two AS own JOIN two AS other ON own.n <> other.n"
        f" WHERE {table}.id = own.id"
    )
    (sentence,) = city.differences()
    assert f"{table}有的行和原来不一样" in sentence


@needs_server
def test_a_second_move_finds_the_target_full(city: City, tmp_path: Path) -> None:
    other = Installation(tmp_path, "")
    install(other.folder / "var", "")
    assert other.run(BUILD).returncode == 0
    done = other.command("move", "--to", address(NAME))
    assert done.returncode == 1
    assert "不是空的" in done.stderr and "Traceback" not in done.stderr
    assert city.differences() == []


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Installation]:
    install(tmp_path / "var", "")
    made = Installation(tmp_path, "")
    done = made.run(BUILD)
    assert done.returncode == 0, done.stderr
    yield made
    if URL:
        remove_all(f"{NAME}_small")


def as_before_the_check(file: Path, table: str, column: str) -> None:
    """Make the table one that is older than the check of how long its texts may be."""
    with closing(sqlite3.connect(file)) as database, database:
        [[made]] = database.execute("SELECT sql FROM sqlite_master WHERE name = ?", [table]).fetchall()
        plain = re.sub(rf' CHECK \(length\("{column}"\) <= \d+\)', "", made)
        assert plain != made
        database.execute("PRAGMA writable_schema=ON")
        database.execute("UPDATE sqlite_master SET sql = ? WHERE name = ?", [plain, table])


@needs_server
def test_a_row_the_new_engine_refuses_leaves_everything_as_it_was(small: Installation) -> None:
    file = small.folder / "var" / "baigong.sqlite3"
    as_before_the_check(file, "places_place", "name")
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("UPDATE places_place SET name = ?", ["长" * 400])
    before = small.verify()
    done = small.command("move", "--to", address(f"{NAME}_small"))
    assert done.returncode == 1
    assert "表places_place里有一行" in done.stderr and "长长" not in done.stderr
    assert databases(f"{NAME}_small") == []
    assert file.exists() and small.verify() == before


@needs_server
def test_what_a_killed_move_left_is_cleared_and_the_move_done_anew(small: Installation) -> None:
    target = f"{NAME}_small"
    server(f'CREATE DATABASE "{target}_moving_20260101t000000z"')
    done = small.command("move", "--to", address(target))
    assert done.returncode == 0, done.stderr
    assert databases(target) == [target]


@needs_server
def test_a_database_somebody_has_open_is_not_moved(small: Installation) -> None:
    with closing(sqlite3.connect(small.folder / "var" / "baigong.sqlite3")) as database:
        database.execute("SELECT count(*) FROM places_place").fetchall()
        done = small.command("move", "--to", address(f"{NAME}_small"))
    assert done.returncode == 1
    assert "正在使用" in done.stderr
    assert databases(f"{NAME}_small") == []


@pytest.mark.parametrize(
    ("to", "sentence"), [("sqlite:///x", "只能移到PostgreSQL"), ("mysql://x", "要以postgresql://")]
)
def test_another_kind_of_target_is_refused(small: Installation, to: str, sentence: str) -> None:
    done = small.command("move", "--to", to)
    assert done.returncode == 1
    assert sentence in done.stderr and "Traceback" not in done.stderr
    assert (small.folder / "var" / "baigong.sqlite3").exists()
