"""Outlets for tests of the outbox: another site that answers as told, a county whose plan names four channels."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from baigong.domains.vacancies import outbox, posting, reconciling
from baigong.domains.vacancies.models import OutletOrder, Vacancy
from baigong.domains.vacancies.posting import note_posting, posting_lines
from baigong.domains.vacancies.services import publish_vacancies
from baigong.domains.vacancies.tests.sample_vacancies import SampleCounty
from baigong.foundation import clock
from baigong.foundation.jobs.worker import Worker
from baigong.kernels.packs import Channel

NAMED = (
    Channel("portal", "门户", "portal", "", ("vacancies",)),
    Channel("job-site", "招聘网站", "recorded", "JH-2b", ("vacancies",)),
    Channel("wechat", "微信", "recorded", "AH-4.3a", ("vacancies",)),
    Channel("microblog", "微博", "hand", "AH-4.3a", ("vacancies",)),
)
SECRET = "k" * 32


class Site:
    """Another site that keeps what it is pushed and answers what the test wants."""

    def __init__(self) -> None:
        self.kept: list[tuple[dict[str, str], bytes]] = []
        self.status, self.answer, self.url = 200, b"", ""

    def said(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.kept]


@pytest.fixture
def site(settings: Any) -> Iterator[Site]:
    made = Site()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            made.kept.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(made.status)
            self.end_headers()
            self.wfile.write(made.answer)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    made.url = f"http://127.0.0.1:{server.server_port}/take"
    settings.BAIGONG_CHANNEL_PUSH = {"job-site": made.url}
    settings.BAIGONG_CHANNEL_SECRET = SECRET
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture
def county(db: None, monkeypatch: pytest.MonkeyPatch) -> SampleCounty:
    class Pack:
        def channel_list(self, content: str) -> tuple[Channel, ...]:
            return tuple(each for each in NAMED if content in each.shows)

    for module in (posting, outbox):
        monkeypatch.setattr(module, "pack_for", lambda path: Pack())
    monkeypatch.setattr(reconciling, "packs_by_place", lambda paths, on: dict.fromkeys(paths, Pack()))
    return SampleCounty()


@pytest.fixture
def vacancy(county: SampleCounty) -> Vacancy:
    return county.post("焊工", public_since=None, description="找王经理，电话13912345678")


def again(vacancy: Vacancy) -> Vacancy:
    found: Vacancy = Vacancy.objects.select_related("organisation").get(id=vacancy.id)
    return found


def states(vacancy: Vacancy) -> dict[str, str]:
    return {line.channel.code: line.state for line in posting_lines(again(vacancy)) if not line.is_portal}


def publish(vacancy: Vacancy) -> None:
    publish_vacancies(by="officer", vacancies=[again(vacancy)])


def work() -> None:
    Worker(["short"]).run(until_idle=True)


def open_count(**said: Any) -> int:
    return OutletOrder.objects.filter(superseded_at__isnull=True, **said).count()


def note(vacancy: Vacancy, channel: str, state: str = "posted") -> None:
    said = {"note": "看到了", "happened_on": clock.today()}
    note_posting(by="officer", vacancy=again(vacancy), channel=channel, state=state, **said)
