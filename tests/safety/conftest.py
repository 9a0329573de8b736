"""One small world for each file of tests; every test begins with it unchanged."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from tests.safety import canaries
from tests.safety.walking import Walk, grow_walk
from tests.sand_table import build_world


@pytest.fixture(scope="module")
def _grown(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Walk]:
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]  # pytest-django's own
        yield grow_walk(build_world())
        transaction.set_rollback(True)


@pytest.fixture
def walk(_grown: Walk, db: None) -> Walk:
    return _grown


@pytest.fixture(scope="session")
def evidence(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[canaries.Evidence]:
    """The canaries' whole way, gone once for every test that asks; none of them may be in a transaction."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]  # pytest-django's own
        try:
            gone = canaries.go(canaries.begin())
        finally:
            call_command("flush", verbosity=0, interactive=False)
            settings.BAIGONG_ANCHOR_FILE.unlink(missing_ok=True)  # it vouches for what was flushed
    yield gone


@pytest.fixture(autouse=True)
def _refusals_are_no_news(caplog: pytest.LogCaptureFixture) -> None:
    """Thousands of refusals are asked for here; their log lines would hide the one that matters."""
    caplog.set_level("ERROR", "django.request")
    caplog.set_level("ERROR", "django.security.csrf")
