"""Planted markup in a real Chromium, under the pages' own headers: nothing runs (reliability test 112)."""

from __future__ import annotations

import copy
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Error as PlaywrightError
from tests.safety.planting import grow_planted
from tests.safety.test_csp import OFFICER
from tests.safety.walking import Walk, undone

SITE = "http://testserver"
TRAP = "window.__xss = 0"
PAGES = (
    "/desk/firms/{firm_id}/",
    "/desk/people/{registration_id}/",
    "/desk/people/{registration_id}/match/",
    "/desk/vacancies/{vacancy_id}/",
    "/desk/vacancies/{vacancy_id}/match/",
    "/desk/firms/{firm_id}/needs/{need_id}/report/",
    "/jobs/{vacancy_id}/",
)
pytestmark = pytest.mark.browser
# Every column of a page holds another payload of its turn: together the turns show most of them.
TURNS = (0, 15, 30, 45, 60, 75)
Answers = dict[str, tuple[dict[str, str], bytes]]


def drawn(walk: Walk, turns: tuple[int, ...]) -> Answers:
    """Return pages about villages planted in some turns, and forget what was planted."""
    answers = {}
    world, ids = copy.copy(walk.world.__dict__), walk.ids
    walk.world.__dict__.update({name: dict(known) for name, known in world.items()})
    walk.ids = dict(ids)
    with undone():
        client = walk.client(*OFFICER)
        for turn in turns:
            key = grow_planted(walk, turn)
            addresses = [page.format(**walk.ids[key]) for page in PAGES]
            answers |= {f"/{turn}{address}": client.get(address) for address in addresses}
    walk.world.__dict__.update(world)
    walk.ids = ids
    assert {answer.status_code for answer in answers.values()} == {200}
    return {address: (dict(answer.headers), answer.content) for address, answer in answers.items()}


def traps_sprung(chromium: Any, answers: Answers) -> int:
    """Open every page in a browser and return on how many a planted text ran."""

    def answer(route: Any) -> None:
        path = urlsplit(route.request.url).path
        if path in answers:
            headers, body = answers[path]
            route.fulfill(status=200, headers=headers, body=body)
        elif path.startswith("/static/") and (found := finders.find(path.removeprefix("/static/"))):
            route.fulfill(path=str(found))
        else:
            route.fulfill(status=404, body="")

    sprung = 0
    for path in answers:
        # A window of its own: a text that still leads the last page elsewhere would stop the next one.
        page = chromium.new_page()
        page.add_init_script(TRAP)
        page.route("**/*", answer)
        sprung += has_run(page, SITE + path)
        page.close()
    return sprung


def has_run(page: Any, address: str) -> bool:
    """Say whether a planted text ran on the page; one that leads it elsewhere this moment did."""
    try:
        page.goto(address)
        page.wait_for_timeout(50)
        return bool(page.evaluate("window.__xss") != 0)
    except PlaywrightError:
        return True


def test_nothing_planted_runs(chromium: Any, walk: Walk) -> None:
    pages = drawn(walk, TURNS)
    assert len(pages) == len(TURNS) * len(PAGES)
    assert traps_sprung(chromium, pages) == 0


def test_without_escaping_and_headers_it_runs(
    chromium: Any, walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sabotage twin: templates that escape nothing, and no policy in the headers."""
    from django.template import base
    from django.utils import html

    monkeypatch.setattr(base, "conditional_escape", str)
    monkeypatch.setattr(html, "conditional_escape", str)
    pages = drawn(walk, TURNS[:2])
    bare = {path: ({"Content-Type": "text/html; charset=utf-8"}, body) for path, (_, body) in pages.items()}
    assert traps_sprung(chromium, bare) >= len(pages) // 2
