"""An officer asks for outlets, works through what waits, and sees what stands on though it is closed (M05.1)."""

from __future__ import annotations

import datetime
import html
from typing import Any

import pytest
from django.test import Client

from baigong.domains.placements.enums import IntroductionState
from baigong.domains.placements.models import Introduction
from baigong.domains.placements.services import introduce
from baigong.domains.users.services import appoint, open_account
from baigong.domains.vacancies import outbox, posting, reconciling
from baigong.domains.vacancies.models import OutletOrder, Posting, Vacancy
from baigong.domains.vacancies.reconciling import order_lines, sweep
from baigong.domains.vacancies.services import publish_vacancies
from baigong.faces.desk.tasks import tasks_of
from baigong.faces.desk.views import outlets
from baigong.foundation import clock
from baigong.foundation.scope import system_scope
from baigong.kernels.packs import Channel

NAMED = (
    Channel("microblog", "微博", "hand", "AH-4.3a", ("vacancies",)),
    Channel("job-site", "招聘网站", "recorded", "JH-2b", ("vacancies",)),
)
LIST = "/desk/outlets/"


@pytest.fixture(autouse=True)
def _named(monkeypatch: pytest.MonkeyPatch) -> None:
    class Pack:
        def channel_list(self, content: str) -> tuple[Channel, ...]:
            return NAMED

    for module in (posting, outbox):
        monkeypatch.setattr(module, "pack_for", lambda path: Pack())
    monkeypatch.setattr(reconciling, "packs_by_place", lambda paths, on: dict.fromkeys(paths, Pack()))


@pytest.fixture
def address(world: Any) -> str:
    with system_scope("test"):
        publish_vacancies(by="test", vacancies=[world.vacancy])
    return f"/desk/vacancies/{world.vacancy.id}/"


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def noted(channel: str, state: str, **more: str) -> dict[str, str]:
    return {
        "posting_channel": channel, "posting_state": state, "posted_on": str(clock.today()), "back": "outlets",
    } | more  # fmt: skip


def test_asked_put_up_closed_and_taken_down(desk: Client, address: str) -> None:
    page = text(desk.post(f"{address}outlets/", {"outlet": ["microblog", "job-site"]}, follow=True))
    assert "2个渠道要登出" in page and "等人去登" in page and "未发出（没接通）" in page
    page = text(desk.get(LIST))
    assert "等着登出2处" in page and "登在哪里" in page and "没有该下架还挂着的" in page
    page = text(
        desk.post(f"{address}channels/", noted("microblog", "posted", posting_note="官微"), follow=True)
    )
    assert "渠道情况记下了" in page and "等着登出1处" in page
    desk.post(f"{address}close/", {"reason": "企业已招满"})
    page = text(desk.get(LIST))
    assert "应下架未下架1处，等着登出0处" in page and "不到1小时" in page
    with system_scope("test"):
        (task,) = [each for each in tasks_of(clock.today(), "county_officer") if each["url"] == LIST]
    assert "1处岗位应下架还没下架" in task["title"]
    page = text(desk.post(f"{address}channels/", noted("microblog", "taken_down"), follow=True))
    assert "应下架未下架0处" in page
    with system_scope("test"):
        assert not [each for each in tasks_of(clock.today(), "county_officer") if each["url"] == LIST]


def test_asked_twice_is_asked_once(desk: Client, address: str) -> None:
    for _ in range(2):
        desk.post(f"{address}outlets/", {"outlet": ["microblog"]})
    with system_scope("test"):
        assert OutletOrder.objects.count() == 1


def test_the_list_is_narrowed_to_one_outlet_and_a_word_it_does_not_know_shows_nothing(
    desk: Client, world: Any, address: str
) -> None:
    desk.post(f"{address}outlets/", {"outlet": ["microblog"]})
    link = f'href="{address}"'
    assert link in text(desk.get(LIST, {"channel": "microblog"}))
    answer = desk.get(LIST, {"channel": "nobody"})
    assert answer.status_code == 400 and link not in text(answer)


@pytest.mark.parametrize("outlets", [[], ["nobody"], ["portal"]])
def test_what_does_not_fit_is_told_and_not_kept(desk: Client, address: str, outlets: list[str]) -> None:
    assert "请至少选一个渠道" in text(desk.post(f"{address}outlets/", {"outlet": outlets}, follow=True))
    with system_scope("test"):
        assert not OutletOrder.objects.exists()


def test_nobody_says_by_hand_that_it_was_handed_out(desk: Client, address: str) -> None:
    answer = desk.post(f"{address}channels/", noted("microblog", "handed_out", posting_note="x"))
    assert answer.status_code == 400
    with system_scope("test"):
        assert not Posting.objects.exists()


def test_what_is_not_public_offers_no_outlet(desk: Client, world: Any) -> None:
    address = f"/desk/vacancies/{world.vacancy.id}/"
    assert "要登到哪些渠道" not in text(desk.get(address))
    assert "没有公开" in text(desk.post(f"{address}outlets/", {"outlet": ["microblog"]}, follow=True))


def test_another_office_neither_asks_nor_sees(elsewhere: Client, desk: Client, address: str) -> None:
    desk.post(f"{address}outlets/", {"outlet": ["microblog"]})
    assert elsewhere.post(f"{address}outlets/", {"outlet": ["job-site"]}).status_code == 404
    assert "等着登出0处" in text(elsewhere.get(LIST))


@pytest.mark.parametrize(("role", "may_look"), [("auditor", False), ("leader", True)])
def test_nobody_else_comes_in(client: Client, world: Any, address: str, role: str, may_look: bool) -> None:
    with system_scope("test"):
        user = open_account(by="test", username=role, password="a long word for tests", display_name="秦专员")
        appoint(by="test", user=user, role=role, place=world.county, starts_on=clock.today())
    client.force_login(user)
    page = client.get(LIST)
    assert page.status_code == (200 if may_look else 403)
    assert client.post(f"{address}outlets/", {"outlet": ["microblog"]}).status_code == 403


def test_what_is_filled_is_asked_down_although_it_is_public(desk: Client, world: Any, address: str) -> None:
    with system_scope("test"):
        Vacancy.objects.filter(id=world.vacancy.id).update(headcount=1)
        row = introduce(by="test", vacancy=world.vacancy, registration=world.entries[0], on=clock.today())
    desk.post(f"{address}channels/", noted("microblog", "posted", posting_note="官微"))
    with system_scope("test"):
        assert sweep(by="system") == 0
        Introduction.objects.filter(id=row.id).update(state=IntroductionState.HIRED)
        assert sweep(by="system") == 1 and sweep(by="system") == 0
    assert "应下架未下架1处" in text(desk.get(LIST))


def test_what_waits_too_long_comes_first_among_the_tasks(
    desk: Client, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.post(f"{address}channels/", noted("microblog", "posted", posting_note="官微"))
    desk.post(f"{address}close/", {"reason": "企业已招满"})
    later = clock.now() + datetime.timedelta(days=3, hours=1)
    with system_scope("test"), monkeypatch.context() as patched:
        patched.setattr(clock, "now", lambda: later)
        (task,) = [each for each in tasks_of(clock.today(), "county_officer") if each["url"] == LIST]
        (line,) = order_lines("take_down")
    assert (task["clock"], task["urgency"]) == ("超时", "over")
    assert outlets.waiting_text(line.waiting_hours) == "3天"
