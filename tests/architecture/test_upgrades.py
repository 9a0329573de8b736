"""A database of the earlier state (docs/upgrade-from.toml) keeps its rows when this version migrates it.

Also when the migration is killed on its way (reliability 91).
"""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from tests.schema_dump import schema

ROOT = Path(__file__).resolve().parents[2]
NAMED = ROOT / "docs" / "upgrade-from.toml"


def tool() -> Any:
    spec = importlib.util.spec_from_file_location("upgrade_check", ROOT / "tools" / "upgrade_check.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@contextmanager
def empty_database(name: str, blocker: Any) -> Iterator[str]:
    """Give the address of an empty database of the engine under test."""
    if connection.vendor == "sqlite":
        yield ""
        return
    with blocker.unblock(), connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(f'CREATE DATABASE "{name}"')
    url = os.environ["BAIGONG_DATABASE_URL"]
    yield f"{url.rpartition('/')[0]}/{name}"
    with blocker.unblock(), connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def said_by(role: str, *, address: str, var: Path) -> dict[str, Any]:
    """Migrate that database in a process of its own and return what it prints."""
    from django.conf import settings

    environment = {
        **os.environ,
        "BAIGONG_VAR": str(var),
        "BAIGONG_KEY_FILE": str(settings.BAIGONG_KEY_FILE),
        "BAIGONG_DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "baigong.config.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests" / "upgrading_killed.py"), role],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def upgraded(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> dict[str, Any]:
    """What became of a filled database whose upgrade was killed at many points and run again each time."""
    with empty_database(f"upgrade_{os.getpid()}", django_db_blocker) as address:
        return said_by("careful", address=address, var=tmp_path_factory.mktemp("var"))


def test_an_upgrade_killed_again_and_again_is_simply_run_again(
    upgraded: dict[str, Any], django_db_blocker: Any
) -> None:
    """Before, in the middle of and after each kind of migration, and among the triggers that come last."""
    assert set(upgraded["killed"]) == {-signal.SIGKILL} and len(upgraded["killed"]) > 7
    assert upgraded["last"] == 0
    with django_db_blocker.unblock():  # what the suite runs on was made without a break
        assert upgraded["schema"] == schema(upgraded["tables"])


def test_twin_a_migration_noted_after_its_tables_does_not_run_again(
    django_db_setup: None, django_db_blocker: Any, tmp_path: Path
) -> None:
    with empty_database(f"careless_{os.getpid()}", django_db_blocker) as address:
        said = said_by("careless", address=address, var=tmp_path)
    assert said == {"killed": [-signal.SIGKILL], "last": 1}


def test_every_row_is_kept_and_every_reference_holds(upgraded: dict[str, Any]) -> None:
    assert {tuple(counts) for counts in upgraded["rows"].values()} == {(3, 3)}
    assert len(upgraded["rows"]) > 25
    assert upgraded["changed"] == []
    assert upgraded["broken"] == []


def test_facts_of_before_are_under_guard_after(upgraded: dict[str, Any]) -> None:
    assert upgraded["unguarded"] == []


def test_the_named_state_is_that_commits() -> None:
    named = tomllib.loads(NAMED.read_text(encoding="utf-8"))
    known = subprocess.run(
        ["git", "cat-file", "-e", named["commit"]], cwd=ROOT, capture_output=True, check=False
    )
    if known.returncode:
        pytest.skip("the history of this copy does not reach back to the commit that is named")
    assert tool().migrations_at(named["commit"]) == named["migrations"]


def test_a_lost_row_and_a_changed_fact_are_told() -> None:
    """Sabotage twin of the check itself."""
    before = {"workers_registration": (5, "a"), "places_place": (3, ""), "django_migrations": (9, "")}
    good = {"workers_registration": (5, "a"), "places_place": (4, ""), "django_migrations": (1, "")}
    assert tool().differences(before, good) == []
    assert len(tool().differences(before, {**good, "places_place": (2, "")})) == 1
    assert len(tool().differences(before, {**good, "workers_registration": (5, "b")})) == 1
    assert len(tool().differences(before, {"django_migrations": (9, "")})) == 2
