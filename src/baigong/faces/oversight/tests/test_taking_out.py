"""What auditors take out goes by the rules of every workbook: another auditor of the office is the second (35)."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.test import Client

from baigong.domains.users.enums import Role
from baigong.domains.users.services import appoint, open_account
from baigong.faces.oversight.tests.oversight_world import START, World, look_at, opened, signed_in
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.exchange import handouts
from baigong.foundation.exchange.handouts import Limits
from baigong.foundation.exchange.models import Handout, HandoutState
from baigong.foundation.scope import system_scope

TAKE = "/oversight/handouts/take/"
PAGE = "/oversight/handouts/"


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> None:
    """More than one row wants a second person."""
    settings.BAIGONG_FILE_FOLDER = tmp_path / "files"
    monkeypatch.setattr("baigong.faces.oversight.views.handouts.limits_at", lambda path, on: Limits(1, 6, 24))


@pytest.fixture
def second(world: World) -> Client:
    with system_scope("test"):
        user = open_account(by="test", username="second", password="a long word for tests", display_name="乙")
        appoint(by="test", user=user, role=Role.AUDITOR, place=world.city, starts_on=START)
    return signed_in(user)


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


def waiting(world: World) -> Handout:
    look_at(world, world.officer, 0, 1)
    asked = signed_in(world.auditor).post("/oversight/entries/workbook/", {"query": ""})
    assert (asked.status_code, asked["Location"]) == (302, PAGE)
    with system_scope("test"):
        return Handout.objects.get(state=HandoutState.WAITING)


def test_a_large_part_of_the_trail_waits_for_another_auditor(world: World, second: Client) -> None:
    row, first = waiting(world), signed_in(world.auditor)
    assert "等第二个人同意" in text(first.get(PAGE)) and "同意吗" not in text(first.get(PAGE))
    assert "还没有第二个人同意" in text(first.post(TAKE, {"handout": row.id}, follow=True))
    assert "自己要的导出不能自己同意" in text(
        first.post(PAGE, {"handout": row.id, "answer": "yes"}, follow=True)
    )
    assert "方审计" in text(second.get(PAGE)) and "同意吗" in text(second.get(PAGE))
    assert "同意了" in text(second.post(PAGE, {"handout": row.id, "answer": "yes"}, follow=True))
    assert "没有这一份" in text(second.post(TAKE, {"handout": row.id}, follow=True))
    taken = first.post(TAKE, {"handout": row.id})
    assert taken["Cache-Control"] == "no-store" and opened(taken)["审计记录"].max_row == 3
    acts = AuditEntry.objects.filter(act__in=["audit.export", "exchange.agree", "exchange.take"])
    assert sorted(acts.values_list("act", "count")) == [
        ("audit.export", 2), ("exchange.agree", 1), ("exchange.take", 1),
    ]  # fmt: skip


def test_nobody_outside_the_circle_sees_agrees_or_takes(world: World) -> None:
    """Neither an auditor of another office nor an officer of the very place."""
    row = waiting(world)
    with system_scope("test"):
        officer = open_account(by="t", username="city", password="a long word for tests", display_name="丙")
        appoint(by="t", user=officer, role=Role.CITY_OFFICER, place=world.city, starts_on=START)
    for user, page in ((world.county_auditor, PAGE), (officer, "/desk/handouts/")):
        client = signed_in(user)
        assert "审计记录" not in text(client.get(page)).partition("<main")[2]
        assert "没有这一份" in text(client.post(page, {"handout": row.id, "answer": "yes"}, follow=True))
        assert "没有这一份" in text(client.post(f"{page}take/", {"handout": row.id}, follow=True))
    with system_scope("test"):
        assert Handout.objects.get(id=row.id).state == HandoutState.WAITING


def test_without_the_circle_an_officer_of_the_place_agrees(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sabotage twin: the auditors' workbook is asked for like an officer's."""
    true = handouts.Asked
    monkeypatch.setattr(
        "baigong.faces.oversight.taking_out.Asked", lambda **named: true(**(named | {"circle": ""}))
    )
    monkeypatch.setattr("baigong.foundation.exchange.handouts.in_sight", lambda circle: system_scope("twin"))
    with pytest.raises(AssertionError):
        test_nobody_outside_the_circle_sees_agrees_or_takes(world)


def test_the_days_rows_and_the_mark_count_here_too(world: World) -> None:
    look_at(world, world.officer, 0, 1, 2, 3)
    client = signed_in(world.auditor)
    client.post("/oversight/entries/workbook/", {"query": ""})
    refused = text(client.post("/oversight/entries/workbook/", {"query": ""}, follow=True))
    assert "一天最多6行" in refused
    with system_scope("test"):
        [row] = Handout.objects.all()
    assert (row.row_count, row.purpose, row.asked_by) == (4, "导出审计记录", str(world.auditor.id))
    incident = {"known_at": "2026-01-02T08:00", "operator": "other", "username": "officer", "as": "workbook"}
    answer = client.post("/oversight/incident/", incident)
    assert answer.status_code == 200 and "一天最多6行" in text(answer)
    assert AuditEntry.objects.filter(act="audit.incident_workbook").count() == 0


def test_a_small_one_goes_at_once_and_bears_who_took_it(world: World) -> None:
    look_at(world, world.officer, 0)
    book = opened(
        signed_in(world.auditor).post("/oversight/entries/workbook/", {"query": "username=officer"})
    )
    facts = dict(book["导出说明"].iter_rows(values_only=True))
    assert facts["筛选"] == "username=officer" and facts["用途"] == "导出审计记录"
    with system_scope("test"):
        row = Handout.objects.get(state=HandoutState.GIVEN)
    assert facts["编号"] == str(row.id) and "导出审计记录" in str(book["审计记录"].oddFooter.left.text)
