"""A large list waits on the page for a second officer of the place; the asker takes it from there."""

from __future__ import annotations

import html
from typing import Any

import pytest
from desk_world import START
from django.test import Client

from baigong.domains.users.services import appoint, open_account
from baigong.faces.desk import exporting
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.exchange.handouts import Limits
from baigong.foundation.exchange.models import Handout, HandoutState
from baigong.foundation.scope import system_scope

XLSX = b"PK\x03\x04"


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> None:
    """Three people are on the list; more than two want a second person."""
    settings.BAIGONG_FILE_FOLDER = tmp_path / "files"
    monkeypatch.setattr(exporting, "limits_at", lambda place_path, on: Limits(2, 100, 24))


@pytest.fixture
def second(world: Any) -> Client:
    with system_scope("test"):
        user = open_account(by="test", username="second", password="a long word for tests", display_name="乙")
        appoint(by="test", user=user, role="county_officer", place=world.county, starts_on=START)
    client = Client()
    client.force_login(user)
    return client


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


def waiting(desk: Client) -> Handout:
    answer = desk.post("/desk/people/export/", {"query": ""})
    assert (answer.status_code, answer["Location"]) == (302, "/desk/handouts/")
    assert "要第二个人同意" in text(desk.get("/desk/handouts/"))
    with system_scope("test"):
        return Handout.objects.get(state=HandoutState.WAITING)


def test_a_second_person_agrees_and_the_asker_takes(desk: Client, second: Client) -> None:
    """Reliability 35, on the pages."""
    row = waiting(desk)
    assert "没有" in text(desk.post("/desk/handouts/take/", {"handout": row.id}, follow=True))
    desk.post("/desk/handouts/", {"handout": row.id, "answer": "yes"})
    assert "自己要的导出不能自己同意" in text(desk.get("/desk/handouts/"))
    page = text(second.get("/desk/handouts/"))
    assert "求职人员" in page and "同意吗" in page
    assert "同意了" in text(second.post("/desk/handouts/", {"handout": row.id, "answer": "yes"}, follow=True))
    assert "没有这一份" in text(second.post("/desk/handouts/take/", {"handout": row.id}, follow=True))
    taken = desk.post("/desk/handouts/take/", {"handout": row.id})
    assert taken.content.startswith(XLSX) and taken["Cache-Control"] == "no-store"
    acts = AuditEntry.objects.filter(act__in=["people.export", "exchange.agree", "exchange.take"])
    assert sorted(acts.values_list("act", "count")) == [
        ("exchange.agree", 1), ("exchange.take", 1), ("people.export", 3),
    ]  # fmt: skip


def test_another_county_neither_sees_nor_decides(desk: Client, elsewhere: Client) -> None:
    row = waiting(desk)
    assert "同意吗" not in text(elsewhere.get("/desk/handouts/"))
    assert "没有这一份" in text(
        elsewhere.post("/desk/handouts/", {"handout": row.id, "answer": "yes"}, follow=True)
    )


@pytest.mark.parametrize("sent", [{}, {"handout": "x", "answer": "yes"}, {"answer": "maybe"}])
def test_wrong_input_changes_nothing(desk: Client, second: Client, sent: dict[str, str]) -> None:
    row = waiting(desk)
    assert "请在列表里点" in text(second.post("/desk/handouts/", sent, follow=True))
    assert "没有这一份" in text(desk.post("/desk/handouts/take/", sent, follow=True))
    with system_scope("test"):
        assert Handout.objects.get(id=row.id).state == HandoutState.WAITING


def test_the_figures_are_the_plans(desk: Client, world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    answer = desk.get("/desk/handouts/")
    assert "一天最多20000行" in text(answer) and "一次超过5000行" in text(answer)
    assert exporting.MOST_ROWS == 10_000
