"""What one visitor asks for reaches no other through a cache on the way (reliability test 116).

A cache that keeps as much as the standard allows stands before the site: by address alone where the answer's `Vary`
says nothing else. One visitor poisons it by headers it does not key on, another makes an officer ask for a page under
a name that looks like a file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client
from tests.safety.walking import Walk, plain, routes

from baigong.foundation.access import residue

OWN = "1.1.1.1"
EVIL = "evil.example"
POISON = {
    "HTTP_X_FORWARDED_HOST": EVIL, "HTTP_X_HOST": EVIL, "HTTP_X_FORWARDED_SERVER": EVIL, "HTTP_X_ORIGINAL_URL": "/me/",
    "HTTP_X_REWRITE_URL": "/me/", "HTTP_FORWARDED": f"host={EVIL};proto=http", "HTTP_X_FORWARDED_PREFIX": f"//{EVIL}",
    "HTTP_X_FORWARDED_SCHEME": "nothttps", "HTTP_X_FORWARDED_PROTO": "http", "HTTP_X_FORWARDED_PORT": "666",
    "HTTP_X_HTTP_METHOD_OVERRIDE": "POST", "HTTP_ORIGIN": f"https://{EVIL}", "HTTP_REFERER": f"https://{EVIL}/",
    "HTTP_USER_AGENT": f"{EVIL}<script>", "HTTP_ACCEPT_LANGUAGE": "xx", "HTTP_X_WAP_PROFILE": f"https://{EVIL}",
    "SCRIPT_NAME_SAID": f"//{EVIL}", "HTTP_CONTENT_TYPE": "text/x", "HTTP_X_SCRIPT_NAME": f"//{EVIL}",
}  # fmt: skip
DRESSED = (
    "x.css",
    "x.js",
    "x.png",
    ";x.css",
    "%2fx.css",
    "%0ax.css",
    "%3fx.css",
    "..%2fstatic%2fx.css",
    "x.css/",
)
_HEADER = re.compile(r"[\w-]+")


@dataclass
class SharedCache:
    """Keeps whatever the standard lets it keep, for everybody who asks for the same address."""

    kept: dict[Any, Any] = field(default_factory=dict)

    def get(self, client: Client, address: str, **headers: str) -> Any:
        asked = {
            "HTTP_COOKIE": "; ".join(f"{name}={each.value}" for name, each in client.cookies.items())
        } | headers
        for (where, vary), answer in self.kept.items():
            if where == address and all(asked.get(name, "") == value for name, value in vary):
                return answer
        answer = client.get(address, **headers)
        if may_be_kept(answer):
            names = [
                f"HTTP_{name.upper().replace('-', '_')}" for name in _HEADER.findall(answer.get("Vary", ""))
            ]
            self.kept[address, tuple((name, asked.get(name, "")) for name in names)] = answer
        return answer


def may_be_kept(answer: Any) -> bool:
    """Say whether a shared cache may keep an answer; one that says nothing of it may be kept by rule of thumb."""
    said = answer.get("Cache-Control", "").lower()
    return answer.status_code in (200, 301, 404, 410) and not re.search(r"private|no-store|no-cache", said)


def steady(answer: Any) -> bytes:
    """Return a page without what differs from request to request, the moment it was made among it."""
    return re.sub(rb"datetime=\"[^\"]*\"", b"", plain(answer.content))


def pages(public: bool) -> list[Any]:
    return [route for route in routes("GET") if route.is_public == public]


def test_no_header_changes_what_the_next_visitor_gets(walk: Walk) -> None:
    cache, found = SharedCache(), []
    for route in pages(public=True):
        address = walk.address(route, "1.2.1.1")
        clean = Client().get(address)
        poisoned = cache.get(Client(), address, **POISON)
        later = cache.get(Client(), address)
        if EVIL.encode() in later.content or steady(later) != steady(clean):
            found.append(f"{address}: {poisoned.status_code}")
    assert found == []


@pytest.mark.parametrize(
    "who", [("county_officer", "1.1"), ("seeker", OWN), ("employer", OWN), ("auditor", "1")]
)
def test_nothing_of_who_is_signed_in_may_be_kept(walk: Walk, who: tuple[str, str]) -> None:
    client, found = walk.client(*who), []
    for route in pages(public=False):
        answer = client.get(walk.address(route, OWN))
        if may_be_kept(answer):
            found.append(f"{route.where}: {answer.get('Cache-Control', 'nothing said')}")
    assert found == []


def test_a_page_dressed_as_a_file_is_no_page(walk: Walk) -> None:
    cache, found = SharedCache(), []
    for who, top in (
        (("county_officer", "1.1"), "/desk/"),
        (("seeker", OWN), "/me/"),
        (("employer", OWN), "/employer/"),
    ):
        mine = walk.client(*who)
        for base in (top, f"{top}x/", "/inbox/", f"{top}%2e/"):
            for name in DRESSED:
                answer = cache.get(mine, base + name)
                stranger = cache.get(Client(), base + name)
                if answer.status_code == 200 or "display_name" in answer.content.decode(errors="ignore"):
                    found.append(f"{base}{name}: {answer.status_code}")
                if stranger is answer and may_be_kept(answer):
                    found.append(f"{base}{name}: kept for strangers")
    assert found == []


def test_a_site_that_says_nothing_of_keeping_is_found(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sabotage twin: pages of who is signed in go out without a word about caches."""
    monkeypatch.setattr(residue, "_is_signed_in", lambda request: False)
    client = walk.client("county_officer", "1.1")
    assert sum(may_be_kept(client.get(walk.address(route, OWN))) for route in pages(public=False)) >= 20


def test_a_cache_gives_the_second_what_the_first_made_it_keep() -> None:
    """Twin: the cache of this test does keep."""

    class Careless:
        cookies: dict[str, Any] = {}

        def get(self, address: str, **headers: str) -> Any:
            from django.http import HttpResponse

            return HttpResponse(headers.get("HTTP_X_FORWARDED_HOST", "here"))

    cache, careless = SharedCache(), Careless()
    cache.get(careless, "/", **POISON)  # type: ignore[arg-type]
    assert cache.get(careless, "/").content == EVIL.encode()  # type: ignore[arg-type]
