"""Pages kept for strangers: made once, renewed at once, never kept for somebody, never in the officers' way."""

from __future__ import annotations

import gzip
import threading
import time
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from baigong.foundation.shared_pages import middleware as shared
from baigong.foundation.shared_pages.news import News, tells_of
from baigong.foundation.shared_pages.options import SharedPages
from baigong.foundation.shared_pages.store import Page, Store


class Newsagent:
    """A reader of freshness that has news when a test says so."""

    def __init__(self) -> None:
        self.waiting: list[set[str] | None] = []
        self.is_heard = True

    def news(self) -> set[str] | None:
        return self.waiting.pop() if self.waiting else set()


class Site:
    """A view behind the middleware that counts how often it was asked."""

    def __init__(self, settings: Any, monkeypatch: pytest.MonkeyPatch, **options: Any) -> None:
        settings.BAIGONG_SHARED_PAGES = SharedPages(**{"cookie": "display", "topic": "t"} | options)
        monkeypatch.setattr(shared, "is_shared", lambda path: path.startswith("/jobs"))
        self.asked, self.status, self.words, self.wait = 0, 200, "岗位" * 400, 0.0
        self.door = shared.SharedPagesMiddleware(self.view)
        self.agent = Newsagent()
        self.door.kept.news = News(self.agent)  # type: ignore[arg-type]

    def view(self, request: Any) -> HttpResponse:
        self.asked += 1
        time.sleep(self.wait)
        return HttpResponse(self.words, status=self.status)

    def get(
        self, path: str = "/jobs/", cookies: dict[str, str] | None = None, **headers: str
    ) -> HttpResponse:
        request = RequestFactory().get(path, headers=headers)
        request.COOKIES.update(cookies or {})
        return self.door(request)


@pytest.fixture
def site(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Site:
    return Site(settings, monkeypatch)


def test_a_page_is_made_once_and_anew_when_there_is_news(site: Site) -> None:
    assert [site.get().content.decode() for _ in range(3)] == [site.words] * 3
    assert site.asked == 1
    site.words = "别的" * 400
    site.agent.waiting = [{"a"}]
    assert site.get().content.decode() == site.words
    assert site.asked == 2


def test_a_page_of_a_few_rows_stays_while_others_change(site: Site) -> None:
    def view(request: Any) -> HttpResponse:
        site.asked += 1
        return tells_of(HttpResponse("x"), ["a", "b"])

    site.door.get_response = view
    for news, asked in (({"c"}, 1), ({"a"}, 2), (set(), 2), (None, 3), ({"c", "b"}, 4)):
        site.get()
        site.agent.waiting = [news]
        site.get()
        assert site.asked == asked, news


def test_what_distinguishes_readers_distinguishes_pages(site: Site) -> None:
    for asked in ({}, {"path": "/jobs/?q=a"}, {"HX-Request": "true"}, {"cookies": {"display": "large."}}):
        site.get(**asked)  # type: ignore[arg-type]
        site.get(**asked)  # type: ignore[arg-type]
    assert site.asked == 4


def test_nobody_with_a_session_gets_or_leaves_a_kept_page(site: Site) -> None:
    own = site.get(cookies={"sessionid": "x"})
    site.get(cookies={"sessionid": "y"})
    assert site.asked == 2
    assert own["Cache-Control"] == "private, no-cache" and "Cookie" in own["Vary"]
    site.get()
    assert site.asked == 3


def test_what_is_not_declared_or_sets_a_cookie_is_not_kept(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.get("/desk/")
    site.get("/desk/")
    assert site.asked == 2

    def personal(request: Any) -> HttpResponse:
        site.asked += 1
        answer = HttpResponse("x")
        answer.set_cookie("csrftoken", "secret")
        return answer

    site.door.get_response = personal
    assert "csrftoken" in site.get().cookies
    site.get()
    assert site.asked == 4


@pytest.mark.parametrize(
    ("status", "is_kept"), [(200, True), (410, True), (404, False), (400, False), (500, False)]
)
def test_only_whole_answers_are_kept(site: Site, status: int, is_kept: bool) -> None:
    site.status = status
    site.get()
    assert site.get().status_code == status
    assert site.asked == (1 if is_kept else 2)


def test_who_has_the_page_gets_its_date_alone(site: Site) -> None:
    first = site.get()
    tag, day = first["ETag"], first["Last-Modified"]
    assert first["Cache-Control"] == "public, max-age=0, must-revalidate"
    for headers in ({"If-None-Match": tag}, {"If-None-Match": f'"x", {tag}'}, {"If-Modified-Since": day}):
        again = site.get(**headers)
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == tag
    for headers in ({"If-None-Match": '"x"', "If-Modified-Since": day}, {"If-Modified-Since": "yesterday"}):
        assert site.get(**headers).status_code == 200


def test_a_renewed_page_that_says_the_same_keeps_its_date(site: Site) -> None:
    before = Page.of(HttpResponse("x"), 1, 1000.0, 60, None)
    assert Page.of(HttpResponse("x"), 2, 2000.0, 60, before).made_at == 1000
    assert Page.of(HttpResponse("y"), 2, 2000.0, 60, before).made_at == 2000


def test_it_is_packed_for_those_who_can_unpack(site: Site) -> None:
    packed = site.get(**{"Accept-Encoding": "gzip, br"})
    assert gzip.decompress(packed.content).decode() == site.words
    assert packed["Content-Length"] == str(len(packed.content))
    assert site.get().content.decode() == site.words
    assert "Accept-Encoding" in packed["Vary"]


def crowd(site: Site, count: int, path: str = "/jobs/?n=%s") -> list[int]:
    answers: list[int] = []
    threads = [
        threading.Thread(target=lambda n=n: answers.append(site.get(path.replace("%s", str(n))).status_code))
        for n in range(count)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_a_crowd_at_one_page_makes_it_once(site: Site) -> None:
    site.wait = 0.2
    assert crowd(site, 6, "/jobs/") == [200] * 6
    assert site.asked == 1


def test_those_who_come_while_it_is_renewed_get_the_old_one(site: Site) -> None:
    site.get()
    site.agent.waiting = [{"a"}]
    site.wait = 0.2
    assert crowd(site, 20, "/jobs/") == [200] * 20
    assert site.asked == 2


def test_a_crowd_at_many_pages_leaves_room(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    site = Site(settings, monkeypatch, at_work=2, waiting=2, wait_seconds=5.0)
    site.wait = 0.3
    answers = crowd(site, 8)
    assert sorted(set(answers)) == [200, 503]
    assert answers.count(200) == 4
    refused = shared.shed()
    assert refused["Retry-After"] and refused["Cache-Control"] == "no-store"
    assert "请等几秒" in refused.content.decode()


def test_nobody_waits_for_ever(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    site = Site(settings, monkeypatch, at_work=1, waiting=9, wait_seconds=0.1)
    site.wait = 0.4
    assert sorted(crowd(site, 3)) == [200, 503, 503]


def test_without_a_limit_all_threads_would_be_taken(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sabotage twin."""
    site = Site(settings, monkeypatch, at_work=99)
    site.wait = 0.3
    assert crowd(site, 8) == [200] * 8


def test_the_store_gives_up_what_was_not_used() -> None:
    store = Store(most_bytes=3 * 2_100)
    pages = {n: Page.of(HttpResponse("x" * 100), 1, 0.0, 60, None) for n in range(4)}
    for n in range(3):
        store.put(n, pages[n])
    store.get(0)
    store.put(3, pages[3])
    assert [store.get(n) is not None for n in range(4)] == [True, False, True, True]
    store.put("large", Page.of(HttpResponse("x" * 9_000), 1, 0.0, 60, None))
    assert store.get("large") is None
