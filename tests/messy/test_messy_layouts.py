"""Messy layouts whose truth was written first: nothing silently wrong, every record found, a floor of columns right."""

from __future__ import annotations

from pathlib import Path

import pytest

from baigong.domains.shortages.layout import SHORTAGE_LAYOUT
from baigong.domains.vacancies.layout import VACANCY_LAYOUT
from baigong.domains.workers.layout import SUPPLY_LAYOUT
from tests.messy.case import MessyFile
from tests.messy.scoring import Score, score
from tests.messy.sets import SETS

LAYOUTS = {each.list_name: each for each in (SUPPLY_LAYOUT, SHORTAGE_LAYOUT, VACANCY_LAYOUT)}
FILES = [each for files in SETS.values() for each in files]
LEAST_PERCENT_RIGHT = {"first ten": 60, "fresh five": 50}


def scored(messy: MessyFile, folder: Path) -> Score:
    return score(messy, LAYOUTS[messy.list_name], folder)


@pytest.mark.parametrize("messy", FILES, ids=[each.name for each in FILES])
def test_no_column_is_silently_wrong_and_every_record_is_found(messy: MessyFile, tmp_path: Path) -> None:
    found = scored(messy, tmp_path)
    assert found.wrong == ()
    assert messy.refusable or found.rows_found == found.rows


@pytest.mark.parametrize("label", SETS)
def test_most_columns_need_no_question(label: str, tmp_path: Path) -> None:
    scores = [scored(each, tmp_path) for each in SETS[label]]
    right, total = sum(each.right for each in scores), sum(each.columns for each in scores)
    assert right * 100 >= total * LEAST_PERCENT_RIGHT[label], f"{right} of {total}"


def test_without_questions_columns_would_be_silently_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: whatever a heading resembles is taken without a question, and columns are silently wrong."""
    monkeypatch.setattr("tests.messy.scoring.ASKED", "nobody is asked")
    assert sum(len(scored(each, tmp_path).wrong) for each in FILES) > 10
