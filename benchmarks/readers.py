"""A thousand strangers read the portal while an officer works: does the site hold on two processor cores?

    python benchmarks/readers.py

Builds the demonstration city, starts `baigong serve` as everybody does, and lets 1,000 connections ask for pages,
each at its own moments, together `--rate` a second; they come within three seconds. Time runs from the moment a
page was due, so a reader who has to wait for the server is counted with the wait. Beside them an officer opens
pages of the desk, four a second. While this goes on a vacancy is taken from the public and published again, every
five seconds, so that pages are made anew. The load comes from this process, on the same cores.

Peer, on the same server: the same pages made for each reader anew, which is what a stranger with somebody's session
cookie gets. Exit code 1 when a goal is missed: 1,500 pages a second served, 99 of 100 within 300 ms, no answer but
200, and 95 of 100 of the officer's pages within a second.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PORT = 8991
PATIENCE = 15.0
CHANGE_EVERY = 5.0
ARRIVING = 3.0  # seconds in which the readers come
GOALS = {"rate": 1_500.0, "p99": 300.0, "officer p95": 1_000.0}
DESK = ("/desk/", "/desk/people/", "/desk/firms/", "/desk/vacancies/", "/desk/week/")
REQUEST = "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept-Encoding: gzip\r\n{cookie}\r\n"


@dataclass
class Told:
    """What came back: milliseconds and statuses."""

    taken: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    bytes: int = 0

    def at(self, share: float) -> float:
        ordered = sorted(self.taken)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0

    @property
    def only_ok(self) -> bool:
        return set(self.statuses) <= {200}


class Reader:
    """One connection that stays open."""

    def __init__(self, told: Told, cookie: str = "") -> None:
        self.told, self.cookie = told, f"Cookie: {cookie}\r\n" if cookie else ""
        self.stream: Any = None

    async def ask(self, path: str, due: float) -> None:
        if self.stream is None:
            self.stream = await asyncio.open_connection("127.0.0.1", PORT)
        source, sink = self.stream
        sink.write(REQUEST.format(path=path, port=PORT, cookie=self.cookie).encode())
        head = (await source.readuntil(b"\r\n\r\n")).lower()
        length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
        await source.readexactly(length)
        status = int(head[9:12])
        self.told.taken.append((time.perf_counter() - due) * 1000)
        self.told.statuses[status] = self.told.statuses.get(status, 0) + 1
        self.told.bytes += len(head) + length
        if b"connection: close" in head:
            sink.close()
            self.stream = None

    async def read(self, paths: list[str], every: float, until: float, rng: random.Random) -> None:
        due = time.perf_counter() + rng.random() * max(every, ARRIVING)
        while max(due, time.perf_counter()) < until:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            try:
                await asyncio.wait_for(self.ask(rng.choice(paths), due), PATIENCE)
            except (OSError, asyncio.IncompleteReadError, TimeoutError):
                self.told.statuses[0] = self.told.statuses.get(0, 0) + 1
                self.stream = None
            due += every


async def crowd(readers: int, rate: float, seconds: float, paths: list[str], cookie: str = "") -> Told:
    """Let readers ask for pages at a rate together."""
    told, rng = Told(), random.Random(7)
    until = time.perf_counter() + seconds
    await asyncio.gather(
        *(
            Reader(told, cookie).read(paths, readers / rate, until, random.Random(rng.random()))
            for _ in range(readers)
        )
    )
    return told


async def officer(cookie: str, seconds: float) -> Told:
    told = Told()
    await Reader(told, cookie).read(list(DESK), 0.25, time.perf_counter() + seconds, random.Random(1))
    return told


def republish(vacancy_id: Any) -> None:
    """Take one vacancy from the public and publish it again, as an officer would."""
    from django.db import connection

    from baigong.domains.vacancies.models import Vacancy
    from baigong.domains.vacancies.services import publish_vacancies
    from baigong.domains.vacancies.taking_down import take_down_vacancy
    from baigong.foundation.scope import system_scope

    with system_scope("benchmark"):
        vacancy = Vacancy.objects.get(id=vacancy_id)
        take_down_vacancy(by="benchmark", vacancy=vacancy)
        publish_vacancies(by="benchmark", vacancies=[Vacancy.objects.get(id=vacancy_id)])
    connection.close()


async def change(vacancy_id: Any, seconds: float) -> None:
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        await asyncio.sleep(CHANGE_EVERY)
        await asyncio.to_thread(republish, vacancy_id)


async def together(
    readers: int, rate: float, seconds: float, paths: list[str], at_desk: str, key: Any
) -> Any:
    return await asyncio.gather(
        crowd(readers, rate, seconds, paths), officer(at_desk, seconds), change(key, seconds)
    )


def build() -> tuple[list[str], str, Any]:
    """Build the city; return what strangers read, an officer's cookie, and a vacancy to take down."""
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    from baigong.domains.users.models import Post
    from baigong.domains.users.sign_in import SET_UP_KEY
    from baigong.domains.vacancies.public import newest_public, public_places
    from baigong.faces.cli.demo.building import build_city
    from baigong.faces.cli.setup import prepare_data_folder
    from baigong.foundation.scope import system_scope

    prepare_data_folder()
    call_command("migrate", verbosity=0)
    build_city("city")
    with system_scope("benchmark"):
        post = Post.objects.filter(role="county_officer").select_related("user").first()
    client = Client()
    client.force_login(post.user)
    session = client.session
    session[SET_UP_KEY] = True  # as after the second factor
    session.save()
    newest = newest_public(60)
    jobs = [f"/jobs/{vacancy.id}/" for vacancy in newest[1:]]
    places = [f"/places/{place.key}/" for place in public_places()[:10]]
    paths = ["/"] * 20 + ["/jobs/"] * 20 + ["/jobs/?lodging=yes", "/jobs/?sort=pay", "/firms/"] * 3
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    connection.close()
    return [*paths, *jobs, *places], cookie, newest[0].id


def start() -> subprocess.Popen[bytes]:
    """Start the site and wait until it answers."""
    import urllib.request

    served = subprocess.Popen(
        [sys.executable, "-m", "baigong.faces.cli.main", "serve", "--port", str(PORT)], start_new_session=True
    )
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/robots.txt").close()
            return served
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the site does not answer")


def report(found: Told, desk: Told, peer: Told, seconds: float, peer_seconds: float) -> bool:
    rate, peer_rate = len(found.taken) / (seconds - ARRIVING / 2), len(peer.taken) / peer_seconds
    print(f"pages served: {rate:,.0f}/s, p50 {found.at(0.5):.1f} ms, p99 {found.at(0.99):.1f} ms,")
    print(f"  worst {found.at(1):.0f} ms, {found.bytes / seconds / 1e6:.1f} MB/s, statuses {found.statuses}")
    print(
        f"officer: {len(desk.taken)} pages, p50 {desk.at(0.5):.0f} ms, p95 {desk.at(0.95):.0f} ms, {desk.statuses}"
    )
    print(
        f"peer, made for each reader: {peer_rate:,.0f}/s at most; kept pages are {rate / peer_rate:.1f} × that"
    )
    measured = {"rate": rate, "p99": found.at(0.99), "officer p95": desk.at(0.95)}
    is_met = found.only_ok and desk.only_ok
    for name, goal in GOALS.items():
        is_good = measured[name] >= goal if name == "rate" else measured[name] <= goal
        is_met &= is_good
        print(f"{name}: {measured[name]:,.0f}, goal {goal:,.0f}: {'met' if is_good else 'MISSED'}")
    return is_met


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--readers", type=int, default=1_000)
    parser.add_argument("--rate", type=float, default=1_600)
    parser.add_argument("--seconds", type=float, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="baigong-readers-") as folder:
        os.environ |= {"BAIGONG_PROFILE": "demo", "BAIGONG_VAR": str(Path(folder))}
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "baigong.config.settings")
        import django

        django.setup()
        paths, cookie, vacancy = build()
        served = start()
        try:
            asyncio.run(crowd(50, 200, 8, paths))  # the first readers of the day
            found, desk, _ = asyncio.run(
                together(options.readers, options.rate, options.seconds, paths, cookie, vacancy)
            )
            peer = asyncio.run(crowd(16, 10_000, 5, paths, cookie="sessionid=nobody"))
        finally:
            os.killpg(served.pid, signal.SIGTERM)
            served.wait()
    return 0 if report(found, desk, peer, options.seconds, 5) else 1


if __name__ == "__main__":
    sys.exit(main())
