"""The first public pages over a weak mobile network: how long until a first visit can be used, and what it weighs.

    python benchmarks/weak_network.py

The demonstration city is served by `baigong serve`; a real Chromium that has nothing yet opens each page over 50 KB a
second with 300 ms between question and answer. Usable is the moment the page takes a press: loaded, styles and scripts
included. Figures are seconds and kilobytes on the wire, heads included.

Exit code 1 when a page is usable later than 5 s, or weighs more than 150 KB.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

GOAL_SECONDS, GOAL_KB, RUNS, PORT = 5.0, 150.0, 3, 8765
WEAK = {"offline": False, "latency": 300, "downloadThroughput": 50 * 1024, "uploadThroughput": 50 * 1024}
SITE = f"http://127.0.0.1:{PORT}"
CHROMIUM = "/usr/bin/chromium"
BAIGONG = (sys.executable, "-m", "baigong.faces.cli.main")


def wait_for_the_site() -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(SITE, timeout=5)
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError


def visit(browser: Any, address: str) -> tuple[float, float, int]:
    """Return seconds until usable, kilobytes and requests of a browser that has nothing yet."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page, size, asked = context.new_page(), [0.0], [0]
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", WEAK)
    wire.on("Network.loadingFinished", lambda event: size.append(event["encodedDataLength"]))
    wire.on(
        "Network.requestWillBeSent", lambda event: asked.append(event["request"]["url"].startswith("http"))
    )
    started = time.monotonic()
    page.goto(address, wait_until="load", timeout=60_000)
    seconds = time.monotonic() - started
    page.wait_for_load_state("networkidle")
    context.close()
    return seconds, sum(size) / 1024, sum(asked)


def report() -> bool:
    from playwright.sync_api import sync_playwright

    slowest, heaviest = 0.0, 0.0
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.goto(f"{SITE}/jobs/")
        job = page.locator("#results a[href^='/jobs/']").first.get_attribute("href")
        print(f"{'page':<10}{'usable s':>10}{'KB':>8}{'requests':>10}")
        for name, path in (
            ("home", "/"),
            ("jobs", "/jobs/"),
            ("job", job),
            ("sign-in", "/sign-in/"),
            ("me", "/me/"),
        ):
            visits = sorted(visit(browser, f"{SITE}{path}") for _ in range(RUNS))
            seconds, kilobytes, requests = visits[-1]
            slowest, heaviest = max(slowest, seconds), max(heaviest, kilobytes)
            print(f"{name:<10}{seconds:>10.2f}{kilobytes:>8.1f}{requests:>10}")
        browser.close()
    print(
        f"slowest: {slowest:.2f} s, goal {GOAL_SECONDS:.0f} s: {'met' if slowest <= GOAL_SECONDS else 'MISSED'}"
    )
    print(f"heaviest: {heaviest:.1f} KB, goal {GOAL_KB:.0f} KB: {'met' if heaviest <= GOAL_KB else 'MISSED'}")
    return slowest <= GOAL_SECONDS and heaviest <= GOAL_KB


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="baigong-weak-") as folder:
        environment = {**os.environ, "BAIGONG_PROFILE": "demo", "BAIGONG_VAR": str(Path(folder))}
        subprocess.run([*BAIGONG, "demo", "--size", "small", "--no-serve"], env=environment, check=True)
        site = subprocess.Popen([*BAIGONG, "serve", "--port", str(PORT)], env=environment)
        try:
            wait_for_the_site()
            return 0 if report() else 1
        finally:
            site.terminate()
            site.wait(60)


if __name__ == "__main__":
    sys.exit(main())
