"""What goes out on paper and in workbooks reads as it was agreed, to the letter (reliability 133).

`make golden` writes the kept texts anew; look at the difference before it is committed.
"""

from __future__ import annotations

import datetime
import difflib
import io
import os
from pathlib import Path

import openpyxl
import pytest
from django.test import Client
from tests.golden.stable import book_text, paper_text
from tests.sand_table import World, build_world, officer

from baigong.domains.placements.hiring import hire
from baigong.domains.placements.services import introduce
from baigong.domains.reports.ledgers import ledgers_of
from baigong.domains.shortages.services import report_need
from baigong.domains.vacancies.services import publish_vacancies
from baigong.foundation import clock
from baigong.foundation.scope import system_scope

KEPT = Path(__file__).parent / "kept"
RENEW = "BAIGONG_RENEW_GOLDEN"
COUNTY, FIRST, SECOND = "1.1", "1.1.1.1", "1.1.2.1"
MONDAY, SUNDAY = datetime.date(2026, 3, 16), datetime.date(2026, 3, 22)


def tell(world: World) -> None:
    """What happened in the week: a shortage, one that is clear, a hire, two public advertisements."""
    with system_scope("试真"):
        for key, headcount in ((FIRST, 5), (SECOND, 18)):
            need = world.needs[key]
            need.kind, need.skill_level, need.pay_to_fen_month = "skilled", 3, 800_000
            need.save()
            values = {"headcount": headcount}
            report_need(by="test", need=need, contact_way="call", values=values, reported_on=MONDAY)
        said = {"vacancy": world.vacancies[FIRST], "registration": world.registrations[FIRST]}
        introduction = introduce(by="test", on=SUNDAY, **said)
        hire(by="test", role="county_officer", introduction=introduction, on=SUNDAY, kind="employee")
        public = [world.vacancies[FIRST], world.vacancies[SECOND]]
        for vacancy, pay in zip(public, (450_000, 620_000), strict=True):
            vacancy.refresh_from_db()
            vacancy.pay_from_fen_month = vacancy.pay_to_fen_month = pay
            vacancy.save()
        publish_vacancies(by="test", vacancies=public)


@pytest.fixture
def outputs(db: None) -> dict[str, str]:
    """Every output by the name of its kept text."""
    with clock.at(SUNDAY):
        world = build_world()
        tell(world)
        client = Client()
        client.force_login(officer(world, "county_officer", COUNTY))
        place = world.places[COUNTY]
        with system_scope("试真"):
            names = [each.register.id.lower() for each in ledgers_of(place, SUNDAY)]
        found = {"week-workbook": book_text(client.post("/desk/week/workbook/").content)}
        found["week-printed"] = paper_text(client.get("/desk/week/").content.decode())
        found["coverage-workbook"] = book_text(client.post("/desk/coverage/workbook/").content)
        for name in names:
            found[f"ledger-{name}-workbook"] = book_text(
                client.post(f"/desk/ledgers/{name}/workbook/").content
            )
            found[f"ledger-{name}-printed"] = paper_text(
                client.get(f"/desk/ledgers/{name}/").content.decode()
            )
        board = Client().get(f"/places/{place.key}/sheet/").content.decode()
        found["notice-board-printed"] = paper_text(board).replace(place.key, "镇县的键")
    return found


def differences(outputs: dict[str, str], kept: dict[str, str]) -> list[str]:
    """Return the lines that are not as they were agreed, each behind the name of its output."""
    found = [f"{name}：没有定过样" for name in outputs.keys() - kept.keys()]
    found += [f"{name}：不再产出" for name in kept.keys() - outputs.keys()]
    for name in sorted(outputs.keys() & kept.keys()):
        lines = difflib.unified_diff(
            kept[name].splitlines(), outputs[name].splitlines(), "定的样", "现在", lineterm="", n=0
        )
        found += [f"{name}：{line}" for line in lines]
    return found


def kept_texts() -> dict[str, str]:
    return {path.stem: path.read_text(encoding="utf-8") for path in KEPT.glob("*.txt")}


def test_every_output_reads_as_it_was_agreed(outputs: dict[str, str]) -> None:
    if os.environ.get(RENEW):
        KEPT.mkdir(exist_ok=True)
        for path in KEPT.glob("*.txt"):
            path.unlink()
        for name, text in outputs.items():
            (KEPT / f"{name}.txt").write_text(text, encoding="utf-8")
        pytest.fail(f"{len(outputs)}份样张已重写。请看git diff，再不带{RENEW}运行一次。")
    assert len(outputs) > 10
    assert differences(outputs, kept_texts()) == []


def test_twin_a_figure_a_heading_and_a_width_that_changed_are_told(outputs: dict[str, str]) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["镇街", "缺工人数"])
    page.append(["地1.1.1", 5])

    def text() -> str:
        stream = io.BytesIO()
        book.save(stream)
        return book_text(stream.getvalue())

    agreed = {"week": text()}
    page["B2"] = "5"  # the same to the eye, but a text
    assert len(differences({"week": text()}, agreed)) == 5
    page["B2"], page["B1"] = 5, "缺工"
    assert any("缺工人数" in line for line in differences({"week": text()}, agreed))
    page["B1"], page.column_dimensions["B"].width = "缺工人数", 40
    assert any("40" in line for line in differences({"week": text()}, agreed))
    printed = outputs["week-printed"]
    assert differences({"week": printed.replace("缺工", "缺岗", 1)}, {"week": printed}) != []


def test_no_paper_and_no_workbook_is_kept_that_nothing_makes(outputs: dict[str, str]) -> None:
    assert kept_texts().keys() == outputs.keys()
    assert all(text.count("\n") > 3 for text in outputs.values())
