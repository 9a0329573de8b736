"""No page runs what it was not given: headers, markup without inline code, and what was typed comes back as text.

Reliability tests 111 and 112.
"""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest
from django.http import HttpResponse
from django.utils import html
from tests.safety.payloads import PAYLOADS
from tests.safety.walking import Walk, routes

OFFICER = ("county_officer", "1.1")
OWN = "1.1.1.1"
FORBIDDEN_WORDS = ("unsafe-inline", "unsafe-eval", "unsafe-hashes", "data:", "*", "http:")
LOCKED = (
    "default-src 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
)
HEADERS = {"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin"}
CODE_IN_ADDRESS = ("javascript:", "data:", "vbscript:")
MARKED = {"xss-tag", "iframe", "math", "style", "object", "embed", "base", "frame"}


class Reader(HTMLParser):
    """Collects what a browser would run or a planted text would have become."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in MARKED or (tag == "script" and not self._is_own(given)):
            self.faults.append(f"<{tag}>")
        if tag == "img" and given.get("src") == "x":
            self.faults.append("<img src=x>")
        for name, value in given.items():
            word = (value or "").strip().lower()
            if name == "style" or (name.startswith("on") and name.isalpha()):
                self.faults.append(f"<{tag} {name}>")
            if name in ("href", "src", "action", "formaction") and word.startswith(CODE_IN_ADDRESS):
                self.faults.append(f"<{tag} {name}={word[:20]}>")

    def _is_own(self, given: dict[str, str | None]) -> bool:
        is_data = given.get("type") in ("application/json", "application/ld+json")
        return is_data or (given.get("src") or "").startswith("/static/")


def faults_of(body: str) -> list[str]:
    reader = Reader()
    reader.feed(body)
    reader.close()
    return reader.faults


def header_faults(response: Any) -> list[str]:
    """Return what is missing in the headers of one answer."""
    policy = response.headers.get("Content-Security-Policy", "")
    found = [f"lacks {rule}" for rule in LOCKED if rule not in policy]
    found += [f"allows {word}" for word in FORBIDDEN_WORDS if word in policy]
    return found + [
        f"{name} is not {value}" for name, value in HEADERS.items() if response.headers.get(name) != value
    ]


def every_answer(walk: Walk, key: str = OWN) -> list[tuple[str, Any]]:
    """Return every page of the site, with the forms refused and the errors among them."""
    client, stranger, found = walk.client(*OFFICER), walk.client("", ""), []
    for route in routes("GET"):
        address = walk.address(route, key)
        found.append((address, client.get(address)))
        found.append((f"{address} 匿名", stranger.get(address)))
    for route in routes("POST"):
        if not route.where.startswith(("desk/imports", "display")):
            found.append((walk.address(route, key), client.post(walk.address(route, key))))
    for address in ("/nowhere/", "/sign-in/login/", "/desk/people/?state=none", "/desk/vacancies/?town=x"):
        found.append((address, client.get(address)))
        found.append((f"{address} 匿名", stranger.get(address)))
    return found


def page_faults(walk: Walk, key: str = OWN) -> list[str]:
    found = []
    for address, response in every_answer(walk, key):
        found += [f"{address}：{fault}" for fault in header_faults(response)]
        if response.headers.get("Content-Type", "").startswith("text/html"):
            found += [f"{address}：{fault}" for fault in faults_of(response.content.decode())]
    return found


def test_headers_and_markup_of_every_page(walk: Walk) -> None:
    assert page_faults(walk) == []


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_was_typed_comes_back_as_text(walk: Walk, payload: str) -> None:
    client, ids = walk.client(*OFFICER), walk.ids[OWN]
    answers = [
        client.get("/jobs/", {"q": payload, "place": payload}),
        client.get("/desk/people/", {"state": payload}),
        client.get("/desk/firms/", {"q": payload}),
        client.get(f"/desk/vacancies/{ids['vacancy_id']}/match/", {"name": payload}),
        client.post(f"/desk/people/{ids['registration_id']}/reveal/", {"purpose": payload, "words": payload}),
        client.post(f"/desk/vacancies/{ids['vacancy_id']}/close/", {"reason": payload[:3]}),
        client.post(
            f"/desk/people/{ids['registration_id']}/edit/", {"occupation_text": payload, "pay_yuan": payload}
        ),
    ]
    assert [faults_of(answer.content.decode()) for answer in answers] == [[]] * len(answers)


def test_without_escaping_what_was_typed_becomes_markup(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sabotage twin: templates that escape nothing."""
    from django.template import base

    monkeypatch.setattr(base, "conditional_escape", str)
    monkeypatch.setattr(html, "conditional_escape", str)
    answer = walk.client(*OFFICER).get("/jobs/", {"q": PAYLOADS[0]})
    assert faults_of(answer.content.decode()) != []


def test_a_page_without_the_headers_is_found() -> None:
    """Sabotage twin: an answer no middleware touched, and markup with code in it."""
    assert len(header_faults(HttpResponse())) == len(LOCKED) + len(HEADERS)
    assert len(faults_of('<p style="x"><a onclick=x href="javascript:x">x</a><script>x</script>')) == 4
