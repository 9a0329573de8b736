"""Attempts to sign in are counted over all processes, and the counts name nobody."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from django.core.cache import cache, caches
from django.core.management import call_command
from django.db import connection
from django.test import Client

TOO_MANY = "登录失败次数过多"
MEMORY = {"CACHES": {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}}
SIGN_IN = {"login": "nobody-here", "password": "wrong"}
PROCESS = """
import json, sys
from baigong.faces.cli.setup import setup_django
setup_django()
from django.test import Client, override_settings
times, changed, too_many = int(sys.argv[1]), json.loads(sys.argv[2]), sys.argv[3]
with override_settings(**changed):
    for _ in range(times):
        answer = Client().post("/sign-in/login/", {"login": "nobody-here", "password": "wrong"})
print(too_many in answer.content.decode())
"""


def is_refused_in_a_process_of_its_own(times: int, **changed: Any) -> bool:
    """Fail to sign in so many times in a new process; return whether the last time was one too many."""
    database = connection.settings_dict
    url = f"sqlite:///{database['NAME']}"
    if connection.vendor == "postgresql":
        url = "postgresql://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database)
    done = subprocess.run(
        [sys.executable, "-c", PROCESS, str(times), json.dumps(changed), TOO_MANY],
        env={**os.environ, "BAIGONG_DATABASE_URL": url},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip() == "True"


@pytest.fixture
def no_attempts(transactional_db: None):
    cache.clear()
    yield
    cache.clear()


def test_two_processes_share_one_limit(no_attempts: None) -> None:
    assert not is_refused_in_a_process_of_its_own(5)
    assert is_refused_in_a_process_of_its_own(1)


def test_twin_counts_in_memory_give_every_process_its_own_limit(no_attempts: None) -> None:
    assert not is_refused_in_a_process_of_its_own(5, **MEMORY)
    assert not is_refused_in_a_process_of_its_own(5, **MEMORY)


def table() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM access_attempts")
        return str(cursor.fetchall())


def test_no_address_and_no_name_stands_in_the_counts(db: None) -> None:
    Client().post("/sign-in/login/", SIGN_IN, REMOTE_ADDR="198.51.100.7")
    cache.set("198.51.100.7:nobody-here", 1)
    assert cache.get("198.51.100.7:nobody-here") == 1
    assert table().count("(") > 3
    assert "198.51" not in table() and "nobody" not in table()


def test_twin_the_usual_key_names_the_address(db: None, settings: Any) -> None:
    own = settings.CACHES["default"]
    settings.CACHES = {"default": {name: own[name] for name in own if name != "KEY_FUNCTION"}}
    Client().post("/sign-in/login/", SIGN_IN, REMOTE_ADDR="198.51.100.7")
    assert "198.51.100.7" in table()


def test_two_connections_read_one_count(db: None) -> None:
    first, second = caches.create_connection("default"), caches.create_connection("default")
    assert first.add("tried", 1)
    assert not second.add("tried", 1)
    assert second.get("tried") == 1


def test_every_migration_makes_the_table_when_it_is_missing(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE access_attempts")
    call_command("migrate", verbosity=0)
    assert table() == "[]"
