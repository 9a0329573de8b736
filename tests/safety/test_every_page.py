"""Every page, for every role that may open it: nothing an examiner of accessibility objects to, nothing sticks out.

Reliability test 131: 1280 and 360 px; 320 px; twice the size; full, empty and with faults; every display mode.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from tests.safety.drawing import Drawn, distinct, draw_all, policies
from tests.safety.examining import Examiner, served
from tests.safety.walking import POSTS, Walk

pytestmark = [
    pytest.mark.browser,
    # The pages are the same whichever engine answers (the walks over it say so); looking at them twice shows nothing.
    pytest.mark.skipif(connection.vendor != "sqlite", reason="页面与引擎无关，只在SQLite上看一遍"),
]
# Read by machines or saved as files.
NO_PAGES = {
    "jobs/feed.xml", "policies/feed.xml", "robots.txt", "sitemap.xml", "sitemap-<int:number>.xml",
    "desk/imports/template/<slug:list_name>/", "employer/shortages/trades/", "policies/list.xlsx",
    "bodies/feeds/<uuid:feed_id>/template/",
    "exchange/v1/deliveries/<uuid:delivery_id>/", "exchange/v1/deliveries/<uuid:delivery_id>/rejects/",
}  # fmt: skip
# For the people drawn these lead on to another page, which is drawn.
LEADS_ON = {
    "desk/": {"employer", "seeker", "auditor", "security_officer", "administrator",
              "agency", "school", "department"},
    "employer/claim/": {"employer"}, "employer/join/": {"seeker"}, "me/join/": {"seeker"},
    "me/join/code/": {"", "seeker"}, "sign-in/phone/code/": {"", "seeker"}, "me/record/start/": {"seeker"},
    "me/record/claim/": {"seeker"},
}  # fmt: skip


@pytest.fixture(scope="module")
def drawn_before() -> list[Drawn]:
    return []


@pytest.fixture
def album(chromium: Any, walk: Walk, drawn_before: list[Drawn]) -> list[Drawn]:
    """Every page, drawn by the first test that asks.

    The browser is asked for first: its driver's loop has database connections of its own.
    """
    if not drawn_before:
        drawn_before.extend(draw_all(walk))
    return drawn_before


@pytest.fixture
def window(chromium: Any) -> Iterator[Any]:
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    yield page
    page.close()


def test_every_page_is_drawn_for_every_role_that_may_open_it(album: list[Drawn]) -> None:
    drawn = {(page.where, page.who) for page in album if page.is_page and page.state == "有内容"}
    missing = {
        (route.where, role)
        for route, roles in policies("GET")
        if route.where not in NO_PAGES
        for role in roles
        if role not in LEADS_ON.get(route.where, ()) and (route.where, role) not in drawn
    }
    assert missing == set()
    assert {
        page
        for page in album
        if page.state == "有内容" and page.who in POSTS and page.status >= 400 and page.where not in NO_PAGES
    } == set()
    for state, least in (("空", 40), ("空着发出", 40), ("没找到", 6), ("没看懂", 3), ("出错", 9)):
        assert sum(page.is_page and page.state == state for page in album) >= least, state


def test_no_page_has_a_fault(window: Any, album: list[Drawn]) -> None:
    pages = distinct(album)
    shown_in_modes: set[str] = set()
    with served(pages) as site:
        examiner = Examiner(window, site)
        for number, drawn in enumerate(pages):
            examiner.examine(number, drawn)
            if drawn.state == "有内容" and drawn.where not in shown_in_modes:
                shown_in_modes.add(drawn.where)
                examiner.examine_modes(drawn)
    assert examiner.found == []
    assert examiner.looked == len(pages) > 250
    assert len(shown_in_modes) > 90


@pytest.mark.parametrize(
    ("planted", "expected"),
    [
        (b'<input name="nameless">', "label"),
        (b'<p class="in" role="nothing-known">', "aria-roles"),
        (b'<div class="bulk"><svg width="2000" height="9"></svg></div>', "宽到"),
    ],
    ids=["label", "role", "width"],
)
def test_twin_a_fault_is_found(window: Any, album: list[Drawn], planted: bytes, expected: str) -> None:
    """Sabotage twin: one careless line in a page that is faultless."""
    good = next(page for page in distinct(album) if page.where == "desk/firms/")
    bad = Drawn(
        good.where, good.who, good.state, good.status, good.headers,
        good.body.replace(b"</main>", planted + b"</main>"),
    )  # fmt: skip
    with served([good, bad]) as site:
        examiner = Examiner(window, site)
        examiner.examine(0, good)
        assert examiner.found == []
        examiner.examine(1, bad)
    assert any(expected in fault for fault in examiner.found)
