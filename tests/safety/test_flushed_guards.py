"""A test that commits and takes a guard away leaves the next one a database with all its guards."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection
from tests.flushing import GuardsPutBack, guards_of

pytestmark = pytest.mark.django_db(transaction=True)


def _flush() -> None:
    call_command("flush", verbosity=0, interactive=False)


def _take_away() -> None:
    table = "workers_registration"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT policyname FROM pg_policies WHERE tablename = %s LIMIT 1", [table])
            cursor.execute(f'DROP POLICY "{cursor.fetchone()[0]}" ON {table}')
            cursor.execute(f"DROP TRIGGER {table}_no_delete ON {table}")
        else:
            cursor.execute(f"DROP TRIGGER {table}_no_delete")


def test_a_guard_taken_away_is_put_back() -> None:
    _flush()
    whole = guards_of("default")
    assert whole
    _take_away()
    assert guards_of("default") != whole
    _flush()
    assert guards_of("default") == whole


def test_where_nothing_is_missing_nothing_is_written() -> None:
    asked: list[str] = []
    put_back = GuardsPutBack(lambda verbosity, interactive, db, **_: asked.append(db))
    for _ in range(3):
        put_back(0, False, "default")
    assert asked == ["default"]
