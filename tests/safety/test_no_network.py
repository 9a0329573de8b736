"""No page and no form reaches out of the house while it answers (reliability test 118)."""

from __future__ import annotations

import socket
from typing import Any

import pytest
from tests.safety.forms_found import LOOKERS, OWN
from tests.safety.walking import Walk, routes, undone

from baigong.foundation.files import scanning


def reached_out(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Ask every page and send every empty form; return the addresses something wanted to connect to."""
    wanted: list[str] = []

    def connect(self: Any, address: Any, *_: Any) -> None:
        wanted.append(str(address))
        raise OSError("no network here")

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *address, **_: wanted.append(str(address)) or [])
    waiting = [(method, route) for method in ("GET", "POST") for route in routes(method)]
    for who in LOOKERS:  # each page and form once, by the first who may
        for method, route in list(waiting):
            with undone():
                answer = walk.client(*who).generic(method, walk.address(route, OWN))
            if answer.status_code not in (302, 403):
                waiting.remove((method, route))
    return wanted


def test_nothing_is_fetched_from_elsewhere(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert reached_out(walk, monkeypatch) == []


def test_what_reaches_out_is_found(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twin: a scanner is asked, and that is seen."""
    wanted: list[Any] = []

    def connect(self: Any, address: Any, *_: Any) -> None:
        wanted.append(address)
        raise OSError("no network here")

    monkeypatch.setattr(socket.socket, "connect", connect)
    with pytest.raises(scanning.ScannerAway):
        scanning.ask("unix:///nowhere.sock", b"x")
    assert wanted == ["/nowhere.sock"]
