"""While work goes on no lock is held for long, and none while something outside is waited for (reliability 89)."""

from __future__ import annotations

import sqlite3
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from tests.safety.test_many_at_once import VILLAGES, at_once, deed, sending
from tests.sand_table import build_world, officer

from baigong.foundation.audit.services import record
from baigong.foundation.exchange import reading
from baigong.foundation.files import scanning
from baigong.foundation.jobs.models import Job
from baigong.foundation.jobs.worker import Worker
from baigong.foundation.messages import jobs as messages
from baigong.foundation.messages.services import send_to_phone
from baigong.foundation.scope import system_scope

LONGEST_SECONDS, LOOK_SECONDS = 1.0, 0.02
# Sessions that wrote, and so hold rows until they end, and whoever holds a table or a named lock beyond reading.
HELD = """
SELECT activity.pid, extract(epoch FROM clock_timestamp() - activity.xact_start)
FROM pg_stat_activity AS activity
WHERE activity.datname = current_database() AND activity.pid <> pg_backend_pid() AND activity.xact_start IS NOT NULL
  AND EXISTS (SELECT 1 FROM pg_locks AS lock WHERE lock.pid = activity.pid AND lock.granted
              AND (lock.locktype IN ('transactionid', 'tuple', 'advisory')
                   OR lock.locktype = 'relation' AND lock.mode NOT IN ('AccessShareLock')))
"""


def beside() -> psycopg.Connection[Any]:
    """Open a session that looks at the others from beside."""
    told = connection.get_connection_params()
    names = ("dbname", "user", "password", "host", "port")
    return psycopg.connect(**{name: told[name] for name in names if told.get(name)}, autocommit=True)


def is_anything_held() -> bool:
    """Whether any transaction holds something others would wait for, asked from beside."""
    if connection.vendor == "postgresql":
        with beside() as session:
            return bool(session.execute(HELD).fetchall())
    other = sqlite3.connect(str(connection.settings_dict["NAME"]), timeout=0, isolation_level=None, uri=True)
    try:
        other.execute("BEGIN IMMEDIATE")
        other.rollback()
    except sqlite3.OperationalError:
        return True
    finally:
        other.close()
    return False


# --- how long --------------------------------------------------------------------------------------


class Probe(threading.Thread):
    """Looks at the locks fifty times a second and keeps the longest hold, in seconds."""

    def __init__(self) -> None:
        super().__init__()
        self.longest, self.looks, self.seen, self._end = 0.0, 0, 0, threading.Event()

    def run(self) -> None:
        with beside() as session:
            while not self._end.wait(LOOK_SECONDS):
                found = session.execute(HELD).fetchall()
                self.looks += 1
                self.seen += len(found)
                self.longest = max([self.longest, *(float(seconds) for _, seconds in found)])


@contextmanager
def probing() -> Iterator[Probe]:
    probe = Probe()
    probe.start()
    try:
        yield probe
    finally:
        probe._end.set()
        probe.join()


@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_no_lock_is_held_for_more_than_a_second_while_work_goes_on(transactional_db: None) -> None:
    world, deeds = build_world(), [deed(number) for number in range(64)]
    deeds += [sending(world, village, 0, str(uuid.uuid4())) for village in VILLAGES]
    for key in ("1.1.1.1", "1.1.1.2", "1.2.1.1"):
        client = Client()
        client.force_login(officer(world, "county_officer", key.rpartition(".")[0].rpartition(".")[0]))
        address = f"/desk/firms/{world.firms[key].id}/reveal/"
        deeds += [lambda c=client, a=address: c.post(a, {"purpose": "核对登记信息"}).status_code] * 8
    with probing() as probe:
        answers = at_once(deeds, writers=8)
        for _ in range(4):
            Worker().run(until_idle=True)
            Job.objects.filter(done_at__isnull=True).update(run_after="2000-01-01T00:00:00Z")
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert Job.objects.filter(kind__startswith="exchange", done_at__isnull=False).count() >= len(VILLAGES)
    assert probe.looks > 10 and probe.seen > 0
    assert probe.longest < LONGEST_SECONDS


@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_twin_a_transaction_that_waits_with_what_it_wrote_is_seen(transactional_db: None) -> None:
    with probing() as probe, system_scope("等着不放"), transaction.atomic():
        record(by="x", act="test.deed", object_kind="test", object_ids=[1])
        time.sleep(LONGEST_SECONDS + 0.3)
    assert probe.longest > LONGEST_SECONDS


# --- while something outside is waited for ---------------------------------------------------------

Outside = Callable[[pytest.MonkeyPatch, Any, list[bool]], None]


def scanner(monkeypatch: pytest.MonkeyPatch, settings: Any, seen: list[bool]) -> None:
    """A village sends a table, and the scanner is asked about it."""
    settings.BAIGONG_SCANNER = "tcp://127.0.0.1:1"
    world = build_world()
    client = Client()
    client.force_login(officer(world, "village_officer", "1.1.1.1"))

    def ask(address: str, data: bytes) -> bytes:
        seen.append(is_anything_held())
        return b"stream: OK"

    monkeypatch.setattr(scanning, "ask", ask)
    file = SimpleUploadedFile("a.csv", "姓名,电话\n欧阳试真,13900007001\n".encode())
    said = {"list_name": "workers", "place": str(world.places["1.1.1.1"].id), "file": file}
    assert (
        client.post("/desk/imports/new/", {**said, "idempotency_key": str(uuid.uuid4())}).status_code == 302
    )


def reader(monkeypatch: pytest.MonkeyPatch, settings: Any, seen: list[bool]) -> None:
    """The same table is read by a process of its own."""
    real = reading.read_workbook

    def read(*arguments: Any, **options: Any) -> Any:
        seen.append(is_anything_held())
        return real(*arguments, **options)

    monkeypatch.setattr(reading, "read_workbook", read)
    sending(build_world(), "1.1.1.1", 0, str(uuid.uuid4()))()
    assert Worker(["import"]).run(until_idle=True) > 0


def provider(monkeypatch: pytest.MonkeyPatch, settings: Any, seen: list[bool]) -> None:
    """A text message is handed to whoever carries it."""
    settings.BAIGONG_PUSH_GATEWAYS = {"sms": ("http://127.0.0.1:1/", "secret")}
    monkeypatch.setattr(messages, "send", lambda *said, **options: seen.append(is_anything_held()))
    with transaction.atomic():
        send_to_phone(phone="13812345678", text="验证码123456")
    assert Worker(["message"]).run(until_idle=True) == 1


@pytest.mark.parametrize("outside", [scanner, reader, provider], ids=lambda each: each.__name__)
def test_nothing_is_held_while_something_outside_is_waited_for(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch, settings: Any, outside: Outside
) -> None:
    seen: list[bool] = []
    outside(monkeypatch, settings, seen)
    assert seen and not any(seen)


def test_twin_asking_inside_a_transaction_is_seen(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bool] = []
    monkeypatch.setattr(scanning, "ask", lambda address, data: seen.append(is_anything_held()) or b"x FOUND")
    with system_scope("在事务里查杀"), transaction.atomic():
        record(by="x", act="test.deed", object_kind="test", object_ids=[1])
        scanning.ask("tcp://127.0.0.1:1", b"x")
    assert seen == [True]
