"""A firm takes its own lists out: masked, marked, counted, without formulas; a large one waits for a colleague."""

from __future__ import annotations

import html
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from baigong.domains.placements.models import Introduction
from baigong.domains.placements.services import take_step
from baigong.domains.vacancies.models import Vacancy
from baigong.faces.employer import lists
from baigong.faces.frame import handing_out
from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.exchange.handouts import Limits, traced
from baigong.foundation.exchange.models import Handout, HandoutState
from baigong.foundation.scope import system_scope

PAGE, TAKE, WORKBOOK = "/employer/handouts/", "/employer/handouts/take/", "/employer/workbook/"
SECRETS = ("陈小燕", "1380000220", "石磨村12号")


@pytest.fixture(autouse=True)
def limits(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> Callable[[int, int], None]:
    settings.BAIGONG_FILE_FOLDER = tmp_path / "files"

    def are(alone: int, day: int) -> None:
        monkeypatch.setattr(
            "baigong.faces.employer.views.handouts.limits_at", lambda place_path, on: Limits(alone, day, 24)
        )

    are(100, 1_000)
    return are


@pytest.fixture
def clerk(world: Any, as_user: Callable[[Any], Client]) -> Client:
    return as_user(world.clerk)


@pytest.fixture
def desk(world: Any, as_user: Callable[[Any], Client]) -> Client:
    return as_user(world.officer)


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


def rows_of(response: Any) -> list[dict[str, Any]]:
    assert response.status_code == 200 and response["Cache-Control"] == "no-store"
    headings, *lines = load_workbook(io.BytesIO(response.content)).worksheets[0].iter_rows(values_only=True)
    return [dict(zip(headings, line, strict=True)) for line in lines]


def taken(client: Client, name: str) -> list[dict[str, Any]]:
    return rows_of(client.post(WORKBOOK, {"list": name}))


def invite(world: Any, boss: Client) -> Introduction:
    with system_scope("test"):
        Vacancy.objects.filter(id=world.vacancy.id).update(public_since=clock.now())
    boss.post(f"/employer/vacancies/{world.vacancy.id}/invite/{world.entries[0].id}/")
    with system_scope("test"):
        return Introduction.objects.get()


def test_the_firms_posts_and_needs_are_its_own_and_no_other(world: Any, boss: Client, rival: Client) -> None:
    for client, title in ((boss, world.vacancy.title), (rival, "车工")):
        assert [row["岗位"] for row in taken(client, "vacancies")] == [title]
        assert title in text(client.get("/employer/vacancies/?state=all"))
    [own] = taken(rival, "needs")
    assert (own["工种"], own["还缺（人）"]) == ("车工", 3)
    assert "车工" not in [row["工种"] for row in taken(boss, "needs")]


def test_people_stand_there_as_on_the_page(world: Any, boss: Client, rival: Client) -> None:
    """Before the yes a surname, after it a mask; never a telephone, never to another firm."""
    row = invite(world, boss)
    [line] = taken(boss, "people")
    assert (line["姓名"], line["怎么来的"], line["到哪一步"]) == ("陈某", "我们邀请", row.get_state_display())
    with system_scope("test"):
        take_step(by="t", role="county_officer", introduction=row, step="agree", on=clock.today())
    book = boss.post(WORKBOOK, {"list": "people"})
    [line] = rows_of(book)
    assert line["姓名"].replace("∗", "*") == "陈**"
    inside = str([list(sheet.values) for sheet in load_workbook(io.BytesIO(book.content))])
    assert [secret for secret in SECRETS if secret in inside] == []
    assert taken(rival, "people") == []


def test_each_goes_by_the_rules_and_is_written_down(world: Any, boss: Client) -> None:
    """Reliability 35: the foot and the last sheet say who, when, for what; formulas stay words."""
    with system_scope("test"):
        Vacancy.objects.filter(id=world.vacancy.id).update(title="=HYPERLINK(1)")
    book = load_workbook(io.BytesIO(boss.post(WORKBOOK, {"list": "vacancies"}).content))
    cell = book.worksheets[0].cell(2, 1)
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")
    facts = dict(book["导出说明"].iter_rows(values_only=True))
    with system_scope("test"):
        row = Handout.objects.get()
    assert facts["编号"] == str(row.id) and facts["用途"] == "企业导出自己的清单" == row.purpose
    entry = AuditEntry.objects.get(act="exchange.export")
    assert (entry.by, entry.count) == (str(world.boss.id), 1)
    assert entry.detail["list"] == "firm-vacancies" and entry.detail["sha256"] == row.sha256


def test_a_list_nobody_knows_gives_nothing(boss: Client) -> None:
    for sent in ({}, {"list": "workers"}, {"list": ""}):
        assert "没有这张清单" in text(boss.post(WORKBOOK, sent, follow=True))
    assert not AuditEntry.objects.filter(act="exchange.export").exists()


def waiting(boss: Client, limits: Callable[[int, int], None]) -> Handout:
    limits(0, 100)
    answer = boss.post(WORKBOOK, {"list": "vacancies"})
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    with system_scope("test"):
        return Handout.objects.get(state=HandoutState.WAITING)


def test_a_large_one_waits_for_a_colleague(
    boss: Client, clerk: Client, rival: Client, desk: Client, limits: Callable[[int, int], None]
) -> None:
    row = waiting(boss, limits)
    assert "要本单位的另一个人同意" in text(boss.get(PAGE))
    for client, page in ((rival, PAGE), (desk, "/desk/handouts/")):
        assert "没有这一份" in text(client.post(page, {"handout": row.id, "answer": "yes"}, follow=True))
        assert "没有这一份" in text(client.post(f"{page}take/", {"handout": row.id}, follow=True))
    assert "不能自己同意" in text(boss.post(PAGE, {"handout": row.id, "answer": "yes"}, follow=True))
    assert "同意了" in text(clerk.post(PAGE, {"handout": row.id, "answer": "yes"}, follow=True))
    assert "没有这一份" in text(clerk.post(TAKE, {"handout": row.id}, follow=True))
    assert len(rows_of(boss.post(TAKE, {"handout": row.id}))) == 1


def test_one_circle_for_all_firms_lets_another_agree(
    boss: Client, clerk: Client, rival: Client, desk: Client, limits: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sabotage twin: the circle does not say which firm."""
    true = handing_out.HandoutPage
    monkeypatch.setattr(
        handing_out, "HandoutPage", lambda *given, **named: true(*given, **(named | {"circle": "firm"}))
    )
    with pytest.raises(AssertionError):
        test_a_large_one_waits_for_a_colleague(boss, clerk, rival, desk, limits)


def test_the_days_rows_are_used_up(boss: Client, limits: Callable[[int, int], None]) -> None:
    limits(100, 1)
    assert len(taken(boss, "vacancies")) == 1
    assert "一天最多1行" in text(boss.post(WORKBOOK, {"list": "vacancies"}, follow=True))


def test_a_leaked_fragment_names_who_took_it(
    world: Any, boss: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reliability 35: names bear the mark of the file, whoever's list it is."""
    names = [f"{chr(0x4E00 + n)}{'*' * (1 + n % 2)}" for n in range(60)]
    monkeypatch.setitem(
        lists._LISTS, "people", ("人选", ("姓名",), lambda firm: ((n, [n]) for n in names), "introduction")
    )
    leaked = [row["姓名"] for row in taken(boss, "people")][:40]
    with system_scope("test"):
        assert [row.asked_by for row, _ in traced(leaked)] == [str(world.boss.id)]
