"""Nothing that is typed or sent begins a line of the log or moves what its reader sees (reliability test 37)."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.sand_table import World, build_world, officer

from baigong.foundation.logs import FaultFormatter
from baigong.foundation.scope import system_scope

FORGED = "forged line"
INJECTED = f"x\r\n\x1b[31mERROR {FORGED}\x1b[0m\x08\u2028\x85{FORGED}"
# Where a stranger may write: addresses, questions, heads, forms.
PATHS = ("/%s/", "/jobs/%s/", "/places/%s/", "/policies/%s/", "/firms/%s/", "/desk/people/%s/", "/static/%s")
QUERIES = (
    "/jobs/?q", "/jobs/?place", "/jobs/?trade", "/jobs/?pay", "/jobs/?sort", "/jobs/?page", "/jobs/?certificate",
    "/firms/?q", "/firms/?page", "/policies/?q", "/policies/?who", "/policies/?page", "/commissioners/?firm",
    "/commissioners/?place", "/points/?kind", "/points/?place", "/sign-in/login/?next",
)  # fmt: skip
HEADS = (
    "HTTP_USER_AGENT",
    "HTTP_REFERER",
    "HTTP_ORIGIN",
    "HTTP_HOST",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_COOKIE",
    "HTTP_HX_CURRENT_URL",
)
FORMS = (
    ("/sign-in/login/", "login"), ("/sign-in/login/", "password"), ("/me/join/", "phone"), ("/display/", "size"),
    ("/desk/people/find/", "full_name"), ("/desk/people/export/", "query"), ("/desk/role/", "post"),
    ("/desk/firms/new/", "name"), ("/desk/firms/new/", "credit_code"),
)  # fmt: skip


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Everything any logger says, as the settings' handler would write it."""
    stream, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(FaultFormatter())
    root.addHandler(handler)
    level = root.level
    root.setLevel(logging.DEBUG)
    for name in ("django", "django.request", "django.security", "django.server"):
        monkeypatch.setattr(logging.getLogger(name), "propagate", True)
    yield stream
    root.setLevel(level)
    root.removeHandler(handler)


@pytest.fixture
def world(db: None) -> World:
    with system_scope("test"):
        return build_world()


def faults_in(text: str) -> list[str]:
    """Return the lines of a log that somebody else began, and those that hold a sign that moves the reader's screen."""
    lines = text.split("\n")
    return [
        line
        for line in lines
        if line.lstrip().startswith((f"ERROR {FORGED}", FORGED)) or "\x1b" in line or "\r" in line
    ]


def send_everywhere(client: Client) -> int:
    """Send the injected text wherever a stranger or an officer may write; return in how many places."""
    client.raise_request_exception = False
    for path in PATHS:
        client.get(path.replace("%s", INJECTED))
    for question in QUERIES:
        address, name = question.split("?")
        client.get(address, {name: INJECTED})
    for head in HEADS:
        sent: Any = {head: INJECTED}
        client.get("/", **sent)
    for address, name in FORMS:
        client.post(address, {name: INJECTED})
    client.post(
        "/desk/imports/new/", {"file": SimpleUploadedFile(f"{INJECTED}.xlsx", b"x"), "list": INJECTED}
    )
    return len(PATHS) + len(QUERIES) + len(HEADS) + len(FORMS) + 2


def test_no_line_is_forged(world: World, log: io.StringIO) -> None:
    client = Client()
    client.force_login(officer(world, "county_officer", "1.1"))
    assert send_everywhere(client) >= 40
    text = log.getvalue()
    assert FORGED in text  # what was sent does stand there: the test looks at the right place
    assert faults_in(text) == []


def test_the_usual_formatter_lets_a_line_be_forged(log: io.StringIO) -> None:
    """Sabotage twin: logging's own way of writing a message."""
    handler: Any = next(each for each in logging.getLogger().handlers if getattr(each, "stream", None) is log)
    handler.setFormatter(logging.Formatter())
    logging.getLogger("test").warning("Not Found: %s", INJECTED)
    assert faults_in(log.getvalue())
