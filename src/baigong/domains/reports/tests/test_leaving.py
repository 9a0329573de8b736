"""Somebody left: the hire was true and is over, and every figure that counted it follows."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from tests.sand_table import World, build_world

from baigong.domains.placements import leaving
from baigong.domains.placements.errors import PlacementError
from baigong.domains.placements.hiring import hire
from baigong.domains.placements.leaving import end_hire, resume_hire
from baigong.domains.placements.ledger_rows import hires
from baigong.domains.placements.models import Engagement
from baigong.domains.placements.services import introduce
from baigong.domains.reports.week import week_table
from baigong.domains.shortages.selectors import NeedLine, need_lines
from baigong.domains.shortages.services import report_need
from baigong.domains.vacancies.selectors import VacancyLine, lines_of
from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.scope import system_scope
from baigong.foundation.scope.models import Share
from baigong.kernels.periods import week_of

HERE = "1.1.1.1"
MONDAY = datetime.date(2026, 3, 16)
THURSDAY, SUNDAY = datetime.date(2026, 3, 19), datetime.date(2026, 3, 22)
NEXT_WEEK = datetime.date(2026, 3, 29)


@pytest.fixture
def world(db: None) -> Iterator[World]:
    built = build_world()
    with system_scope("test"), clock.at(NEXT_WEEK):
        yield built


@pytest.fixture
def hired(world: World) -> Engagement:
    return hired_on(world, MONDAY)


def hired_on(world: World, day: datetime.date) -> Engagement:
    made = introduce(by="test", vacancy=world.vacancies[HERE], registration=world.registrations[HERE], on=day)
    return hire(by="test", role="county_officer", introduction=made, on=day)


def told(world: World, day: datetime.date, headcount: int) -> None:
    report_need(
        by="test", need=world.needs[HERE], contact_way="call", values={"headcount": headcount},
        reported_on=day,
    )  # fmt: skip
    world.needs[HERE].refresh_from_db()


def leave(engagement: Engagement, last_day: datetime.date = SUNDAY, **more: Any) -> Engagement:
    return end_hire(
        **{"by": "test", "engagement": engagement, "last_day": last_day, "reason": "resigned"} | more
    )


def line(world: World) -> NeedLine:
    return need_lines([world.needs[HERE]])[0]


def vacancy_line(world: World) -> VacancyLine:
    return lines_of([world.vacancies[HERE]])[0]


def test_an_ended_hire_keeps_its_day_and_why(hired: Engagement) -> None:
    leave(hired)
    kept = Engagement.objects.get(id=hired.id)
    assert (kept.ends_before, kept.last_day) == (SUNDAY + datetime.timedelta(days=1), SUNDAY)
    assert (kept.ended_words, kept.voided_at) == ("本人辞职", None)
    entry = AuditEntry.objects.get(act="placements.end_hire")
    assert entry.detail == {"last_day": "2026-03-22", "reason": "resigned"}


def test_the_gap_of_a_need_opens_again(world: World) -> None:
    told(world, MONDAY, 5)
    engagement = hired_on(world, MONDAY)
    assert (line(world).done, line(world).gap) == (1, 4)
    leave(engagement)
    assert (line(world).done, line(world).gap) == (0, 5)


def test_who_came_before_the_report_and_left_after_it_widens_the_gap(world: World, hired: Engagement) -> None:
    told(world, THURSDAY, 5)
    assert (line(world).done, line(world).gap, line(world).need_count) == (1, 5, 6)
    leave(hired)
    assert (line(world).done, line(world).gap, line(world).need_count) == (0, 6, 6)


def test_a_report_made_after_somebody_left_knows_it_already(world: World, hired: Engagement) -> None:
    """Twin: the same leaving, told of before the report, is not counted twice."""
    leave(hired, THURSDAY)
    told(world, SUNDAY, 5)
    assert (line(world).done, line(world).gap) == (0, 5)


def test_the_vacancy_wants_somebody_again(world: World, hired: Engagement) -> None:
    wanted = vacancy_line(world).still_wanted
    assert vacancy_line(world).hired == 1
    leave(hired)
    assert (vacancy_line(world).hired, vacancy_line(world).introduced) == (0, 1)
    assert vacancy_line(world).still_wanted == wanted + 1


def test_the_weeks_table_counts_a_hire_until_the_week_of_leaving(world: World, hired: Engagement) -> None:
    leave(hired)
    county = world.places["1.1"]
    before, after = week_table(county, week_of(MONDAY)), week_table(county, week_of(NEXT_WEEK))
    assert before.total.cell("level:hired").value == 1
    assert after.total.cell("level:hired").value == 0


def test_the_ledger_shows_the_last_day_and_nothing_solved(world: World, hired: Engagement) -> None:
    row = next(iter(hires(world.places["1.1"].path, NEXT_WEEK)))
    assert (row["ends_on"], row["fills_need"]) == (None, True)
    leave(hired)
    row = next(iter(hires(world.places["1.1"].path, NEXT_WEEK)))
    assert (row["ends_on"], row["fills_need"]) == (SUNDAY, False)
    row = next(iter(hires(world.places["1.1"].path, SUNDAY)))
    assert row["fills_need"]


def test_the_firm_no_longer_sees_the_person(hired: Engagement) -> None:
    shown = Share.objects.filter(object_id=hired.person_id, to_party_id=hired.employer_id)
    assert shown.filter(ends_before__isnull=True).count() == 1
    leave(hired)
    assert [share.ends_before for share in shown] == [NEXT_WEEK]


def test_while_another_introduction_is_open_the_firm_goes_on_seeing(world: World, hired: Engagement) -> None:
    """Twin: what another introduction shows is not taken away."""
    introduce(by="test", vacancy=world.vacancies[HERE], registration=world.registrations[HERE], on=MONDAY)
    leave(hired)
    assert Share.objects.filter(object_id=hired.person_id, ends_before__isnull=True).exists()


def test_without_hiding_the_firm_would_see_for_ever(
    hired: Engagement, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sabotage twin: nobody ends what showed the person."""
    monkeypatch.setattr(leaving, "hide_from_firm", lambda person_id, organisation_id: None)
    leave(hired)
    assert Share.objects.filter(object_id=hired.person_id, ends_before__isnull=True).exists()


@pytest.mark.parametrize(
    ("given", "code", "words"),
    [
        ({"last_day": MONDAY - datetime.timedelta(days=1)}, "date", "早于到岗的那天"),
        ({"last_day": NEXT_WEEK + datetime.timedelta(days=1)}, "future", "还没到"),
        ({"reason": "bored"}, "reason", "还没选离岗原因"),
    ],
)
def test_an_end_that_cannot_be_is_refused(
    hired: Engagement, given: dict[str, Any], code: str, words: str
) -> None:
    with pytest.raises(PlacementError) as refusal:
        leave(hired, **given)
    assert refusal.value.code == code and words in refusal.value.sentence
    assert Engagement.objects.get(id=hired.id).ends_before is None


def test_one_leaves_once(hired: Engagement) -> None:
    leave(hired)
    with pytest.raises(PlacementError, match="已经记了2026-03-22离岗"):
        leave(hired, THURSDAY)


def test_an_end_entered_by_mistake_is_taken_back(world: World, hired: Engagement) -> None:
    leave(hired)
    resume_hire(by="test", engagement=hired, reason="还在上班，点错了")
    kept = Engagement.objects.get(id=hired.id)
    assert (kept.ends_before, kept.ended_reason) == (None, "")
    assert vacancy_line(world).hired == 1
    assert AuditEntry.objects.get(act="placements.resume_hire").detail["was"] == "2026-03-22"
    shown = Share.objects.filter(object_id=hired.person_id, to_party_id=hired.employer_id)
    assert shown.filter(ends_before__gt=NEXT_WEEK).exists()


def test_what_never_ended_is_not_taken_back_and_a_reason_is_wanted(hired: Engagement) -> None:
    with pytest.raises(PlacementError, match="没有记离岗"):
        resume_hire(by="test", engagement=hired, reason="还在上班，点错了")
    leave(hired)
    with pytest.raises(PlacementError, match="至少四个字"):
        resume_hire(by="test", engagement=hired, reason=" 错了 ")
