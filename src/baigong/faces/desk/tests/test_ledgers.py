"""The plan's ledgers: the headings of the plan, figures that open to their rows, and the annex form."""

from __future__ import annotations

import datetime
import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from tests.sand_table import build_world

from baigong.domains.placements.hiring import hire
from baigong.domains.placements.services import introduce
from baigong.domains.places.services import add_place
from baigong.domains.reports.ledgers import ledgers_of
from baigong.domains.reports.sources import sources
from baigong.domains.shortages.models import Need
from baigong.domains.shortages.services import report_need
from baigong.domains.shortages.striking_off import close_need
from baigong.domains.users.enums import Role
from baigong.faces.desk.tests.work_world import START, World, add_firm, add_need, add_user, add_worker
from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.exchange.handouts import Limits
from baigong.foundation.exchange.models import Handout, HandoutState
from baigong.foundation.scope import system_scope
from baigong.foundation.sheets.marks import unmarked
from baigong.kernels.packs import load_pack

pytestmark = [pytest.mark.django_db]
NAME = "周晓燕"
PACKS = [folder for folder in sorted(Path(settings.PROJECT_FOLDER, "packs").iterdir()) if folder.is_dir()]


@pytest.fixture
def world() -> World:
    """A county of the city whose plan has ledgers; the plan is found by the city's code."""
    with system_scope("test"):
        city = add_place(name="海原市", kind="city", code="371600", parent=None, valid_from=START)
        county = add_place(name="北渡县", kind="county", code="371694", parent=city, valid_from=START)
        town = add_place(name="柳塘镇", kind="town", code="371694101", parent=county, valid_from=START)
        empty = add_place(name="空镇", kind="town", code="371694102", parent=county, valid_from=START)
        other = add_place(name="石桥县", kind="county", code="371695", parent=city, valid_from=START)
        firm, other_firm = add_firm(town, "北渡愚公机械有限公司"), add_firm(other, "石桥后稷食品有限公司")
        for place, firm_there, label, count in (
            (town, firm, "电焊工", 5), (town, firm, "包装工", 7), (other, other_firm, "外县工种", 100)
        ):  # fmt: skip
            add_need(place, firm_there, label, count, clock.today())
        add_worker(town, NAME)
        assert empty.path
        return World(
            county,
            town,
            other,
            add_user("officer", Role.COUNTY_OFFICER, county),
            add_user("other", Role.COUNTY_OFFICER, other),
            add_user("employer", Role.EMPLOYER, county, firm),
            firm,
            other_firm,
        )


@pytest.fixture
def desk(world: World, client: Client) -> Client:
    client.force_login(world.officer)
    return client


def page(client: Client, name: str, ledger: str, **query: str) -> str:
    answer = client.get(reverse(f"desk:{name}", args=[ledger]), query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
def test_every_field_a_ledger_cites_is_delivered_by_its_source(folder: Path) -> None:
    for register in load_pack(folder).registers:
        fields = sources()[register.source].fields
        shape = register.cross_tab
        cited = {column.field for column in register.columns}
        if shape is not None:
            cited |= {*shape.rows, *shape.columns, *(m.field for m in shape.measures if m.field)}
        assert cited <= set(fields), register.id


def test_sources_deliver_exactly_the_fields_they_name(world: World) -> None:
    with system_scope("test"):
        # tests/lists tries the declared ones, and hires have a test of their own below
        own = [
            source for name, source in sources().items() if name.split(".")[0] not in ("lists", "placements")
        ]
        for source in own:
            row = next(source.rows_with(source.fields)(world.county.path, clock.today()))
            assert set(source.fields) | {"id"} <= set(row), source.label


def test_the_plans_ledgers_are_listed_with_what_feeds_them(desk: Client) -> None:
    text = desk.get(reverse("desk:ledgers")).content.decode()
    assert "缺工企业清单（附件2）" in text and "BZ-1a" in text
    assert "人力资源供给清单（附件3）" in text and "求职人员登记" in text


def test_the_shortage_ledger_has_the_plans_headings_and_says_what_is_not_clear(
    world: World, desk: Client
) -> None:
    with system_scope("test"):
        Need.objects.filter(label="包装工").update(pay_from_fen_month=None, skill_text="")
    text = page(desk, "ledger", "lg-12")
    assert "薪资水平下限（元/月）" in text and "北渡愚公机械有限公司" in text
    assert "技能要求、薪资水平下限（元/月）" in text or "技能要求、薪资水平下限" in text
    assert "外县工种" not in text


def test_a_need_struck_off_leaves_the_ledger(world: World, desk: Client) -> None:
    with system_scope("test"):
        close_need(by="test", need=Need.objects.get(label="电焊工"), reason="企业已招满", on=clock.today())
    assert "电焊工" not in page(desk, "ledger", "lg-12")


def test_figures_open_to_the_rows_they_count_and_an_empty_town_is_a_line_of_zeros(
    world: World, desk: Client
) -> None:
    text = page(desk, "ledger", "lg-16")
    assert "空镇" in text
    total = re.search(r"<tfoot>(.*?)</tfoot>", text, re.DOTALL)
    assert total is not None
    links = re.findall(r'href="([^"]+)">(\d+)</a>', total[1])
    assert [figure for _, figure in links][:3] == ["1", "2", "12"]
    behind = desk.get(links[2][0].replace("&amp;", "&")).content.decode()
    assert "电焊工" in behind and "包装工" in behind and "外县工种" not in behind


def test_what_a_need_said_at_the_weeks_end_is_what_the_ledger_counts(world: World, desk: Client) -> None:
    with system_scope("test"):
        need = Need.objects.get(label="包装工")
        report_need(by="test", need=need, contact_way="call", values={"headcount": 0})
    total = page(desk, "ledger", "lg-16").split("<tfoot>")[1]
    assert re.findall(r">(\d+)</a>", total)[:3] == ["1", "1", "5"]


def test_names_are_masked_and_the_annex_form_is_counted(world: World, desk: Client) -> None:
    assert NAME not in page(desk, "ledger", "lg-13")
    answer = desk.post(reverse("desk:ledger_workbook", args=["lg-13"]))
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][0].startswith("北渡县人力资源供给清单")
    assert rows[1][:3] == ["县（市、区）", "乡镇（街道）", "姓名"]
    assert [unmarked(cell) for cell in rows[2][:3]] == ["北渡县", "柳塘镇", "周**"]
    entry = AuditEntry.objects.get(act="reports.ledger")
    assert (entry.count, entry.detail["ledger"]) == (1, "LG-13")


@pytest.mark.parametrize(
    ("name", "arguments", "page_name"),
    [("ledger_workbook", ["lg-13"], "台账"), ("week_workbook", [], "周报")],
)
def test_a_large_one_waits_for_a_second_person(
    world: World,
    desk: Client,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    arguments: list[str],
    page_name: str,
) -> None:
    """Reliability 35: ledgers and the week go out by the same rules; twin: with a higher limit it goes at once."""
    for module in ("ledgers", "week", "handouts"):
        monkeypatch.setattr(
            f"baigong.faces.desk.views.{module}.limits_of", lambda standing: Limits(0, 100, 24)
        )
    answer = desk.post(reverse(f"desk:{name}", args=arguments))
    assert (answer.status_code, answer["Location"]) == (302, reverse("desk:handouts"))
    with system_scope("test"):
        assert Handout.objects.get().state == HandoutState.WAITING
    for module in ("ledgers", "week"):
        monkeypatch.setattr(
            f"baigong.faces.desk.views.{module}.limits_of", lambda standing: Limits(100, 0, 24)
        )
    refused = desk.post(reverse(f"desk:{name}", args=arguments), follow=True).content.decode()
    assert "一天最多0行" in refused and page_name in refused
    monkeypatch.undo()
    assert desk.post(reverse(f"desk:{name}", args=arguments)).content.startswith(b"PK")


def test_a_cross_tab_goes_out_with_its_total(world: World, desk: Client) -> None:
    answer = desk.post(reverse("desk:ledger_workbook", args=["lg-16"]))
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert [cell.value for cell in sheet[sheet.max_row]][:4] == ["合计", 1, 2, 12]


@pytest.mark.parametrize("query", [{"measure": "moon"}, {"row": "99", "measure": "needs"}, {"row": "x"}])
def test_a_figure_that_is_none_is_not_found(desk: Client, query: dict[str, str]) -> None:
    assert desk.get(reverse("desk:ledger_rows", args=["lg-16"]), query).status_code == 404


def test_unknown_ledgers_and_forbidden_roles(world: World, desk: Client, client: Client) -> None:
    assert desk.get(reverse("desk:ledger", args=["lg-99"])).status_code == 404
    client.force_login(world.employer)
    assert client.get(reverse("desk:ledgers")).status_code == 403


def test_a_place_without_a_plan_of_its_own_has_the_ledgers_of_its_parents(db: None) -> None:
    with system_scope("test"):
        lonely = add_place(name="云泽市", kind="city", code="990000", parent=None, valid_from=START)
        assert ledgers_of(lonely, datetime.date(2026, 3, 29)) == []


def test_a_hire_is_a_row_with_its_proofs(walk_world: Any) -> None:
    with system_scope("test"):
        source = sources()["placements.hires"]
        row = next(source.rows_with(source.fields)(walk_world.places["1.1"].path, clock.today()))
    assert set(source.fields) | {"id"} == set(row)
    assert "*" in row["person_name"] or "某" in row["person_name"] or "＊" in row["person_name"]


@pytest.fixture
def walk_world(db: None) -> Any:
    world = build_world()
    with system_scope("test"):
        made = introduce(
            by="test",
            vacancy=world.vacancies["1.1.1.1"],
            registration=world.registrations["1.1.1.1"],
            on=clock.today(),
        )
        hire(by="test", role="county_officer", introduction=made, on=clock.today())
    return world
