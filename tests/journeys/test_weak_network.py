"""What a first visit weighs and how often it asks: a telephone on a weak network waits for both (reliability 132).

Counted are the bytes on the wire of a browser that has nothing yet, unpacked as the server of the tests sends them and
heads included, and the longest chain of requests in which one is known only from the answer before. How long that takes
is told by benchmarks/weak_network.py.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST_BYTES, MOST_REQUESTS, LONGEST_CHAIN = 150 * 1024, 16, 3
PAGES = ("/", "/jobs/", "/jobs/{job}/", "/sign-in/", "/me/")


@dataclass
class Visit:
    """Everything one cold visit fetched."""

    bytes: int = 0
    asked_by: dict[str, str] = field(default_factory=dict)

    def asked(self, event: Any) -> None:
        address = event["request"]["url"]
        if address.startswith("http"):  # what is written into the page itself is fetched from nowhere
            parent = event["initiator"].get("url", "")
            self.asked_by.setdefault(address, parent if parent in self.asked_by else "")
        if answer := event.get("redirectResponse"):
            self.bytes += int(answer["encodedDataLength"])
            self.asked_by[address] = answer["url"]

    def came(self, event: Any) -> None:
        self.bytes += int(event["encodedDataLength"])

    def chain(self) -> int:
        """Return the longest chain of requests that waited for one another."""
        longest = 0
        for address in self.asked_by:
            length, at = 1, address
            while at := self.asked_by[at]:
                length += 1
            longest = max(longest, length)
        return longest


def visit(chromium: Any, address: str, swollen: str = "") -> Visit:
    """Open a page in a browser that has nothing yet; what is said to be swollen comes with 200 KB more."""
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    try:
        page, seen = context.new_page(), Visit()
        wire = context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.on("Network.requestWillBeSent", seen.asked)
        wire.on("Network.loadingFinished", seen.came)
        if swollen:
            page.route(swollen, swell)
        assert page.goto(address, wait_until="networkidle").status == 200
        return seen
    finally:
        context.close()


def swell(route: Any) -> None:
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.body() + b"\n/*" + b"x" * 200 * 1024 + b"*/")


@pytest.mark.parametrize("path", PAGES)
def test_a_first_visit_is_light(chromium: Any, live_server: Any, world: Any, path: str) -> None:
    seen = visit(chromium, live_server.url + path.format(job=world.vacancy.id))
    assert 0 < seen.bytes <= MOST_BYTES
    assert 1 < len(seen.asked_by) <= MOST_REQUESTS, sorted(seen.asked_by)
    assert seen.chain() <= LONGEST_CHAIN, seen.asked_by


def test_twin_a_swollen_style_sheet_is_noticed(chromium: Any, live_server: Any, world: Any) -> None:
    assert visit(chromium, live_server.url, swollen="**/*.css").bytes > MOST_BYTES
