"""A bureau adds a ledger and a column with a text file alone: a folder of packs beside ours, no line of program."""

from __future__ import annotations

import io
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from baigong.domains.codes.selectors import PLANS
from baigong.faces.desk.tests.test_ledgers import desk, world  # noqa: F401 (the same county and its officer)
from baigong.foundation.freshness.keeping import forget

pytestmark = pytest.mark.django_db
OWN = """
id = "OWN-1"
title = "本局催办表"
source = "shortages.shortage_list"
clause = "BZ-1a"
where = [{ column = "headcount", at_least = 6 }]

[[column]]
field = "organisation_name"
heading = "单位"

[[column]]
field = "label"
heading = "岗位"

[[column]]
field = "headcount"
heading = "还差"
kind = "integer"
unit = "人"
"""
MORE = """
[[column]]
field = "education_label"
heading = "本局加的一栏：学历"
"""


@pytest.fixture
def own_packs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A bureau's own folder of packs, which stands before ours: its plan with one ledger more and one column more."""
    ours = Path(settings.BAIGONG_PACKS[0])
    for name in ("_national", "shandong", "binzhou"):  # a plan stands beside those it adds to
        shutil.copytree(ours / name, tmp_path / name)
    (tmp_path / "binzhou" / "registers" / "own-1.toml").write_text(OWN, encoding="utf-8")
    twelve = tmp_path / "binzhou" / "registers" / "lg-12.toml"
    twelve.write_text(twelve.read_text(encoding="utf-8") + MORE, encoding="utf-8")
    monkeypatch.setattr(settings, "BAIGONG_PACKS", [tmp_path, ours])
    forget(PLANS)
    yield
    forget(PLANS)


def test_it_is_listed_opens_to_its_rows_and_leaves_as_a_workbook(own_packs: Any, desk: Client) -> None:  # noqa: F811
    assert "本局催办表" in desk.get(reverse("desk:ledgers")).content.decode()
    page = desk.get(reverse("desk:ledger", args=["own-1"])).content.decode()
    assert "还差" in page and "包装工" in page and "电焊工" not in page and "缺工" in page
    book = desk.post(reverse("desk:ledger_workbook", args=["own-1"]))
    cells = [
        str(cell.value) for row in load_workbook(io.BytesIO(book.content)).active.iter_rows() for cell in row
    ]
    assert any("还差" in cell for cell in cells) and "包装工" in cells


def test_a_column_more_stands_in_the_plans_own_ledger(own_packs: Any, desk: Client) -> None:  # noqa: F811
    assert "本局加的一栏：学历" in desk.get(reverse("desk:ledger", args=["lg-12"])).content.decode()


def test_without_the_file_there_is_no_such_ledger(desk: Client) -> None:  # noqa: F811
    """Sabotage twin: it is the file that makes the ledger."""
    assert desk.get(reverse("desk:ledger", args=["own-1"])).status_code == 404
