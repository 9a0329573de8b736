"""What was entered by mistake never was: a hire, a proof, months of insurance; the facts stay with the reason."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterator

import pytest
from tests.sand_table import World, build_world

from baigong.domains.placements import voiding
from baigong.domains.placements.errors import PlacementError
from baigong.domains.placements.hiring import add_proof, hire, record_insurance
from baigong.domains.placements.leaving import end_hire
from baigong.domains.placements.ledger_rows import hires
from baigong.domains.placements.models import Engagement, InsuranceSpan, Introduction, IntroductionStep, Proof
from baigong.domains.placements.selectors import steps_taken
from baigong.domains.placements.services import introduce, take_step
from baigong.domains.placements.voiding import correct_hire, void_hire, void_insurance, void_proof
from baigong.domains.reports.week import week_table
from baigong.domains.shortages.selectors import need_lines
from baigong.domains.shortages.services import report_need
from baigong.domains.vacancies.selectors import lines_of
from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.scope import system_scope
from baigong.kernels.periods import week_of

HERE, ROLE = "1.1.1.1", "county_officer"
MONDAY = datetime.date(2026, 3, 16)
FRIDAY = datetime.date(2026, 3, 20)
WHY = "点错了人，是同名的另一位"


@pytest.fixture
def world(db: None) -> Iterator[World]:
    built = build_world()
    with system_scope("test"), clock.at(FRIDAY):
        yield built


@pytest.fixture
def made(world: World) -> Introduction:
    return introduce(
        by="test", vacancy=world.vacancies[HERE], registration=world.registrations[HERE], on=MONDAY
    )


@pytest.fixture
def hired(made: Introduction) -> Engagement:
    return hire(by="test", role=ROLE, introduction=made, on=MONDAY)


def contract(hired: Engagement) -> Proof:
    return add_proof(by="test", engagement=hired, kind="contract", signed_on=MONDAY)


def paid(hired: Engagement, months: int) -> InsuranceSpan:
    return record_insurance(by="test", engagement=hired, first_month=202603, months=months)


def test_the_introduction_stands_where_it_stood(world: World, made: Introduction, hired: Engagement) -> None:
    back = void_hire(by="officer", engagement=hired, reason=WHY)
    assert back is not None
    row = Introduction.objects.get(id=made.id)
    assert (row.state, row.state_since, back.id) == ("introduced", MONDAY, row.id)
    assert row.due_on == datetime.date(2026, 3, 25)  # three working days from the Friday of the correction
    assert [step.step for step in steps_taken(row)] == ["introduce"]
    gone = Engagement.objects.get(id=hired.id)
    assert (gone.voided_at, gone.voided_reason) == (clock.now(), WHY)
    assert IntroductionStep.objects.get(introduction=row, step="hire").voided_reason == WHY
    entry = AuditEntry.objects.get(act="placements.void_hire")
    assert (entry.by, entry.detail) == ("officer", {"reason": WHY})


def test_an_agreed_interview_is_agreed_again(made: Introduction) -> None:
    day = FRIDAY + datetime.timedelta(days=3)
    take_step(by="t", role=ROLE, introduction=made, step="set_interview", on=MONDAY, interview_on=day)
    engagement = hire(by="t", role=ROLE, introduction=made, on=MONDAY)
    void_hire(by="t", engagement=engagement, reason=WHY)
    row = Introduction.objects.get(id=made.id)
    assert (row.state, row.interview_on) == ("interview_set", day) and row.due_on is not None
    assert row.due_on > day


def test_every_figure_forgets_the_hire(world: World, hired: Engagement) -> None:
    need = world.needs[HERE]
    report_need(by="t", need=need, contact_way="call", values={"headcount": 5}, reported_on=MONDAY)
    need.refresh_from_db()
    void_hire(by="t", engagement=hired, reason=WHY)
    line, county = need_lines([need])[0], world.places["1.1"]
    assert (line.done, line.gap) == (0, 5)
    assert lines_of([world.vacancies[HERE]])[0].hired == 0
    total = week_table(county, week_of(MONDAY)).total
    assert (total.cell("level:hired").value, total.cell("new").value) == (0, 0)
    assert list(hires(county.path, FRIDAY)) == []


def test_without_taking_the_introduction_back_the_vacancy_would_seem_filled(
    world: World, hired: Engagement, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sabotage twin: the hire is voided and the introduction says hired all the same."""
    monkeypatch.setattr(voiding, "_as_before", lambda introduction, words: introduction)
    void_hire(by="t", engagement=hired, reason=WHY)
    assert lines_of([world.vacancies[HERE]])[0].hired == 1
    assert not Engagement.objects.filter(voided_at__isnull=True).exists()


def test_after_a_mistake_the_same_person_is_hired_rightly(made: Introduction, hired: Engagement) -> None:
    void_hire(by="t", engagement=hired, reason=WHY)
    again = hire(by="t", role=ROLE, introduction=made, on=MONDAY, kind="trainee")
    assert Engagement.objects.filter(voided_at__isnull=True).get().id == again.id


def test_while_a_proof_stands_the_hire_stands(hired: Engagement) -> None:
    proof = contract(hired)
    with pytest.raises(PlacementError, match="还有1份凭据"):
        void_hire(by="t", engagement=hired, reason=WHY)
    void_proof(by="t", proof=proof, reason=WHY)
    void_hire(by="t", engagement=hired, reason=WHY)
    assert Proof.objects.get().voided_reason == WHY


def test_what_ended_is_no_mistake_until_its_end_is_taken_back(hired: Engagement) -> None:
    end_hire(by="t", engagement=hired, last_day=FRIDAY, reason="resigned")
    with pytest.raises(PlacementError, match="先撤回离岗"):
        void_hire(by="t", engagement=hired, reason=WHY)


def test_who_is_introduced_there_again_is_not_introduced_twice(world: World, hired: Engagement) -> None:
    introduce(by="t", vacancy=world.vacancies[HERE], registration=world.registrations[HERE], on=FRIDAY)
    with pytest.raises(PlacementError, match="请先了结那一次"):
        void_hire(by="t", engagement=hired, reason=WHY)
    assert Engagement.objects.get(id=hired.id).voided_at is None
    assert not AuditEntry.objects.filter(act="placements.void_hire").exists()


def test_a_voided_hire_takes_nothing_more(hired: Engagement) -> None:
    void_hire(by="t", engagement=hired, reason=WHY)
    for deed in (
        lambda: void_hire(by="t", engagement=hired, reason=WHY),
        lambda: contract(hired),
        lambda: end_hire(by="t", engagement=hired, last_day=FRIDAY, reason="resigned"),
    ):
        with pytest.raises(PlacementError, match="已经作废"):
            deed()


def test_a_reason_says_something(hired: Engagement) -> None:
    for reason in ("", "  错了  "):
        with pytest.raises(PlacementError, match="至少四个字"):
            void_hire(by="t", engagement=hired, reason=reason)


def test_a_voided_proof_proves_nothing_and_may_be_entered_again(world: World, hired: Engagement) -> None:
    proof = contract(hired)
    assert proven(world) == 1
    void_proof(by="t", proof=proof, reason="合同日期写错了")
    assert proven(world) == 0
    with pytest.raises(PlacementError, match="已经作废"):
        void_proof(by="t", proof=proof, reason="合同日期写错了")
    contract(hired)
    assert proven(world) == 1
    assert next(iter(hires(world.places["1.1"].path, FRIDAY)))["contract_signed_on"] == MONDAY


def proven(world: World) -> int:
    table = week_table(world.places["1.1"], week_of(MONDAY))
    return table.total.cell("level:contracted").value


def test_voided_months_give_way_to_those_they_replaced(hired: Engagement) -> None:
    short, long = paid(hired, 1), paid(hired, 3)
    void_insurance(by="t", span=long, reason="多写了两个月")
    alive = InsuranceSpan.objects.filter(voided_at__isnull=True, superseded_at__isnull=True)
    assert [(span.id, span.months) for span in alive] == [(short.id, 1)]
    void_insurance(by="t", span=InsuranceSpan.objects.get(id=short.id), reason="没有参保")
    assert not alive.all().exists()


def test_what_was_replaced_is_not_voided_in_its_place(hired: Engagement) -> None:
    short = paid(hired, 1)
    paid(hired, 3)
    with pytest.raises(PlacementError, match="被后来的记录代替了"):
        void_insurance(by="t", span=short, reason="没有参保")


def test_one_of_another_hire_is_not_corrected_from_here(world: World, hired: Engagement) -> None:
    other = introduce(
        by="t", vacancy=world.vacancies["1.1.1.2"], registration=world.registrations["1.1.1.2"], on=MONDAY
    )
    proof = contract(hire(by="t", role=ROLE, introduction=other, on=MONDAY))
    for what in (f"proof:{proof.id}", f"insurance:{uuid.uuid4()}", "proof:nonsense", "anything"):
        with pytest.raises(PlacementError, match="没有这一条"):
            correct_hire(by="t", engagement=hired, what=what, reason=WHY)
    assert Proof.objects.get(id=proof.id).voided_at is None
