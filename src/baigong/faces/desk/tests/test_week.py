"""This week: page, workbook and the rows behind agree figure by figure."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from baigong.domains.placements.hiring import add_proof, hire
from baigong.domains.placements.services import introduce
from baigong.domains.reports.week import rows_behind, week_table
from baigong.domains.vacancies.models import Vacancy
from baigong.faces.desk.tests.work_world import World, add_need, add_vacancy, add_worker, make_world
from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.scope import system_scope
from baigong.foundation.sheets.marks import unmarked
from baigong.kernels.periods import week_of

pytestmark = [pytest.mark.django_db]
NAME = "周晓燕"
SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture
def world() -> World:
    made = make_world()
    with system_scope("test"):
        need = add_need(made.town, made.firm, "电焊工", 5, clock.today())
        add_need(made.county, made.firm, "包装工", 7, clock.today())
        add_need(made.other_county, made.other_firm, "外县工种", 100, clock.today())
        fill(made, add_vacancy(made.town, made.firm, "电焊工", need), NAME)
    return made


def fill(world: World, vacancy: Vacancy, name: str) -> None:
    registration = add_worker(world.town, name)
    introduction = introduce(by="test", vacancy=vacancy, registration=registration, on=clock.today())
    engagement = hire(by="test", role="county_officer", introduction=introduction, on=clock.today())
    add_proof(by="test", engagement=engagement, kind="contract", signed_on=clock.today())


@pytest.fixture
def desk(world: World, client: Client) -> Client:
    client.force_login(world.officer)
    return client


def shown_figures(text: str) -> list[list[int]]:
    """Return the figures of each table row of a page, the totals included."""
    rows = re.findall(r"<tr><th scope=\"row\".*?</tr>", text, re.DOTALL)
    return [[int(re.sub("<.*?>|,", "", cell)) for cell in re.findall(r"<td.*?</td>", row)] for row in rows]


def sheet_figures(data: bytes, number: int) -> list[list[int]]:
    """Return the numeric cells of each row of a sheet, read without the writer's help."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        tree = ElementTree.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml"))
    found = []
    for row in tree.iter(f"{SPREADSHEET}row"):
        figures = [
            int(cell.findtext(f"{SPREADSHEET}v") or 0)
            for cell in row.iter(f"{SPREADSHEET}c")
            if cell.get("t") is None and cell.find(f"{SPREADSHEET}v") is not None
        ]
        if figures:
            found.append(figures)
    return found


def workbook(client: Client) -> bytes:
    response = client.post(reverse("desk:week_workbook"), {})
    assert response.status_code == 200
    return bytes(response.content)


def test_page_workbook_and_rows_agree(world: World, desk: Client) -> None:
    text = desk.get(reverse("desk:week")).content.decode()
    data = workbook(desk)
    on_page = shown_figures(text)
    assert on_page == sheet_figures(data, 1) + sheet_figures(data, 2)
    assert on_page[0][:3] == [1, 7, 1]
    links = re.findall(r'href="(/desk/week/rows/[^"]+)">([\d,]+)</a>', text)
    assert links
    for address, figure in links:
        behind = desk.get(address.replace("&amp;", "&")).content.decode()
        body, foot = behind.split("<tbody>")[1].split("</tbody>")
        amounts = [int(each) for each in re.findall(r'<td class="num">(\d+)</td></tr>', body)]
        assert sum(amounts) == int(figure.replace(",", ""))
        assert f'<td class="num">{figure}</td>' in foot


def test_names_are_masked_everywhere_and_the_export_is_counted(world: World, desk: Client) -> None:
    data = workbook(desk)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        text = "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml"))
    assert NAME not in text
    assert "周**" in unmarked(text)
    assert "外县工种" not in text
    entry = AuditEntry.objects.get(act="reports.week_workbook")
    assert entry.count == 3


def test_a_hire_stands_in_its_levels(world: World) -> None:
    with system_scope("test"):
        table = week_table(world.county, week_of(clock.today()))
        behind = rows_behind(table, "total", "", "headcount")
    values = {measure.code: table.total.cell(measure.code).value for measure in table.measures}
    assert values == {
        "needs": 2,
        "headcount": 12,
        "clear": 2,
        "level:hired": 1,
        "level:contracted": 1,
        "level:registered": 0,
        "level:insured": 0,
        "filled": 0,
        "new": 1,
    }
    assert sorted(each.amount for each in behind) == [5, 7]


def test_weeks_lead_back_and_forth(world: World, desk: Client) -> None:
    now = week_of(clock.today())
    text = desk.get(reverse("desk:week"), {"week": now.previous.label}).content.decode()
    assert "这一周没有缺工" in text
    assert f"?week={now.label}" in text
    assert f"?week={now.next.label}" not in desk.get(reverse("desk:week")).content.decode()


@pytest.mark.parametrize(
    "query",
    [
        {"week": "2026-W99"},
        {"dimension": "town", "key": "none", "measure": "needs"},
        {"dimension": "moon"},
        {"dimension": "total", "key": "", "measure": "wages"},
    ],
)
def test_unknown_figures_are_not_found(world: World, desk: Client, query: dict[str, str]) -> None:
    assert desk.get(reverse("desk:week_rows"), query).status_code == 404


def test_forbidden_role(world: World, client: Client) -> None:
    client.force_login(world.employer)
    assert client.get(reverse("desk:week")).status_code == 403
    assert client.post(reverse("desk:week_workbook")).status_code == 403


def counted(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_queries_do_not_grow_with_rows(world: World, desk: Client) -> None:
    address: Any = reverse("desk:week")
    rows = reverse("desk:week_rows") + "?dimension=total&key=&measure=new"
    desk.get(address)
    first = counted(desk, address), counted(desk, rows)
    with system_scope("test"):
        for number in "二三":
            need = add_need(world.town, world.firm, f"钳工{number}", 2, clock.today())
            fill(world, add_vacancy(world.town, world.firm, f"钳工{number}", need), f"李{number}凡")
    assert (counted(desk, address), counted(desk, rows)) == first
