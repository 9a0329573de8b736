"""Whatever is kept to be read again is JSON: sessions, counts, jobs, messages between pages (reliability test 122)."""

from __future__ import annotations

import base64
import json
import os
import pickle
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import signing
from django.core.cache import cache
from django.core.cache.backends import db as table_cache
from django.db import connection, models
from django.test import Client
from tests.safety.walking import Walk
from tests.sand_table import officer

from baigong.foundation.jobs.models import Job

RAN = "BAIGONG_TEST_A_PICKLE_RAN"
PICKLED = (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")


class Trap:
    """Says that it ran when somebody opens it as a pickle."""

    def __reduce__(self) -> tuple[Any, ...]:
        return exec, (f"import os; os.environ[{RAN!r}] = 'yes'",)


def counts_kept() -> list[bytes]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM access_attempts", [])
        return [base64.b64decode(value) for (value,) in cursor.fetchall()]


def plant(key: str, data: bytes) -> None:
    cache.set(key, 1, 600)
    with connection.cursor() as cursor:
        name = cache.make_key(key)
        cursor.execute(
            "UPDATE access_attempts SET value = %s WHERE cache_key = %s",
            [base64.b64encode(data).decode(), name],
        )
        assert cursor.rowcount == 1


def test_counts_are_json(walk: Walk) -> None:
    cache.clear()
    Client().post("/sign-in/login/", {"login": "county_officer-1.1", "password": "wrong"})
    kept = counts_kept()
    assert kept and not any(data.startswith(PICKLED) for data in kept)
    assert all(json.loads(data) is not None for data in kept)
    cache.clear()


def test_a_planted_pickle_is_not_run(db: None) -> None:
    plant("planted", pickle.dumps(Trap()))
    with pytest.raises(ValueError):
        cache.get("planted")
    assert RAN not in os.environ


def test_without_the_guard_it_would_run(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sabotage twin: the serialiser Django brings along."""
    monkeypatch.setattr(table_cache, "pickle", pickle)
    plant("planted", pickle.dumps(Trap()))
    cache.get("planted")
    assert os.environ.pop(RAN) == "yes"


def test_sessions_are_json(walk: Walk) -> None:
    client = Client()
    client.force_login(officer(walk.world, "county_officer", "1.1"))
    client.get("/desk/")
    assert settings.SESSION_SERIALIZER.endswith("JSONSerializer")
    held = list(Session.objects.values_list("session_data", flat=True))
    assert held
    for data in held:
        said = signing.loads(
            data, salt="django.contrib.sessions.SessionStore", serializer=signing.JSONSerializer
        )
        assert isinstance(said, dict)


def test_jobs_hold_json() -> None:
    columns = [each for each in Job._meta.concrete_fields if each.name in ("args", "arguments", "result")]
    assert columns and all(isinstance(each, models.JSONField) for each in columns)
