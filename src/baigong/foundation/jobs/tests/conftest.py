"""A table of effects that, on purpose, forgives nothing: every effect made twice shows as two rows."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection

PROCESS = Path(__file__).with_name("worker_process.py")
SOURCE = Path(__file__).resolve().parents[4]


@pytest.fixture
def effects(transactional_db: None) -> Iterator[Callable[[], list[str]]]:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS jobs_test_effect")
        cursor.execute("CREATE TABLE jobs_test_effect (job varchar(40) NOT NULL)")

    def read() -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT job FROM jobs_test_effect ORDER BY job")
            return [row[0] for row in cursor.fetchall()]

    yield read
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE jobs_test_effect")


@pytest.fixture
def start_process(transactional_db: None) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start `worker_process.py ROLE …` on the test database; all are ended afterwards."""
    started: list[subprocess.Popen[str]] = []
    names = ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")
    database = {name: connection.settings_dict[name] for name in names}

    def start(*arguments: str) -> subprocess.Popen[str]:
        environment = {**os.environ, "JOBS_TEST_DATABASE": json.dumps(database), "PYTHONPATH": str(SOURCE)}
        process = subprocess.Popen(
            [sys.executable, str(PROCESS), *arguments],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            assert pipe is not None
            pipe.close()


@pytest.fixture
def wait_until() -> Callable[[Callable[[], bool]], None]:
    def wait(condition: Callable[[], bool], seconds: float = 20) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, "waited in vain"
            time.sleep(0.05)

    return wait
