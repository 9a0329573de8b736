"""The door before the framework gives what the middleware would give, and nothing when in doubt."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.test import RequestFactory

from baigong.foundation.shared_pages import middleware as shared
from baigong.foundation.shared_pages.door import KeptPagesDoor
from baigong.foundation.shared_pages.news import News
from baigong.foundation.shared_pages.options import SharedPages
from baigong.foundation.shared_pages.tests.test_shared_pages import Newsagent

WORDS = "岗位" * 400


class House:
    """The middleware behind the door; counts who was let in."""

    def __init__(self, settings: Any, monkeypatch: pytest.MonkeyPatch, **options: Any) -> None:
        settings.BAIGONG_SHARED_PAGES = SharedPages(**{"cookie": "display", "topic": "t"} | options)
        monkeypatch.setattr(shared, "is_shared", lambda path: path.startswith("/jobs"))
        self.middleware = shared.SharedPagesMiddleware(lambda request: HttpResponse(WORDS))
        self.agent = Newsagent()
        self.middleware.kept.news = News(self.agent)  # type: ignore[arg-type]
        self.let_in = 0
        self.door = KeptPagesDoor(self.inside)

    def inside(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.let_in += 1
        response = self.middleware(WSGIRequest(environ))
        start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
        return [response.content]

    def ask(self, path: str = "/jobs/", method: str = "GET", **environ: Any) -> tuple[str, list[Any], bytes]:
        """Return status, heads in their order and body."""
        told: list[Any] = []
        request = RequestFactory().generic(method, path, **environ).environ
        request["PATH_INFO"] = request["PATH_INFO"].encode().decode("latin-1")  # as it comes from outside
        body = b"".join(self.door(request, lambda status, heads: told.extend((status, sorted(heads)))))
        return told[0], told[1], body


@pytest.fixture
def house(settings: Any, monkeypatch: pytest.MonkeyPatch) -> House:
    return House(settings, monkeypatch)


@pytest.mark.parametrize("unpacks", ["", "gzip, br"])
def test_the_second_reader_is_answered_at_the_door_with_the_same(house: House, unpacks: str) -> None:
    first = house.ask(HTTP_ACCEPT_ENCODING=unpacks)
    assert house.ask(HTTP_ACCEPT_ENCODING=unpacks) == first
    assert house.let_in == 1
    assert (("Content-Encoding", "gzip") in first[1]) is bool(unpacks)


@pytest.mark.parametrize(
    "asked",
    [
        {"HTTP_COOKIE": "sessionid=x"},
        {"HTTP_COOKIE": "a=b; display=large."},
        {"HTTP_IF_NONE_MATCH": '"x"'},
        {"HTTP_IF_MODIFIED_SINCE": "yesterday"},
        {"HTTP_RANGE": "bytes=0-9"},
        {"method": "HEAD"},
        {"method": "POST"},
        {"HTTP_HOST": "other.example"},
        {"HTTP_HX_REQUEST": "true"},
        {"wsgi.url_scheme": "https"},
        {"path": "/jobs/?q=a"},
        {"path": "/jobs/%E7%84%8A/"},
    ],
)
def test_whoever_is_not_the_plainest_reader_is_let_in(house: House, asked: dict[str, Any]) -> None:
    house.ask()
    house.ask(**asked)
    assert house.let_in == 2


def test_nothing_is_given_at_the_door_when_news_came_or_should_be_asked_for(house: House) -> None:
    house.ask()
    house.agent.is_heard = False
    house.ask()
    assert house.let_in == 2
    house.agent.is_heard, house.agent.waiting = True, [{"a"}]
    house.middleware.kept.news.look()
    house.ask()
    assert house.let_in == 3


def test_an_old_page_is_not_given(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    house = House(settings, monkeypatch, seconds=-1.0)
    house.ask()
    house.ask()
    assert house.let_in == 2


def test_behind_a_gate_that_tells_the_scheme_it_is_believed(house: House, settings: Any) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    house.ask(HTTP_X_FORWARDED_PROTO="https")
    house.ask(HTTP_X_FORWARDED_PROTO="https")
    assert house.let_in == 1
    house.ask(HTTP_X_FORWARDED_PROTO="http")
    assert house.let_in == 2


def test_a_door_that_asked_for_nothing_would_give_a_strangers_page_to_an_officer(
    house: House, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """Sabotage twin: without a look at the cookie whoever has signed in is taken for a stranger."""
    house.ask()
    settings.SESSION_COOKIE_NAME = "nothing-of-the-kind"
    house.ask(HTTP_COOKIE="sessionid=x")
    assert house.let_in == 1
