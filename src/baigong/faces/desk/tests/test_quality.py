"""The county's care for its data: coverage that adds up, pairs decided side by side, second calls."""

from __future__ import annotations

import datetime
import io
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from baigong.domains.canvass.coverage import MEASURES, Line, coverage_of
from baigong.domains.canvass.enums import Sent, VisitTo
from baigong.domains.canvass.models import Recheck, RecheckAnswer
from baigong.domains.canvass.rechecks import RecheckError, draw, draw_sample
from baigong.domains.canvass.visits import Visit, record_visit
from baigong.domains.duplicates.models import DuplicateCandidate, Merge
from baigong.domains.duplicates.tests.pairs import PHONE, County, look
from baigong.domains.places.models import Place
from baigong.domains.users.services import appoint, open_account
from baigong.domains.workers.models import Registration
from baigong.faces.desk import exporting
from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.exchange.handouts import Limits
from baigong.foundation.jobs.models import Job
from baigong.foundation.scope import enter, system_scope

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def county() -> County:
    return County()


def officer(county: County, key: str, role: str) -> Client:
    client = Client()
    with system_scope("test"):
        user = open_account(
            by="t", username=f"{role}-{key}", password="a long word for tests", display_name="员"
        )
        start = datetime.date(2026, 1, 1)
        appoint(by="t", user=user, role=role, place=county.places[key], starts_on=start)
    client.force_login(user)
    return client


def text(response: Any) -> str:
    return str(response.content.decode())


def figures(county: County, key: str = "county") -> dict[str, dict[str, int]]:
    with enter(county.scope(key)):
        table = coverage_of(county.places[key], clock.today())
    return {line.place.name: dict(line.figures) for line in (table.total, *table.lines)}


def test_every_figure_adds_up_and_silence_is_a_line_of_zeros(county: County) -> None:
    county.resident("陈小燕", 1, days_ago=0)
    county.resident("周大海", 2, days_ago=400, phone="")
    with enter(county.scope("one")):
        visit = Visit(VisitTo.HOME, (Sent.POLICY,), clock.today(), 3)
        record_visit(by="t", place=county.places["one"], visit=visit)
    firm = county.firm("北渡愚公机械有限公司")
    county.need(firm, "电焊工")
    found = figures(county)
    assert found["石磨村"] == {
        "residents": 2, "done": 1, "stale": 1, "no_phone": 1, "doubles": 0,
        "listed": 0, "asked": 0, "visited": 0, "outreach": 1,
    }  # fmt: skip
    assert found["前窑村"] == dict.fromkeys(found["前窑村"], 0)
    assert found["柳塘镇"]["listed"] == 1 and found["北渡县"]["residents"] == 2
    assert list(found) == ["北渡县", "柳塘镇", "石磨村", "前窑村"]


def test_the_page_links_each_figure_to_its_rows(county: County) -> None:
    county.resident("陈小燕", 1, days_ago=400)
    client = officer(county, "county", "county_officer")
    page = text(client.get("/desk/coverage/"))
    assert "前窑村" in page and "1个地方什么也没报" in page
    place = county.places["one"].path
    rows = text(client.get("/desk/coverage/rows/", {"place": place, "measure": "stale"}))
    assert "陈**" in rows and "共1人" in rows and "陈小燕" not in rows
    for measure in MEASURES:
        answer = client.get("/desk/coverage/rows/", {"place": place, "measure": measure.code})
        assert answer.status_code == (404 if measure.of == "pair" else 200)
    far = county.places["far"].path
    assert client.get("/desk/coverage/rows/", {"place": far, "measure": "stale"}).status_code == 404
    assert client.get("/desk/coverage/rows/", {"place": place, "measure": "x"}).status_code == 404
    assert client.get("/desk/coverage/", {"sort": "x.desc"}).status_code == 400


def test_the_table_sorts_by_any_figure(county: County) -> None:
    county.resident("陈小燕", 1, "two")
    client = officer(county, "county", "county_officer")
    page = text(client.get("/desk/coverage/", {"sort": "residents.desc"}))
    assert page.index("前窑村") < page.index("石磨村")
    page = text(client.get("/desk/coverage/", {"sort": "residents.asc"}))
    assert page.index("石磨村") < page.index("前窑村")


def test_the_workbook_holds_what_the_page_shows(county: County) -> None:
    county.resident("陈小燕", 1)
    client = officer(county, "county", "county_officer")
    book = load_workbook(io.BytesIO(client.post("/desk/coverage/workbook/").content))
    rows = {row[0]: row for row in book.worksheets[0].iter_rows(values_only=True)}
    assert rows["石磨村"][2] == 1 and rows["前窑村"][2] == 0
    entry = AuditEntry.objects.get(act="coverage.workbook")
    facts = dict(book["导出说明"].iter_rows(values_only=True))
    assert facts["用途"] == "导出摸排进度" and facts["编号"] == entry.detail["handout"]
    assert entry.detail["rows"] == len(rows) - 1


def test_a_large_table_waits_and_a_days_rows_are_used_up(
    county: County, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    """Reliability 35: the coverage goes by the same rules as every workbook."""
    settings.BAIGONG_FILE_FOLDER = tmp_path / "files"
    monkeypatch.setattr(exporting, "limits_at", lambda place_path, on: Limits(1, 9, 24))
    client = officer(county, "county", "county_officer")
    answer = client.post("/desk/coverage/workbook/")
    assert (answer.status_code, answer["Location"]) == (302, "/desk/handouts/")
    assert "摸排进度" in text(client.get("/desk/handouts/"))
    for _ in range(9):
        answer = client.post("/desk/coverage/workbook/")
    assert answer["Location"] == "/desk/coverage/" and "一天最多9行" in text(client.get("/desk/coverage/"))


def test_more_villages_and_people_cost_no_more_questions(county: County) -> None:
    client = officer(county, "county", "county_officer")
    county.resident("陈小燕", 1)
    client.get("/desk/coverage/")
    with CaptureQueriesContext(connection) as few:
        client.get("/desk/coverage/")
    for number in range(10, 20):
        county.resident(f"人{number}", number, ("one", "two")[number % 2])
    with CaptureQueriesContext(connection) as many:
        client.get("/desk/coverage/")
    assert len(few) == len(many)


def a_pair(county: County) -> DuplicateCandidate:
    county.resident("陈小燕", 1)
    county.resident("陈小艳", None, "two")
    return look()[0]


def test_a_pair_is_decided_side_by_side_and_taken_back(county: County) -> None:
    pair = a_pair(county)
    client, base = officer(county, "county", "county_officer"), f"/desk/duplicates/{pair.id}/"
    page = text(client.get("/desk/duplicates/"))
    assert "陈** 和 陈**" in page and str(pair.id) in page
    assert "陈小燕" not in (page := text(client.get(base))) and "138****2201" in page
    assert page.count("不同</span>") == 2
    assert "还没选留下哪一边" in text(client.post(f"{base}merge/", {"stays": ""}))
    assert client.post(f"{base}merge/", {"stays": str(pair.left_id)}).status_code == 302
    with system_scope("test"):
        made = Merge.objects.get()
    page = text(client.get("/desk/duplicates/"))
    assert "已合并的" in page and "没有等您判断的" in page
    back = text(client.post(f"/desk/merges/{made.id}/undo/", follow=True))
    assert "和合并以前一样" in back and str(pair.id) in back


def test_different_is_said_once(county: County) -> None:
    pair = a_pair(county)
    client = officer(county, "county", "county_officer")
    assert "以后不再问" in text(client.post(f"/desk/duplicates/{pair.id}/different/", follow=True))
    assert "已经有人判断过" in text(client.post(f"/desk/duplicates/{pair.id}/different/", follow=True))
    assert look() == []


def test_both_sides_are_revealed_with_a_purpose_only(county: County) -> None:
    pair = a_pair(county)
    client, address = officer(county, "county", "county_officer"), f"/desk/duplicates/{pair.id}/reveal/"
    refused = client.post(address, {"purpose": "other", "words": ""})
    assert refused.status_code == 422 and PHONE not in text(refused)
    shown = client.post(address, {"purpose": "核对登记信息", "words": ""})
    assert PHONE in text(shown) and "陈小艳" in text(shown) and shown["Cache-Control"] == "no-store"
    assert AuditEntry.objects.get(act="personal.reveal").count == 2


def test_a_pair_beyond_ones_place_does_not_exist(county: County) -> None:
    pair = a_pair(county)
    for key, role in (("one", "village_officer"), ("far", "county_officer")):
        client = officer(county, key, role)
        assert client.get(f"/desk/duplicates/{pair.id}/").status_code == 404
        assert client.post(f"/desk/duplicates/{pair.id}/merge/").status_code == 404
        assert "没有等您判断的" in text(client.get("/desk/duplicates/"))
    assert officer(county, "county", "leader").get("/desk/duplicates/").status_code == 403
    assert officer(county, "county", "commissioner").get("/desk/coverage/").status_code == 200
    assert Client().get("/desk/coverage/").status_code == 302


def test_a_look_may_be_asked_for(county: County) -> None:
    client = officer(county, "town", "town_officer")
    for _ in range(2):
        assert "已经开始查重" in text(client.post("/desk/duplicates/look/", follow=True))
    assert Job.objects.filter(kind="duplicates.find").count() in (1, 2)
    assert client.get("/desk/duplicates/", {"kind": "x"}).status_code == 400


@given(st.lists(st.uuids(), unique=True, max_size=30), st.text(max_size=8), st.integers(0, 40), st.randoms())
def test_a_sample_depends_on_the_seed_alone(ids: Any, seed: str, count: int, source: Any) -> None:
    drawn, shuffled = draw(ids, seed, count), list(ids)
    source.shuffle(shuffled)
    assert draw(shuffled, seed, count) == drawn
    assert len(drawn) == min(count, len(ids)) and set(drawn) <= set(ids)
    assert draw(ids, seed, len(ids))[:count] == drawn, "a larger sample holds the smaller one"


def test_a_sample_is_drawn_answered_and_counted(county: County) -> None:
    for number in range(5):
        county.resident(f"人{number}", number)
    client = officer(county, "town", "town_officer")
    bad = client.post("/desk/rechecks/", {"place": str(county.places["far_one"].id), "count": "3"})
    assert bad.status_code == 422 and "请选您管的下级地方" in text(bad)
    drawn = client.post("/desk/rechecks/", {"place": str(county.places["one"].id), "count": "3"})
    address = drawn["Location"]
    page = text(client.get(address))
    assert "从5人里抽3人" in page and "还没打3" in page
    with system_scope("test"):
        ids = Recheck.objects.get().registration_ids
        outside = next(
            key for key in map(str, Registration.objects.values_list("id", flat=True)) if key not in ids
        )
    said = [
        (ids[0], "right", []),
        (ids[1], "wrong", []),
        (ids[1], "wrong", ["phone"]),
        (outside, "right", []),
    ]
    for key, finding, fields in said:
        sent = {"registration": key, "finding": finding, "wrong_fields": fields}
        client.post(f"{address}answer/", sent)
    page = text(client.get(address))
    assert "属实1，不实1" in page and "50.0%" in page and "电话" in page
    assert "请选哪一项不对" in page and "不在这次抽查里" in page
    client.post(f"{address}answer/", {"registration": ids[1], "finding": "right"})
    assert "0.0%" in text(client.get(address))
    with system_scope("test"):
        assert RecheckAnswer.objects.filter(superseded_at__isnull=False).count() == 1
    assert "0.0%" in text(client.get("/desk/rechecks/"))


def test_nobody_checks_their_own_place(county: County) -> None:
    county.resident("陈小燕", 1)
    with enter(county.scope("town")):
        drawn = draw_sample(by="t", place=county.places["one"], count=1, on=clock.today())
    client = officer(county, "one", "village_officer")
    assert "抽查由上级来做" in text(client.get("/desk/rechecks/"))
    page = text(client.get(f"/desk/rechecks/{drawn.id}/"))
    assert "结果由上级记" in page and "recheck_answer" not in page
    sent = {"registration": drawn.registration_ids[0], "finding": "right"}
    assert "自己不能查" in text(client.post(f"/desk/rechecks/{drawn.id}/answer/", sent, follow=True))
    with enter(county.scope("one")), pytest.raises(RecheckError, match="自己不能查"):
        draw_sample(by="t", place=county.places["one"], count=1, on=clock.today())
    with system_scope("test"):
        assert not RecheckAnswer.objects.exists()


def test_a_few_of_many_are_not_nobody_and_all_but_one_are_not_all() -> None:
    def percent(done: int, listed: int) -> str:
        return str(Line(Place(), 0, {"done": done, "residents": listed}).percent)

    assert [percent(0, 0), percent(13, 2626), percent(1, 2), percent(9999, 10000)] == [
        "0",
        "0.4",
        "50",
        "99.9",
    ]
