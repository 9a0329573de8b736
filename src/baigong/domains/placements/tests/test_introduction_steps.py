"""Steps of an introduction: the pack's terms, who may take them, and what they must say."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from tests.sand_table import build_world

from baigong.domains.placements.enums import IntroductionState
from baigong.domains.placements.errors import PlacementError
from baigong.domains.placements.models import Introduction
from baigong.domains.placements.services import introduce, take_step
from baigong.domains.placements.workflow import (
    ANSWER_DAYS,
    introduction_workflow,
    last_day_in,
    workflow_at,
)
from baigong.foundation.parameters.services import set_value
from baigong.foundation.scope import system_scope

MONDAY = datetime.date(2026, 3, 16)
ROLE = "county_officer"


@pytest.fixture
def introduction(db: None) -> Any:
    world = build_world()
    with system_scope("test"):
        yield introduce(
            by="test",
            vacancy=world.vacancies["1.1.1.1"],
            registration=world.registrations["1.1.1.1"],
            on=MONDAY,
        )


def step(introduction: Introduction, name: str, **given: Any) -> Introduction:
    return take_step(
        **{"by": "test", "role": ROLE, "introduction": introduction, "step": name, "on": MONDAY} | given
    )


def test_the_first_answer_is_due_after_the_packs_working_days(introduction: Introduction) -> None:
    assert introduction.due_on == datetime.date(2026, 3, 19)


def test_a_term_runs_over_a_weekend_and_a_holiday() -> None:
    table = introduction_workflow(3, 5, 5)
    assert last_day_in(table, "introduced", datetime.date(2026, 3, 19)) == datetime.date(2026, 3, 24)
    assert last_day_in(table, "introduced", datetime.date(2026, 9, 30)) == datetime.date(2026, 10, 10)


def test_an_offices_own_term_moves_the_day(introduction: Introduction) -> None:
    set_value(
        by="test",
        parameter=ANSWER_DAYS,
        place_path=introduction.place_path,
        county_id=introduction.county_id,
        valid_from=MONDAY,
        value=Decimal(5),
        unit="个工作日",
        document="测试〔2026〕1号",
    )
    table = workflow_at(introduction.place_path, MONDAY)
    assert last_day_in(table, "introduced", MONDAY) == datetime.date(2026, 3, 23)
    before = workflow_at(introduction.place_path, MONDAY - datetime.timedelta(days=1))
    assert last_day_in(before, "introduced", MONDAY) == datetime.date(2026, 3, 19)


def test_after_the_interview_the_second_clock_runs_and_after_the_end_none(introduction: Introduction) -> None:
    interviewed = step(introduction, "interview")
    assert interviewed.due_on == datetime.date(2026, 3, 23)
    refused = step(interviewed, "person_refuses", refusal_code="person-pay")
    assert (refused.state, refused.due_on) == (IntroductionState.REFUSED_BY_PERSON, None)


@pytest.mark.parametrize(
    ("name", "given", "code", "words"),
    [
        ("person_refuses", {}, "missing-fields", "还差原因"),
        ("interview", {"role": "leader"}, "wrong-role", "您可以看，不能办"),
        ("interview", {"on": datetime.date(2026, 3, 15)}, "date", "早于介绍的那天"),
        ("promote", {}, "unknown-step", "没有“promote”这一步"),
    ],
)
def test_a_step_that_does_not_fit_is_refused_in_words(
    introduction: Introduction, name: str, given: dict[str, Any], code: str, words: str
) -> None:
    with pytest.raises(PlacementError) as refusal:
        step(introduction, name, **given)
    assert refusal.value.code == code and words in refusal.value.sentence
    introduction.refresh_from_db()
    assert introduction.state == IntroductionState.INTRODUCED


def test_a_second_answer_does_not_win(introduction: Introduction) -> None:
    step(introduction, "withdraw")
    with pytest.raises(PlacementError) as refusal:
        step(introduction, "interview")
    assert refusal.value.code == "wrong-state" and "已撤回" in refusal.value.sentence
