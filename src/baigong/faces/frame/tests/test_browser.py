"""The style guide in a real Chromium: no fault an automatic reader finds, no sideways scroll, no refusal."""

import threading
from collections.abc import Iterator
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError

from baigong.foundation.freshness.reader import Reader

pytestmark = pytest.mark.browser


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


def _away(reader: Reader) -> None:
    raise OperationalError("away")


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The site on a free port. Its database is away: public pages of the frame need none."""
    patch = pytest.MonkeyPatch()
    patch.setattr(Reader, "news", _away)
    server = make_server("127.0.0.1", 0, get_wsgi_application(), server_class=Server, handler_class=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    patch.undo()


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("mode", ["normal.", "large.", "xlarge.", "normal.high"])
@pytest.mark.parametrize("face", ["desk", "portal"])
def test_style_guide(chromium: Any, site: str, width: int, mode: str, face: str) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 900})
    context.add_cookies([{"name": "display", "value": mode, "url": site}])
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.goto(f"{site}/styleguide/?face={face}")
    reach = page.evaluate("document.documentElement.scrollWidth")
    found = Axe().run(page).response
    context.close()
    assert said == []
    if mode != "xlarge." or width > 320:  # the largest type promises one column down to 390 px
        assert reach <= width
    assert len(found["passes"]) > 20
    assert [fault["id"] for fault in found["violations"]] == []
