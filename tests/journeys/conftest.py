"""What every persona's journey needs: a Chromium, a window that must fit, and the desk's small county."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from baigong.domains.shortages.models import NeedReport
from baigong.domains.users.services import appoint, open_account
from baigong.domains.vacancies.services import publish_vacancies
from baigong.foundation import clock
from baigong.foundation.jobs.worker import Worker
from baigong.foundation.scope import system_scope

SHOTS = os.environ.get("BAIGONG_SHOTS", "")
WORLD = Path(__file__).parents[2] / "src/baigong/faces/desk/tests/desk_world.py"
OFFLINE = "没有网络，没存上，您填的都还在。有网了再点一次。"


def _desk_world() -> Any:
    if "desk_world" not in sys.modules:
        spec = importlib.util.spec_from_file_location("desk_world", WORLD)
        assert spec and spec.loader
        sys.modules["desk_world"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules["desk_world"])
    return sys.modules["desk_world"]


@pytest.fixture
def world(transactional_db: None) -> Any:
    """The small county, its welder's post ready for people and published."""
    built = _desk_world().build_world()
    with system_scope("test"):
        vacancy = built.vacancy
        vacancy.occupation_codes, vacancy.occupation_group = ["6-18-02-04"], "6"
        vacancy.pay_from_fen_month, vacancy.pay_to_fen_month = 700_000, 900_000
        vacancy.description, vacancy.workplace_text = "焊接机架，白班。", "柳塘镇工业路3号"
        vacancy.save()
        publish_vacancies(by="test", vacancies=[vacancy])
        NeedReport.objects.create(
            need=built.need,
            organisation=built.firm,
            reported_on=clock.today(),
            contact_way="call",
            headcount_open=12,
            place_path=built.need.place_path,
            county_id=built.need.county_id,
        )
        built.employer = open_account(
            by="test", username="employer", password="a long word for tests", display_name="冯经理"
        )
        appoint(
            by="test",
            user=built.employer,
            role="employer",
            place=built.county,
            starts_on=_desk_world().START,
            organisation_id=built.firm.id,
        )
    return built


@pytest.fixture
def people() -> Any:
    """Numbers and workbooks of people who do not exist."""
    return _desk_world()


class Window:
    """One window of one person; every page looked at must fit and say nothing on the console."""

    def __init__(self, chromium: Any, site: str, user: Any, width: int, persona: str) -> None:
        self.site, self.width, self.persona, self.said, self.shots = site, width, persona, [], 0
        self.context = chromium.new_context(viewport={"width": width, "height": 900})
        self.context.set_default_timeout(8000)
        if user is not None:
            client = Client()
            client.force_login(user)
            cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}
            self.context.add_cookies([cookie])
        self.page = self.context.new_page()
        self.page.on("console", lambda m: self.said.append(m.text) if m.type == "error" else None)

    def go(self, path: str, name: str) -> int:
        answer = self.page.goto(self.site + path)
        self.look(name)
        return int(answer.status)

    def look(self, name: str) -> None:
        """Number the picture, and hold the page to the width of its window."""
        self.shots += 1
        self.page.wait_for_load_state()  # a press does not wait for the page it leads to
        if SHOTS:
            where = Path(SHOTS) / f"{self.persona}-{self.width}-{self.shots:02d}-{name}.png"
            self.page.screenshot(path=str(where), full_page=True, caret="initial")
        assert self.page.evaluate("document.documentElement.scrollWidth") <= self.width, name

    def lose_network(self, press: str, name: str, sentence: str = OFFLINE) -> None:
        """Press without a network: the page stays and says what to do; then the network is back."""
        before = self.page.url
        self.context.set_offline(True)
        self.page.click(press)
        self.page.wait_for_selector(f".note.failed:has-text('{sentence}')")
        assert self.page.url == before
        self.look(name)
        self.context.set_offline(False)

    def heard(self, *expected: str) -> list[str]:
        """Return what the console said beyond the refusals that were asked for."""
        return [words for words in self.said if not any(each in words for each in expected)]


@pytest.fixture
def open_window(chromium: Any, live_server: Any) -> Iterator[Any]:
    opened: list[Window] = []

    def open_one(user: Any, width: int, persona: str) -> Window:
        opened.append(Window(chromium, live_server.url, user, width, persona))
        return opened[-1]

    yield open_one
    for window in opened:
        window.context.close()


@pytest.fixture
def work_off() -> Any:
    """Do what waits in the background, as the worker beside the server does."""
    return lambda: Worker(["import"]).run(until_idle=True)
