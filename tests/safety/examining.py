"""Looking at drawn pages in a real Chromium: what an examiner of accessibility objects to, and what sticks out."""

from __future__ import annotations

import mimetypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from django.contrib.staticfiles import finders
from tests.safety.drawing import Drawn

HEIGHT = 900
# 640 is what a window of 1280 becomes at twice its size.
EXAMINED_AT, ALSO_FITS_AT = (1280, 360), (640, 320)
LARGE_AT, LARGEST_AT = (1280, 360), (1280, 390)  # the largest type promises one column down to 390 px
WALL = "screen/"  # a board of one size, which nobody touches, goes on by itself
EXAMINER = "/examiner.js"
RUN = """options => axe.run({resultTypes: ['violations'], ...options}).then(found => found.violations.map(fault => {
  const nodes = fault.nodes.slice(0, 3).map(node => node.html.slice(0, 160));
  return `${fault.id} (${fault.impact}): ${nodes.join(' | ')}`;
}))"""
CONTRAST = {"runOnly": ["color-contrast"]}
LARGEST = {"runOnly": ["color-contrast", "scrollable-region-focusable"]}


@contextmanager
def served(pages: list[Drawn]) -> Iterator[str]:
    """Serve the pages by their number, with their own headers, and the site's files, which the browser keeps."""
    answers = {f"/{number}/": (dict(page.headers), page.body) for number, page in enumerate(pages)}

    class Answering(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            headers, body = answers.get(self.path) or _file(self.path)
            self.send_response(200)
            for name, value in headers.items():
                if name != "Content-Length":
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@cache
def _file(path: str) -> tuple[dict[str, str], bytes]:
    kept = {"Cache-Control": "max-age=3600"}
    if path == EXAMINER:
        return {**kept, "Content-Type": "text/javascript"}, AXE_SCRIPT.encode()
    found = finders.find(path.removeprefix("/static/"))
    if found is None:
        return {"Content-Type": "text/plain"}, b""
    return {**kept, "Content-Type": mimetypes.guess_type(found)[0] or ""}, Path(found).read_bytes()


class Examiner:
    """One window, used for every page; what it finds is kept as page, setting and fault."""

    def __init__(self, page: Any, site: str) -> None:
        self.page, self.site, self.found, self.looked = page, site, [], 0

    def examine(self, number: int, drawn: Drawn) -> None:
        """Look at a page in two widths, and whether it fits in two more."""
        self.page.goto(f"{self.site}/{number}/")
        self.page.add_script_tag(url=self.site + EXAMINER)
        for width in sorted({*EXAMINED_AT, *ALSO_FITS_AT}, reverse=True):
            self._fits(drawn, width)
            if width in EXAMINED_AT:
                self._object(drawn, str(width))
        self.looked += 1

    def examine_modes(self, drawn: Drawn) -> None:
        """Look at the page that is open in large type, in high contrast and on paper."""
        for name, widths in (("large", LARGE_AT), ("xlarge", LARGEST_AT)):
            self._set("data-type", name)
            for width in widths:
                self._fits(drawn, width, name)
        self._object(drawn, "xlarge", LARGEST)
        self._set("data-type", "normal")
        self._set("data-contrast", "high")
        self._object(drawn, "high", CONTRAST)
        self._set("data-contrast", "normal")
        self.page.emulate_media(media="print")
        self._object(drawn, "print", CONTRAST)
        self.page.emulate_media(media="screen")

    def _set(self, attribute: str, value: str) -> None:
        # The server writes the choice on the root element and nowhere else (faces/frame/display.py).
        self.page.evaluate(
            "([name, value]) => document.documentElement.setAttribute(name, value)", [attribute, value]
        )

    def _fits(self, drawn: Drawn, width: int, setting: str = "") -> None:
        self.page.set_viewport_size({"width": width, "height": HEIGHT})
        reach = self.page.evaluate("document.documentElement.scrollWidth")
        if reach > width and not drawn.where.endswith(WALL):
            self.found.append(f"{drawn}，{setting}{width}：宽到{reach}")

    def _object(self, drawn: Drawn, setting: str, options: dict[str, Any] | None = None) -> None:
        left_out = {"rules": {"meta-refresh": {"enabled": False}}} if drawn.where.endswith(WALL) else {}
        faults = self.page.evaluate(RUN, {**left_out, **(options or {})})
        self.found += [f"{drawn}，{setting}：{fault}" for fault in faults]
