"""An index whose building was killed is left without effect, and the migration run again builds it (reliability 91)."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import ProgrammingError, connection, models
from django.db.migrations.loader import MigrationLoader

from baigong.foundation.engines.operations import AddIndexBeside

ROOT = Path(__file__).resolve().parents[2]
TABLE, NAME = "parties_person", "person_broken_off"
pytestmark = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite builds an index at once or not at all"
)
BUILD = """
import sys
import django
django.setup()
from tests.architecture.test_invalid_indexes import built
built()
"""


def built() -> None:
    """Do what a migration with this one operation does."""
    index = models.Index(fields=["county_id", "id"], name=NAME)
    operation, before = AddIndexBeside("person", index), MigrationLoader(connection).project_state()
    after = before.clone()
    operation.state_forwards("parties", after)
    with connection.schema_editor(atomic=False) as editor:
        operation.database_forwards("parties", editor, before, after)


def asked(session: Any, statement: str) -> list[Any]:
    return [row[0] for row in session.execute(statement).fetchall()]


def is_valid(session: Any) -> list[bool]:
    """Return for the index, where it is there, whether the database uses it."""
    index = f"SELECT oid FROM pg_class WHERE relname = '{NAME}'"
    return asked(session, f"SELECT indisvalid FROM pg_index WHERE indexrelid IN ({index})")


def until(condition: Any) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture
def url(transactional_db: None) -> Iterator[str]:
    yield f"{os.environ['BAIGONG_DATABASE_URL'].rpartition('/')[0]}/{connection.settings_dict['NAME']}"
    with connection.cursor() as cursor:
        cursor.execute(f'DROP INDEX IF EXISTS "{NAME}"')


def test_a_half_built_index_is_cleared_and_built_anew(url: str) -> None:
    environment = {
        **os.environ,
        "BAIGONG_DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "baigong.config.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }
    builders = f"FROM pg_stat_activity WHERE query LIKE 'CREATE INDEX%{NAME}%' AND pid != pg_backend_pid()"
    with psycopg.connect(url) as writer, psycopg.connect(url, autocommit=True) as looker:
        writer.execute(f"LOCK TABLE {TABLE} IN ROW EXCLUSIVE MODE")  # somebody who writes is waited for
        child = subprocess.Popen([sys.executable, "-c", BUILD], env=environment)
        try:
            until(lambda: is_valid(looker) or child.poll() is not None)
        finally:
            child.kill()
            child.wait()
        looker.execute(f"SELECT pg_terminate_backend(pid) {builders}")  # the server notices in its own time
        until(lambda: not asked(looker, f"SELECT pid {builders}"))
        writer.rollback()
        assert is_valid(looker) == [False]
        person = MigrationLoader(connection).project_state().apps.get_model("parties", "person")
        index = models.Index(fields=["county_id", "id"], name=NAME)
        with pytest.raises(ProgrammingError), connection.schema_editor(atomic=False) as editor:
            editor.add_index(person, index, concurrently=True)  # twin: without the clearing
        assert is_valid(looker) == [False]
        built()
        assert is_valid(looker) == [True]
