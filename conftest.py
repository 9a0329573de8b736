"""Shared by every test: a key file, a static folder, a spy on every statement, and one browser."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = Path("/usr/bin/chromium")
# Files of minutes: begun first, so that no process is left alone with one at the end.
LONG_FILES = (
    "test_every_page.py",
    "test_idor.py",
    "test_canaries.py",
    "test_non_interference.py",
    "test_planted_markup.py",
)
# What stands here asks no database, and the engine cannot change what it says: it is tried once, on SQLite.
ENGINELESS = (
    "src/baigong/kernels/", "src/baigong/config/", "src/baigong/foundation/sheets/", "tests/architecture/",
    "tests/messy/",
)  # fmt: skip
# What a browser makes of pages that are the same on both engines (the walks say so).
LOOKED_AT_ONCE = (
    "src/baigong/faces/frame/tests/test_browser.py", "tests/safety/test_no_network.py",
    "tests/safety/test_observatory.py", "tests/safety/test_xss_browser.py",
)  # fmt: skip
JOURNEYS, SECOND_WIDTH = "tests/journeys/", 1280
ASKS_DATABASE = frozenset({"db", "transactional_db", "django_db_setup", "live_server"})
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def is_asked_once(item: Any) -> bool:
    """Whether a test says nothing of an engine: it asks none, or looks again at what another test shows of it.

    Every journey is walked on both engines, on the second one at the width of a phone.
    """
    if item.nodeid.startswith(LOOKED_AT_ONCE):
        return True
    if item.nodeid.startswith(JOURNEYS) and hasattr(item, "callspec"):
        return bool(item.callspec.params.get("width") == SECOND_WIDTH)
    asks = ASKS_DATABASE & set(item.fixturenames) or item.get_closest_marker("django_db")
    is_marked = item.get_closest_marker("postgresql") is not None
    return item.nodeid.startswith(ENGINELESS) and not asks and not is_marked


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if os.environ.get("BAIGONG_DATABASE_URL", "").startswith("postgres"):
        once = [item for item in items if is_asked_once(item)]
        config.hook.pytest_deselected(items=once)
        items[:] = [item for item in items if not is_asked_once(item)]
    order = {name: number for number, name in enumerate(LONG_FILES)}
    items.sort(key=lambda item: order.get(item.path.name, len(order)))


@pytest.fixture(scope="session", autouse=True)
def _keys_and_folders() -> None:
    from django.conf import settings

    from baigong.foundation.privacy.errors import KeyFileBad
    from baigong.foundation.privacy.keys import create_key_file

    for folder in (settings.VAR_FOLDER, settings.STATIC_ROOT, settings.BAIGONG_KEY_FILE.parent):
        folder.mkdir(parents=True, exist_ok=True)
    with suppress(KeyFileBad):  # a data folder named from outside may hold one already
        create_key_file(settings.BAIGONG_KEY_FILE)


@pytest.fixture(autouse=True)
def _keys_as_before(_keys_and_folders: None) -> Iterator[None]:
    """A test that turns the key leaves the next one the file it found."""
    from django.conf import settings

    from baigong.foundation.privacy.keys import forget_rings

    file = settings.BAIGONG_KEY_FILE
    before = file.read_bytes()
    yield
    if file.read_bytes() != before:
        file.write_bytes(before)
        forget_rings()


@pytest.fixture(autouse=True)
def _anchor_as_before(_keys_and_folders: None) -> Iterator[None]:
    """A test that seals the trail takes its rows back at its end; the anchor outside may not outlive them."""
    from django.conf import settings

    file = settings.BAIGONG_ANCHOR_FILE
    before = file.read_bytes() if file.exists() else None
    yield
    if before is None:
        file.unlink(missing_ok=True)
    elif not file.exists() or file.read_bytes() != before:
        file.write_bytes(before)


@pytest.fixture(scope="session", autouse=True)
def _guards_put_back() -> Iterator[None]:
    """After a flush the guards are written anew only where a test took one away."""
    from django.core.management.commands import flush
    from tests.flushing import GuardsPutBack

    emit = flush.emit_post_migrate_signal
    flush.emit_post_migrate_signal = GuardsPutBack(emit)
    yield
    flush.emit_post_migrate_signal = emit


@pytest.fixture(scope="session", autouse=True)
def scope_spy() -> Iterator[Any]:
    """Fail the run when any statement asked a scoped table without the scope's mark."""
    from django.db import connections
    from django.db.backends.signals import connection_created
    from tests.scope_spy import ScopeSpy

    spy = ScopeSpy()

    def watch(connection: Any, **_: Any) -> None:
        spy.watch(connection)

    connection_created.connect(watch, weak=False)
    for connection in connections.all(initialized_only=True):
        spy.watch(connection)
    yield spy
    connection_created.disconnect(watch)
    if spy.found:
        pytest.fail(
            f"scoped tables asked without a scope, see tests/scope_spy.py:\n{spy.report()}", pytrace=False
        )


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One browser for the whole process: two drivers in one thread would meet in each other's event loop.

    Whoever opens a window closes it.
    """
    if not CHROMIUM.exists():
        words = f"this test needs a Chromium at {CHROMIUM}: apt-get install chromium"
        required = os.environ.get("BAIGONG_REQUIRE", "").split(",")
        (pytest.fail if "browser" in required else pytest.skip)(words)
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the driver runs a loop in this thread
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield opened
        opened.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
