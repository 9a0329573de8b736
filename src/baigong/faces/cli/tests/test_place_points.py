"""Points by command: the table is written, filled in, rehearsed and taken; a fault is a sentence."""

from __future__ import annotations

import datetime
from pathlib import Path

import openpyxl
import pytest

from baigong.domains.places.models import Place
from baigong.domains.places.services import add_place
from baigong.faces.cli.main import main

pytestmark = pytest.mark.django_db
SINCE = datetime.date(2020, 1, 1)


@pytest.fixture
def town() -> Place:
    county = add_place(name="北渡县", kind="county", code="990001", parent=None, valid_from=SINCE)
    add_place(name="东桥镇", kind="town", code="990001000002", parent=county, valid_from=SINCE)
    return add_place(name="柳塘镇", kind="town", code="990001000001", parent=county, valid_from=SINCE)


def test_the_table_is_written_filled_in_rehearsed_and_taken(
    town: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "points.xlsx"
    assert main(["place-points", str(table), "--form", "--place", "990001"]) == 0
    book = openpyxl.load_workbook(table)
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert [row[:2] for row in rows] == [
        ("代码", "名称"), ("990001000001", "柳塘镇"), ("990001000002", "东桥镇"),
    ]  # fmt: skip
    book.worksheets[0]["C2"], book.worksheets[0]["D2"] = "37.12345", 118.5
    book.save(table)
    assert main(["place-points", str(table), "--dry-run"]) == 0
    assert "新登记1处" in capsys.readouterr().out
    assert Place.objects.filter(latitude__isnull=False).count() == 0
    assert main(["place-points", str(table)]) == 0
    town.refresh_from_db()
    assert (str(town.latitude), str(town.longitude)) == ("37.12345", "118.50000")


def test_a_text_table_is_taken_too(town: Place, tmp_path: Path) -> None:
    table = tmp_path / "points.csv"
    table.write_text("代码,纬度,经度\n990001000001,37.1,118.2\n", encoding="utf-8")
    assert main(["place-points", str(table)]) == 0
    town.refresh_from_db()
    assert str(town.latitude) == "37.10000"


def test_a_fault_is_one_sentence_and_writes_nothing(
    town: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "points.csv"
    table.write_text("代码,纬度,经度\n990001000001,118.2,37.1\n990001,37.1,118.2\n", encoding="utf-8")
    for arguments, words in (
        ([str(table)], "写反了"),
        ([str(tmp_path / "none.xlsx")], "读不了"),
        ([str(table), "--form"], "写不了"),
        ([str(tmp_path / "new.xlsx"), "--form", "--place", "1"], "没有代码是“1”的地方"),
    ):
        assert main(["place-points", *arguments]) == 1
        assert words in capsys.readouterr().err
    assert table.read_text(encoding="utf-8").startswith("代码")
    assert Place.objects.filter(latitude__isnull=False).count() == 0
