"""An officer notes where a vacancy stands outside, and a remote interview, beside the vacancy (AH-4.3a, BZ-5b)."""

from __future__ import annotations

import datetime
import html
from typing import Any

import pytest
from django.test import Client

from baigong.domains.placements.models import Introduction
from baigong.domains.placements.services import introduce
from baigong.domains.vacancies import posting
from baigong.domains.vacancies.models import Posting
from baigong.domains.vacancies.services import publish_vacancies
from baigong.foundation import clock
from baigong.foundation.scope import system_scope
from baigong.kernels.packs import Channel

ROOM = "https://meet.example.org/42"


@pytest.fixture(autouse=True)
def _named(monkeypatch: pytest.MonkeyPatch) -> None:
    class Pack:
        def channel_list(self, content: str) -> tuple[Channel, ...]:
            return (Channel("microblog", "微博", "recorded", "AH-4.3a", (content,)),)

    monkeypatch.setattr(posting, "pack_for", lambda path: Pack())


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def said(**changed: str) -> dict[str, str]:
    return {
        "posting_channel": "microblog", "posting_state": "posted", "posted_on": str(clock.today()),
        "posting_link": "https://weibo.example.org/1", "posting_note": "", "reach_people": "300",
    } | changed  # fmt: skip


def test_what_is_noted_stands_beside_the_vacancy(desk: Client, world: Any) -> None:
    with system_scope("test"):
        publish_vacancies(by="test", vacancies=[world.vacancy])
    address = f"/desk/vacancies/{world.vacancy.id}/"
    assert "还没登" in text(desk.get(address))
    page = text(desk.post(f"{address}channels/", said(), follow=True))
    assert "渠道情况记下了" in page and "约300人看到" in page and "https://weibo.example.org/1" in page


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"posting_link": ""}, "请写登在哪里"),
        ({"posting_link": "http://weibo.example.org/1"}, "https://开头"),
        ({"posting_channel": "nobody"}, "请从列出的里面选"),
        ({"posting_state": "failed", "posting_link": ""}, "没登成的原因"),
        ({"posted_on": "2999-01-01"}, "不能晚于今天"),
        ({"reach_people": "-1"}, "不能是负数"),
    ],
)
def test_what_does_not_fit_is_told_and_not_kept(
    desk: Client, world: Any, changed: dict[str, str], words: str
) -> None:
    with system_scope("test"):
        publish_vacancies(by="test", vacancies=[world.vacancy])
    answer = desk.post(f"/desk/vacancies/{world.vacancy.id}/channels/", said(**changed))
    assert answer.status_code == 400 and words in text(answer)
    with system_scope("test"):
        assert not Posting.objects.exists()


def test_an_officer_plans_a_remote_interview(desk: Client, world: Any) -> None:
    with system_scope("test"):
        entry = world.entries[0]
        row = introduce(by="test", vacancy=world.vacancy, registration=entry, on=clock.today())
    day = clock.today() + datetime.timedelta(days=2)
    desk.post(
        f"/desk/introductions/{row.id}/set_interview/",
        {
            "on": str(clock.today()),
            "interview_on": str(day),
            "interview_time": "09:00",
            "interview_link": ROOM,
        },
    )
    with system_scope("test"):
        held = Introduction.objects.get(id=row.id)
    assert (held.interview_on, held.interview_link) == (day, ROOM)
    assert held.interview_time == datetime.time(9)
