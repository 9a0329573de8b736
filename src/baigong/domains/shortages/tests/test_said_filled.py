"""A firm's word that nobody lacks any more strikes nothing off until an office verifies it (BZ-G1c, M04.4, A-26)."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError
from tests.sand_table import World, build_world, officer

from baigong.domains.placements import matching
from baigong.domains.shortages import striking_off
from baigong.domains.shortages.ledger_rows import shortage_list
from baigong.domains.shortages.models import Need, StrikeOffStep
from baigong.domains.shortages.selectors import (
    count_waiting_needs,
    firm_lines,
    is_said_filled,
    waiting_needs,
)
from baigong.domains.shortages.services import ShortageError, report_need
from baigong.domains.shortages.strike_off_steps import steps_of
from baigong.domains.shortages.striking_off import close_need, refuse_filled, reopen_need, say_filled
from baigong.domains.shortages.timeline import firm_timeline
from baigong.domains.users.enums import MandateMatter
from baigong.domains.users.mandates import grant_mandate
from baigong.domains.users.models import Post
from baigong.domains.users.services import appoint, open_account
from baigong.domains.vacancies.linking import choose_need
from baigong.domains.vacancies.services import VacancyError
from baigong.foundation import clock
from baigong.foundation.messages.models import Message
from baigong.foundation.scope import system_scope

HERE = "1.1.1.1"
TODAY = datetime.date(2026, 3, 20)
WHY, NOT = "电话问过，合同齐全", "还有两人没到岗"


@pytest.fixture
def world(db: None) -> Iterator[World]:
    built = build_world()
    with system_scope("test"), clock.at(TODAY):
        yield built


@pytest.fixture
def boss(world: World) -> str:
    user = open_account(by="test", username="boss", password="a long word for tests", display_name="冯经理")
    appoint(
        by="test", user=user, role="employer", place=world.places[HERE], starts_on=TODAY,
        organisation_id=world.firms[HERE].id,
    )  # fmt: skip
    return str(user.id)


@pytest.fixture
def judge(world: World) -> str:
    return str(officer(world, "county_officer", "1.1").id)


def said(world: World, by: str) -> Need:
    """The firm reports nobody lacking and says so."""
    need = world.needs[HERE]
    report_need(by=by, need=need, contact_way="form", values={"headcount": 0}, reported_on=TODAY)
    assert say_filled(by=by, need=need, on=TODAY)
    return Need.objects.get(id=need.id)


def kinds(need: Need) -> list[str]:
    return [step.kind for step in steps_of(need)]


def test_the_firms_word_waits_to_be_verified_and_is_told_once(world: World, boss: str) -> None:
    need = said(world, boss)
    assert (need.closed_on, need.filled_on, need.filled_by) == (None, TODAY, boss)
    assert [each.id for each in waiting_needs(limit=9)] == [need.id] and count_waiting_needs() == 1
    assert not say_filled(by=boss, need=need, on=TODAY)
    assert kinds(need) == ["said_filled"]
    told = [entry.what for entry in firm_timeline(world.firms[HERE].id, kind="report")]
    assert "“焊工”报已招满" in told


def test_the_list_shows_it_and_no_figure_counts_it(world: World, boss: str) -> None:
    firm, place = world.firms[HERE].id, world.places["1.1"].path
    before = {line.organisation.id for line in firm_lines(place=place) if line.is_short}
    said(world, boss)
    shown = {line.organisation.id: line for line in firm_lines(place=place)}
    assert firm in before and (shown[firm].waiting, shown[firm].is_short, shown[firm].gap) == (1, False, 0)
    assert {line.organisation.id for line in shown.values() if line.is_short} == before - {firm}
    assert [line.organisation.id for line in firm_lines(only_waiting=True)] == [firm]
    assert firm not in {row["organisation_id"] for row in shortage_list(place, TODAY)}


def test_nobody_is_matched_with_it_nor_joined_to_it(world: World, boss: str) -> None:
    vacancy, other = world.vacancies[HERE], world.vacancies["1.1.1.2"]
    choose_need(by="t", vacancy=vacancy, need=world.needs[HERE])
    assert matching.open_vacancies().filter(id=vacancy.id).exists()
    need = said(world, boss)
    assert is_said_filled(need.id) and not is_said_filled(None)
    assert not matching.open_vacancies().filter(id=vacancy.id).exists()
    assert matching.open_vacancies().filter(id=other.id).exists()
    choose_need(by="t", vacancy=vacancy, need=None)
    with pytest.raises(VacancyError, match="已招满"):
        choose_need(by="t", vacancy=vacancy, need=need)


def test_an_office_verifies_and_the_firm_hears(world: World, boss: str, judge: str) -> None:
    need = close_need(by=judge, need=said(world, boss), reason=WHY, on=TODAY)
    assert (need.closed_on, need.closed_by) == (TODAY, judge)
    assert kinds(need) == ["said_filled", "struck_off"] and count_waiting_needs() == 0
    (message,) = Message.objects.filter(kind="shortage")
    assert str(message.to_user_id) == boss and "已销号" in message.subject and WHY in message.body
    (row,) = [each for each in shortage_list(world.places["1.1"].path, TODAY) if each["id"] == need.id]
    assert (row["closed_by_label"], row["filled_on"]) == ("county_officer-1.1", TODAY)


def test_a_refusal_says_why_and_how_many_and_the_line_counts_again(
    world: World, boss: str, judge: str
) -> None:
    need = said(world, boss)
    refuse_filled(by=judge, need=need, reason=NOT, headcount=2, contact_way="call")
    need.refresh_from_db()
    assert (need.headcount, need.filled_on, need.filled_by) == (2, None, "")
    assert kinds(need) == ["said_filled", "refused"]
    assert world.firms[HERE].id in {line.organisation.id for line in firm_lines() if line.is_short}
    (message,) = Message.objects.filter(kind="shortage")
    assert "还缺2人" in message.subject and NOT in message.body
    with pytest.raises(ShortageError, match="没有报招满"):
        refuse_filled(by=judge, need=need, reason=NOT, headcount=2, contact_way="call")


@pytest.mark.parametrize(("reason", "headcount", "words"), [("不对", 2, "至少四个字"), (NOT, 0, "还缺几人")])
def test_a_refusal_that_says_too_little_changes_nothing(
    world: World, boss: str, judge: str, reason: str, headcount: int, words: str
) -> None:
    need = said(world, boss)
    with pytest.raises(ShortageError, match=words):
        refuse_filled(by=judge, need=need, reason=reason, headcount=headcount, contact_way="call")
    assert kinds(need) == ["said_filled"] and Need.objects.get(id=need.id).filled_on == TODAY


def test_somebody_lacking_again_takes_the_word_back(world: World, boss: str, judge: str) -> None:
    need = said(world, boss)
    report_need(by=boss, need=need, contact_way="form", values={"headcount": 3}, reported_on=TODAY)
    need.refresh_from_db()
    assert (need.filled_on, kinds(need)) == (None, ["said_filled", "taken_back"])
    assert say_filled(by=boss, need=need, on=TODAY)
    close_need(by=judge, need=need, reason=WHY, on=TODAY)
    with pytest.raises(ShortageError, match="已经销号"):
        say_filled(by=boss, need=need, on=TODAY)


def test_what_was_verified_and_reopened_waits_no_more(world: World, boss: str, judge: str) -> None:
    need = close_need(by=judge, need=said(world, boss), reason=WHY, on=TODAY)
    reopen_need(by=judge, need=need, reason="两个人又走了")
    need.refresh_from_db()
    assert (need.filled_on, count_waiting_needs()) == (None, 0)
    assert kinds(need) == ["said_filled", "struck_off", "reopened"]


def test_a_firm_does_not_verify_its_own_word(world: World, boss: str) -> None:
    need = said(world, boss)
    with pytest.raises(ShortageError, match="不能由您核实"):
        close_need(by=boss, need=need, reason=WHY, on=TODAY)
    with pytest.raises(ShortageError, match="换一位同事"):
        refuse_filled(by=boss, need=need, reason=NOT, headcount=1, contact_way="call")
    assert Need.objects.get(id=need.id).closed_on is None


def test_without_the_guard_a_firm_strikes_itself_off(
    world: World, boss: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sabotage twin: anybody may verify."""
    monkeypatch.setattr(striking_off, "may_verify", lambda by, need: True)
    need = close_need(by=boss, need=said(world, boss), reason=WHY, on=TODAY)
    assert (need.closed_on, need.closed_by) == (TODAY, boss)


def test_who_reports_for_a_firm_by_mandate_does_not_verify_for_it(world: World, judge: str) -> None:
    post = Post.objects.get(user_id=judge)
    need, firm = world.needs[HERE], world.firms[HERE]
    mandate = {"organisation": firm, "post": post, "matter": MandateMatter.NEEDS, "document": "委托书1号"}
    grant_mandate(by="test", **mandate)
    with pytest.raises(ShortageError, match="不能由您核实"):
        close_need(by=judge, need=need, reason=WHY, on=TODAY)
    other = str(officer(world, "county_officer", "1").id)
    assert close_need(by=other, need=need, reason=WHY, on=TODAY).closed_by == other


def test_who_gave_the_word_does_not_verify_it_after_the_post_has_ended(world: World, boss: str) -> None:
    need = said(world, boss)
    Post.objects.filter(user_id=boss).update(ends_before=TODAY)
    with pytest.raises(ShortageError, match="不能由您核实"):
        close_need(by=boss, need=need, reason=WHY, on=TODAY)


def test_steps_are_never_rewritten_and_a_decision_says_why(world: World, boss: str) -> None:
    need = said(world, boss)
    with pytest.raises(DatabaseError), transaction.atomic():
        StrikeOffStep.objects.filter(need=need).update(words="改过的话")
    kept = StrikeOffStep.objects.get(need=need)
    bare = {"need_id": need.id, "organisation_id": need.organisation_id, "happened_on": TODAY}
    at = {"place_path": kept.place_path, "county_id": kept.county_id}
    for wrong in ({"kind": "struck_off"}, {"kind": "refused", "words": NOT, "headcount": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            StrikeOffStep.objects.create(**bare, **at, **wrong)
