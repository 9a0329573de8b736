"""Steps of a case: each a fact, each leading where it may, and refused with a sentence elsewhere."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from tests.sand_table import build_world

from baigong.domains.cases.enums import NEXT_STATES, CaseStepKind
from baigong.domains.cases.errors import CaseError
from baigong.domains.cases.models import Case, CaseStep
from baigong.domains.cases.selectors import steps_of, steps_open_to
from baigong.domains.cases.steps import Step, take_step
from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.scope import ScopeError, enter, system_scope

DAY = datetime.date(2026, 3, 20)
OPENED, DUE = datetime.date(2026, 3, 1), datetime.date(2026, 3, 15)
HERE, ELSEWHERE = "1.1.1.1", "1.2"
pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Any:
    with clock.at(DAY), system_scope("试"):
        world = build_world()
        place = world.places[HERE]
        made = Case.objects.create(
            kind="difficulty", label="夜班没有公交", place=place, opened_on=OPENED, due_on=DUE,
            place_path=place.path, county_id=place.county_id,
        )  # fmt: skip
        made.world = world
        yield made


def step(kind: str, text: str = "说了一句", **more: Any) -> Step:
    return Step(kind, more.pop("on", DAY), text, **more)


def test_a_case_goes_from_hand_to_hand_and_every_step_stays(case: Any) -> None:
    later = DAY + datetime.timedelta(days=9)
    told = [
        step("assign", to_department="交通局", on=OPENED),
        step("answer", "加开两班", on=datetime.date(2026, 3, 6)),
        step("extend", "车还没到", due_on=later),
        step("solve", "两班已开"),
        step("review", "满意"),
        step("close", "回访属实"),
    ]
    for each in told:
        take_step(by="officer", case=case, step=each)
    case.refresh_from_db()
    assert (case.state, case.department_text, case.due_on) == ("closed", "交通局", later)
    assert (case.closed_on, case.result_text) == (DAY, "两班已开")
    assert [row.kind for row in steps_of(case.id)] == [each.kind for each in reversed(told)]
    assert AuditEntry.objects.filter(act="cases.step").count() == len(told)
    take_step(by="officer", case=case, step=step("reopen", "又停了一班"))
    case.refresh_from_db()
    assert (case.state, case.closed_on) == ("in_hand", None)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (step("moon"), "kind"),
        (step("close"), "state"),
        (step("review"), "state"),
        (step("answer", " "), "text"),
        (step("assign"), "department"),
        (step("extend"), "due"),
        (step("extend", due_on=DUE), "due"),
        (step("note", on=DAY + datetime.timedelta(days=1)), "future"),
        (step("note", on=OPENED - datetime.timedelta(days=1)), "early"),
        (step("note", due_on=OPENED), "due"),
    ],
)
def test_a_step_that_does_not_fit_is_refused_and_leaves_no_trace(case: Any, said: Step, code: str) -> None:
    with pytest.raises(CaseError) as refused:
        take_step(by="officer", case=case, step=said)
    assert refused.value.code == code and refused.value.sentence.endswith("。")
    case.refresh_from_db()
    assert (case.state, CaseStep.objects.count()) == ("open", 0)


def test_a_withdrawn_case_takes_no_step(case: Any) -> None:
    Case.objects.filter(id=case.id).update(withdrawn_at=clock.now())
    with pytest.raises(CaseError, match="作废"):
        take_step(by="officer", case=case, step=step("note"))
    case.refresh_from_db()
    assert steps_open_to(case) == []


def test_what_a_page_offers_is_what_is_let_through(case: Any) -> None:
    """Twin: every step not offered is refused for the state and nothing else."""
    offered = {kind for kind, _ in steps_open_to(case)}
    for kind in NEXT_STATES:
        said = step(kind, to_department="交通局", due_on=DAY + datetime.timedelta(days=30))
        if kind in offered:
            continue
        with pytest.raises(CaseError) as refused:
            take_step(by="officer", case=case, step=said)
        assert refused.value.code == "state"
    assert set(NEXT_STATES) == set(CaseStepKind)


def test_the_other_county_neither_sees_nor_takes_a_step(case: Any) -> None:
    take_step(by="officer", case=case, step=step("note"))
    with enter(case.world.scope_at(ELSEWHERE)):
        assert steps_of(case.id) == []
        with pytest.raises((Case.DoesNotExist, ScopeError)):
            take_step(by="other", case=case, step=step("note"))
