"""The page of staffing: towns that lack first, orders and levels by link, the workbook, and who may not come in."""

from __future__ import annotations

import io
from decimal import Decimal

import openpyxl
import pytest
from django.test import Client
from tests import sand_table
from tests.sand_table import World, build_world, officer

from baigong.domains.users.models import User
from baigong.domains.users.services import appoint
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.parameters.services import set_value
from baigong.foundation.scope import system_scope

PAGE = "/desk/staffing/"


@pytest.fixture
def world(db: None) -> World:
    made = build_world()
    place = made.places["1"]
    user = User.objects.create_user("甲", None, display_name="甲")
    with system_scope("试验"):
        set_value(
            by="t", parameter="commissioners-of-town", place_path=place.path, county_id="",
            valid_from=sand_table.SINCE, value=Decimal(2), unit="人", document="试1号",
        )  # fmt: skip
        appoint(
            by="t", user=user, role="commissioner", place=made.places["1.1.1"], starts_on=sand_table.SINCE
        )
    return made


def desk(world: World, role: str = "county_officer", at: str = "1.1") -> Client:
    client = Client()
    with system_scope("试验"):
        client.force_login(officer(world, role, at))
    return client


def test_towns_that_lack_stand_first(world: World) -> None:
    text = desk(world).get(PAGE).content.decode()
    assert "地1.1，2个地方人不够" in text
    assert text.index("地1.1.2") < text.index("地1.1.1") and "差2" in text and "差1" in text
    assert "地1.2" not in text  # another county's towns
    turned = desk(world).get(PAGE, {"sort": "staff.desc"}).content.decode()
    assert turned.index("地1.1.1") < turned.index("地1.1.2") and 'aria-sort="descending"' in turned


def test_villages_are_counted_without_a_rule(world: World) -> None:
    text = desk(world).get(PAGE, {"of": "villages"}).content.decode()
    assert "没有定最少人数" in text and text.count("没有定</td>") == 4
    own = desk(world, "village_officer", "1.1.1.1").get(PAGE).content.decode()
    assert "地1.1.1.1" in own and "地1.1.1.2" not in own


def test_a_village_has_no_towns_below(world: World) -> None:
    text = desk(world, "village_officer", "1.1.1.1").get(PAGE, {"of": "towns"}).content.decode()
    assert "这一级下面没有地方" in text and "下载表格" not in text


@pytest.mark.parametrize(
    "query", [{"of": "x"}, {"sort": "short"}, {"sort": "x.asc"}, {"page": "0"}, {"page": "九"}]
)
def test_what_is_not_understood_is_refused(world: World, query: dict[str, str]) -> None:
    assert desk(world).get(PAGE, query).status_code == 400


def test_the_workbook_says_the_same_and_is_written_down(world: World) -> None:
    response = desk(world).post(f"{PAGE}workbook/", {"of": "towns"})
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).worksheets[0]
    rows = [tuple(cell.value for cell in row) for row in sheet.iter_rows()]
    assert ("地1.1.2", "镇（街道）", "地1.1", 0, 0, 2, 2) in [row[:7] for row in rows]
    assert ("地1.1.1", "镇（街道）", "地1.1", 1, 1, 2, 1) in [row[:7] for row in rows]
    with system_scope("试验"):
        assert AuditEntry.objects.filter(act="staffing.workbook").count() == 1


@pytest.mark.parametrize(("role", "at"), [("seeker", "1.1.1.1"), ("employer", "1.1.1.1"), ("auditor", "1")])
def test_it_is_no_page_for_others(world: World, role: str, at: str) -> None:
    client = desk(world, role, at)
    assert client.get(PAGE).status_code == 403 and client.post(f"{PAGE}workbook/").status_code == 403


def test_a_leader_reads_and_takes_nothing_away(world: World) -> None:
    client = desk(world, "leader", "1.1")
    assert "下载表格" not in client.get(PAGE).content.decode()
    assert client.post(f"{PAGE}workbook/").status_code == 403
