"""Stopping and starting under work: what was acknowledged is there, what was begun is ended (reliability 90)."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connections
from tests.served import ROOT, Site

from baigong.foundation.engines.address import database_at
from baigong.foundation.engines.postgresql.base import DatabaseWrapper

URL = os.environ.get("BAIGONG_DATABASE_URL", "")
WRITERS, ROUNDS = 4, 2
DRAIN_SECONDS = HEAL_SECONDS = 30.0
needs_server = pytest.mark.skipif(
    not URL.startswith("postgres"), reason="要PostgreSQL：python tools/with_postgresql.py -- pytest 本文件"
)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """A database server of this file's own, which it may stop; None where the suite runs on SQLite."""
    if not URL:
        yield None
        return
    spec = importlib.util.spec_from_file_location("throwaway", ROOT / "tools" / "with_postgresql.py")
    assert spec and spec.loader
    tool = sys.modules["throwaway"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    folder = Path(tempfile.mkdtemp(prefix="baigong-restart-"))
    programs = tool.find_programs()
    assert programs is not None
    made = tool.Cluster(programs, folder)
    made.start()
    yield made
    made.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def site(cluster: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    url = cluster.address("baigong", cluster.role_password) if cluster else ""
    made = Site(tmp_path_factory.mktemp("site"), url)
    yield made
    if made.process is not None and made.process.poll() is None:
        made.stop()


class Writers:
    """Threads that write until told to stop, and what they were told was written."""

    def __init__(self, site: Site, name: str) -> None:
        self.acknowledged: set[str] = set()
        self._site, self._name, self._stop = site, name, threading.Event()
        self._threads = [threading.Thread(target=self._write, args=(each,)) for each in range(WRITERS)]
        for thread in self._threads:
            thread.start()

    def _write(self, writer: int) -> None:
        number = 0
        while not self._stop.is_set():
            number += 1
            purpose = f"试写第{self._name}轮第{writer}人第{number}次"
            if self._site.status_of(purpose) == 200:
                self.acknowledged.add(purpose)

    def wait_for_more_than(self, count: int) -> None:
        """Wait until so many were told that theirs was written, however busy the machine is."""
        deadline = time.monotonic() + HEAL_SECONDS
        while len(self.acknowledged) <= count and time.monotonic() < deadline:
            time.sleep(0.1)

    def end(self) -> set[str]:
        self._stop.set()
        for thread in self._threads:
            thread.join()
        return self.acknowledged


def ended_late(site: Site, wire: socket.socket, purpose: str) -> int | None:
    """Send the last byte when the site was already told to stop."""
    time.sleep(1)
    return site.end(wire, purpose)


def test_a_stop_under_work_loses_nothing_and_ends_what_was_begun(site: Site) -> None:
    acknowledged: set[str] = set()
    for number in range(ROUNDS):
        site.start()
        writers = Writers(site, str(number))
        writers.wait_for_more_than(WRITERS)
        begun = f"试写第{number}轮最后一次"
        wire = site.begin(begun)
        time.sleep(1)
        below = site.children()
        with ThreadPoolExecutor(1) as pool:
            status = pool.submit(ended_late, site, wire, begun)
            taken = site.stop()
        said = writers.end()
        assert taken < DRAIN_SECONDS
        assert status.result() == 200
        assert len(said) > WRITERS
        assert [pid for pid in below if Path(f"/proc/{pid}").exists()] == []
        acknowledged |= said | {begun}
    assert acknowledged - site.recorded() == set()


def test_twin_a_stop_by_force_leaves_what_was_begun_without_an_answer(site: Site) -> None:
    site.start()
    begun = "试写第零轮第零次"
    wire = site.begin(begun)
    time.sleep(0.3)
    for pid in site.children():
        os.kill(pid, signal.SIGKILL)
    assert site.end(wire, begun) is None
    site.stop()
    assert begun not in site.recorded()


# --- the database server begins anew ---------------------------------------------------------------


def restart(cluster: Any) -> None:
    cluster.stop()
    assert cluster._serve()


def until(condition: Any) -> None:
    deadline = time.monotonic() + HEAL_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


@needs_server
def test_the_site_and_its_workers_outlive_a_restart_of_the_database(cluster: Any, site: Site) -> None:
    """Nobody starts a process anew, nothing that was acknowledged is lost, and what waits is done."""
    site.start()
    before, writers = site.children(), Writers(site, "断")
    try:
        until(lambda: len(writers.acknowledged) > WRITERS)
        cluster.stop()
        kept = set(writers.acknowledged)
        assert site.status_of("试写断库时的那次") not in (200, 302)
        assert cluster._serve()
        until(lambda: len(writers.acknowledged - kept) > WRITERS)
    finally:
        said = writers.end()
    assert said - site.recorded() == set()
    [job] = site.ask("enqueue('audit.seal', {}, key='after the restart').id")
    until(lambda: site.ask(f"Job.objects.get(id='{job}').done_at is not None") == ["True"])
    assert site.children() == before
    assert site.stop() < DRAIN_SECONDS


@needs_server
@pytest.mark.parametrize("is_checked", [True, False], ids=["checked", "twin unchecked"])
def test_a_kept_connection_is_looked_at_before_it_is_used(
    cluster: Any, is_checked: bool, transactional_db: None
) -> None:
    """The twin: without the look, whoever comes first after the restart is told of a fault."""
    told = database_at(cluster.address("baigong", cluster.role_password), Path())
    assert told["CONN_HEALTH_CHECKS"] is True
    described = connections.configure_settings({"default": {**told, "CONN_HEALTH_CHECKS": is_checked}})
    kept = DatabaseWrapper(described["default"], "default")
    try:
        with kept.cursor() as cursor:
            cursor.execute("SELECT 1")
        restart(cluster)
        kept.close_if_unusable_or_obsolete()
        if is_checked:
            with kept.cursor() as cursor:
                cursor.execute("SELECT 1")
        else:
            with pytest.raises(OperationalError), kept.cursor() as cursor:
                cursor.execute("SELECT 1")
    finally:
        kept.close()
