"""The firm's vacancies: written, checked, mended, published, closed everywhere, copied; never another firm's."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from baigong.domains.vacancies.models import Vacancy
from baigong.faces.employer.views import vacancies as views
from baigong.foundation.scope import system_scope

GOOD = {
    "title": "数控车工", "headcount": "3", "pay_text": "6-8千", "workplace_text": "柳塘镇工业路3号",
    "description": "操作数控车床，白班。", "benefits": "五险", "shift": "day", "education_rank": "0", "has_lodging": "",
}  # fmt: skip


def written(boss: Client, **said: str) -> Vacancy:
    answer = boss.post("/employer/vacancies/new/", GOOD | said)
    assert answer.status_code == 302, answer.content.decode()
    with system_scope("test"):
        return Vacancy.objects.get(title=said.get("title", GOOD["title"]))


def test_what_is_written_is_a_draft_with_its_figures_read(world: Any, boss: Client) -> None:
    made = written(boss)
    assert (made.public_since, made.source, made.organisation_id) == (None, "employer", world.firm.id)
    assert (made.pay_from_fen_month, made.pay_to_fen_month, made.shift) == (600_000, 800_000, "day")
    assert made.occupation_codes and made.occupation_group == "6"
    assert "数控车工" not in Client().get("/jobs/").content.decode()


def test_a_forbidden_word_blocks_with_its_law_until_it_is_mended(world: Any, boss: Client) -> None:
    made = written(boss, description="限男性，交押金200元。")
    address = f"/employer/vacancies/{made.id}/"
    page = boss.get(address).content.decode()
    assert "不能公开" in page and "法" in page and "公开到门户" not in page
    boss.post(address + "publish/")
    assert "还不能公开" in boss.get("/employer/").content.decode()
    assert Client().get(f"/jobs/{made.id}/").status_code == 404
    boss.post(address + "edit/", GOOD)
    boss.post(address + "publish/")
    assert Client().get(f"/jobs/{made.id}/").status_code == 200


def test_a_closed_vacancy_is_gone_everywhere(world: Any, boss: Client) -> None:
    made = written(boss)
    boss.post(f"/employer/vacancies/{made.id}/publish/")
    public = ("/jobs/", "/jobs/feed.xml", "/sitemap-1.xml")
    assert all(str(made.id) in Client().get(where).content.decode() for where in public)
    boss.post(f"/employer/vacancies/{made.id}/close/", {"reason": "已招满"})
    assert all(str(made.id) not in Client().get(where).content.decode() for where in public)
    assert Client().get(f"/jobs/{made.id}/").status_code == 410
    assert "岗位已经关闭" in boss.get(f"/employer/vacancies/{made.id}/match/").content.decode()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"title": ""}, "还没写岗位名称"),
        ({"headcount": "0"}, "不能少于1"),
        ({"pay_text": "随便"}, "看不懂“随便”"),
        ({"title": "二保焊工", "workplace_text": ""}, "同名的岗位"),
    ],
)
def test_a_wrong_form_keeps_what_was_typed(
    world: Any, boss: Client, said: dict[str, str], words: str
) -> None:
    answer = boss.post("/employer/vacancies/new/", GOOD | said)
    page = answer.content.decode()
    assert answer.status_code == 422 and words in page and "操作数控车床，白班。" in page


def test_an_old_one_is_written_anew_under_its_own_name(world: Any, boss: Client) -> None:
    old = written(boss)
    again = boss.post(f"/employer/vacancies/{old.id}/copy/", {"title": "数控车工"})
    assert again.status_code == 422 and "同名的岗位" in again.content.decode()
    boss.post(f"/employer/vacancies/{old.id}/copy/", {"title": "数控车工（夜班）"})
    with system_scope("test"):
        copy = Vacancy.objects.get(title="数控车工（夜班）")
    assert (copy.description, copy.pay_from_fen_month, copy.public_since) == (old.description, 600_000, None)


def test_another_firms_vacancy_does_not_exist_here_even_when_public(
    world: Any, rival: Client, boss: Client
) -> None:
    made = written(boss)
    boss.post(f"/employer/vacancies/{made.id}/publish/")
    for where in ("", "edit/", "match/"):
        assert rival.get(f"/employer/vacancies/{made.id}/{where}").status_code == 404, where
    for where in ("edit/", "publish/", "take-down/", "close/", "copy/"):
        sent = rival.post(f"/employer/vacancies/{made.id}/{where}", GOOD | {"reason": "已招满"})
        assert sent.status_code == 404, where
    assert "数控车工" not in rival.get("/employer/vacancies/?state=all").content.decode()
    with system_scope("test"):
        assert Vacancy.objects.get(id=made.id).public_since is not None


def test_the_list_asks_as_often_for_ten_as_for_one(world: Any, boss: Client) -> None:
    counts = []
    for round_ in range(2):
        for number in range(1 if round_ == 0 else 9):
            written(boss, title=f"岗位{round_}{number}")
        with CaptureQueriesContext(connection) as seen:
            boss.get("/employer/vacancies/")
        with CaptureQueriesContext(connection) as home:
            boss.get("/employer/")
        counts.append((len(seen), len(home)))
    assert counts[0] == counts[1]


def test_a_long_list_is_paged_and_counts_all(
    world: Any, boss: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "PAGE_SIZE", 1)
    boss.post("/employer/vacancies/new/", GOOD | {"title": "夜班装配工"})
    first = boss.get("/employer/vacancies/").content.decode()
    assert "夜班装配工" in first and "二保焊工" not in first and "共2个" in first
    second = boss.get("/employer/vacancies/?page=2").content.decode()
    assert "二保焊工" in second and "夜班装配工" not in second and "正在招2个" in second
