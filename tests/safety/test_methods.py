"""Methods do what the routes declare and no more; reading writes nothing; no form comes from elsewhere.

Reliability tests 12, 14 and 113.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import include, path
from tests.safety.walking import WHO, Walk, routes, undone
from tests.sand_table import officer

from baigong.domains.users.enums import Role
from baigong.faces.desk.views import home
from baigong.foundation.access.checks import check_routes
from baigong.foundation.audit.services import record

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
UNDECLARED = ("OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND")
OFFICER = ("county_officer", "1.1")
OWN = "1.1.1.1"
OVERRIDES = {
    "HTTP_X_HTTP_METHOD_OVERRIDE": "POST",
    "HTTP_X_METHOD_OVERRIDE": "POST",
    "HTTP_X_HTTP_METHOD": "POST",
}


def statements_that_write(client: Client, method: str, address: str, **headers: str) -> list[str]:
    """Return what a request writes beside the session."""
    with undone(), CaptureQueriesContext(connection) as seen:
        client.generic(method, address, **headers)
    return [
        query["sql"]
        for query in seen
        if query["sql"].lstrip().upper().startswith(WRITES) and "django_session" not in query["sql"]
    ]


def test_reading_writes_nothing(walk: Walk) -> None:
    client, found = walk.client(*OFFICER), []
    for route in routes("GET"):
        for method in ("GET", "HEAD"):
            for override in ({}, OVERRIDES):
                address = walk.address(route, OWN) + ("?_method=POST&method=DELETE" if override else "")
                found += [
                    (method, address, sql)
                    for sql in statements_that_write(client, method, address, **override)
                ]
    assert found == []


def test_what_is_not_declared_is_not_allowed(walk: Walk) -> None:
    assert undeclared_allowed(walk) == []


def undeclared_allowed(walk: Walk) -> list[tuple[str, str, int]]:
    """Return method, address and status of every undeclared method that was not refused."""
    client, found = walk.client(*OFFICER), []
    for route in routes():
        address = walk.address(route, OWN)
        more = () if "POST" in route.methods else ("POST",)
        less = () if "GET" in route.methods else ("GET", "HEAD")
        for method in (*UNDECLARED, *more, *less):
            with undone():
                status = client.generic(method, address).status_code
            if status != 405:
                found.append((method, address, status))
    return found


@pytest.mark.parametrize("named", ["GET", "DELETE", "PUT"])
def test_a_method_named_in_a_form_or_a_header_counts_for_nothing(walk: Walk, named: str) -> None:
    client = walk.client(*OFFICER)
    headers = dict.fromkeys(OVERRIDES, named)
    for route in routes():
        address = walk.address(route, OWN)
        with undone():
            honest = client.post(address, {"word": named}).status_code
        with undone():
            words = {"word": named, "_method": named, "method": named}
            bent = client.post(f"{address}?_method={named}", words, **headers)
        assert bent.status_code == honest, address
        assert honest != 405 or "POST" not in route.methods, address


def test_head_answers_like_get_without_a_body(walk: Walk) -> None:
    client = walk.client(*OFFICER)
    for route in routes("GET"):
        address = walk.address(route, OWN)
        got, headed = client.get(address), client.head(address)
        assert (headed.status_code, headed.content) == (got.status_code, b""), address


def _strict(walk: Walk) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer(walk.world, *OFFICER))
    return client


FOREIGN = "a" * 64
# Asks no cookie: a signature proves each call, and whoever has none is nobody (tests/feeds).
SIGNED_CALLS = "exchange/v1/"


def ways(client: Client, address: str) -> Iterator[tuple[str, Any]]:
    """Send a form in every way another site could make a browser send it."""
    yield "no token", client.post(address)
    yield "foreign token", client.post(address, {"csrfmiddlewaretoken": FOREIGN})
    yield "foreign cookie", _with_cookie(client, address)
    yield "null origin", client.post(address, {"csrfmiddlewaretoken": FOREIGN}, HTTP_ORIGIN="null")
    yield "plain json", client.generic("POST", address, b'{"purpose":"x"}', content_type="text/plain")


def forged(walk: Walk, client: Client, most: int | None = None) -> list[tuple[str, str]]:
    """Return the forms that were accepted from elsewhere, and how they were sent."""
    found = []
    for route in routes("POST")[:most]:
        address = walk.address(route, OWN)
        refusal = 401 if route.where.startswith(SIGNED_CALLS) else 403
        with undone():
            found += [
                (address, how) for how, response in ways(client, address) if response.status_code != refusal
            ]
    return found


def _with_cookie(client: Client, address: str) -> Any:
    """A cookie planted from a neighbouring site, and a form that knows another one's token."""
    client.cookies["csrftoken"] = "b" * 32
    response = client.post(address, {"csrfmiddlewaretoken": FOREIGN})
    del client.cookies["csrftoken"]
    return response


def test_no_form_is_taken_from_elsewhere(walk: Walk) -> None:
    assert len(routes("POST")) >= 15
    assert forged(walk, _strict(walk)) == []


def test_without_the_token_check_the_forgeries_get_through(walk: Walk) -> None:
    """Sabotage twin: the same requests where tokens are not checked."""
    assert len(forged(walk, walk.client(*OFFICER), most=6)) == 5 * 6


def test_a_page_that_writes_is_found(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sabotage twin: the first page notes who looked."""

    def nosy(on: Any, role: str) -> list[Any]:
        record(by="t", act="home.seen", object_kind="page", object_ids=["1"])
        return []

    monkeypatch.setattr(home, "tasks_of", nosy)
    found = statements_that_write(walk.client(*OFFICER), "GET", "/desk/")
    assert len(found) == 1 and "audit" in found[0]


urlpatterns = [
    path("bare/", home.today),
    path("", include("baigong.config.urls")),
]


def test_a_route_without_a_guard_answers_every_method(walk: Walk) -> None:
    """Sabotage twin: the first page put up without `route`; PUT is answered like GET."""
    client = walk.client(*OFFICER)
    assert client.put("/desk/").status_code == 405
    with override_settings(ROOT_URLCONF=__name__):
        assert client.put("/bare/").status_code == 200
        assert [found.id for found in check_routes()] == ["access.E001"]


def test_no_role_is_forgotten(walk: Walk) -> None:
    assert {role for role, _ in WHO} - {""} == set(Role.values)


START = """
import baigong.config.settings as settings
{change}
from django.core.management import execute_from_command_line
{start}
"""
UNDECLARED_ROUTE = 'settings.ROOT_URLCONF = "tests.safety.test_methods"'
WAYS_TO_START = {
    "the web server": "import baigong.config.wsgi",
    "the command": 'execute_from_command_line(["manage.py", "check"])',
}


def _start(way: str, change: str = "") -> subprocess.CompletedProcess[str]:
    program = START.format(change=change, start=WAYS_TO_START[way])
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).resolve().parents[2],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "baigong.config.settings"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("way", WAYS_TO_START)
def test_a_site_with_an_undeclared_route_does_not_start(way: str) -> None:
    """And its twin: the same start with the site's own routes is not refused."""
    refused, started = _start(way, UNDECLARED_ROUTE), _start(way)
    assert refused.returncode != 0 and "access.E001" in refused.stderr and "bare/" in refused.stderr
    assert started.returncode == 0, started.stderr
