"""A firm lets somebody act for it, and stops it (BZ-4b)."""

from __future__ import annotations

import datetime

import pytest
from tests.sand_table import World, build_world, officer

from baigong.domains.users import lifecycle
from baigong.domains.users.mandates import (
    MandateError,
    grant_mandate,
    mandates_held,
    mandates_of,
    may_act_for,
    withdraw_mandate,
)
from baigong.domains.users.models import Mandate, Post, User
from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.messages.models import Message
from baigong.foundation.scope import enter, system_scope

KEY, TODAY = "1.1.1.1", clock.today()
DAY = datetime.timedelta(days=1)


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.fixture
def holder(world: World) -> User:
    return officer(world, "commissioner", "1.2")  # whose own place is another


def grant(world: World, holder: User, *, by: str = "", matter: str = "claims", **more) -> Mandate:
    manager = officer(world, "employer", KEY)
    with system_scope("试验"):
        post = Post.objects.get(user=holder)
        return grant_mandate(
            by=by or str(manager.id), organisation=world.firms[KEY], post=post, matter=matter, **more
        )


def may(world: World, user: User, matter: str = "claims", day: datetime.date = TODAY) -> bool:
    return may_act_for(user.id, world.firms[KEY].id, matter, on=day)


def test_a_mandate_is_for_one_firm_one_matter_and_one_holder(world: World, holder: User) -> None:
    assert not may(world, holder)
    grant(world, holder)
    assert may(world, holder) and not may(world, holder, "needs")
    assert not may_act_for(holder.id, world.firms["1.1.1.2"].id, "claims")
    assert not may(world, officer(world, "commissioner", "1.1"))
    assert not may(world, holder, day=TODAY - DAY)
    assert Message.objects.get(to_user_id=holder.id).subject == f"企业{KEY}委托您代办政策申请"


def test_it_is_withdrawn_at_once(world: World, holder: User) -> None:
    mandate = grant(world, holder)
    with system_scope("试验"):
        withdraw_mandate(by="firm", mandate=mandate)
        assert not may(world, holder)
        with pytest.raises(MandateError, match="已经结束"):
            withdraw_mandate(by="firm", mandate=mandate)
    acts = AuditEntry.objects.filter(object_kind="mandate").order_by("at").values_list("act", flat=True)
    assert list(acts) == ["users.grant_mandate", "users.withdraw_mandate"]
    assert grant(world, holder)  # and given again the same day


def test_one_of_earlier_ends_today_and_yesterday_stays(world: World, holder: User) -> None:
    with clock.at(TODAY - 10 * DAY):
        mandate = grant(world, holder)
    with system_scope("试验"):
        withdraw_mandate(by="firm", mandate=mandate)
    assert not may(world, holder) and may(world, holder, day=TODAY - DAY)


def test_it_ends_by_itself_and_with_the_post(world: World, holder: User) -> None:
    grant(world, holder, ends_before=TODAY + 5 * DAY)
    assert may(world, holder, day=TODAY + 4 * DAY) and not may(world, holder, day=TODAY + 5 * DAY)
    with system_scope("试验"):
        post = Post.objects.get(user=holder)
    lifecycle.end_post(by="admin", post=post, ends_before=TODAY, reason="调到别的单位")
    assert not may(world, holder)
    with system_scope("试验"):
        assert mandates_of(world.firms[KEY].id) == []


def test_a_post_that_ended_another_way_carries_no_mandate(world: World, holder: User) -> None:
    grant(world, holder)
    with system_scope("试验"):
        Post.objects.filter(user=holder).update(ends_before=TODAY)
    assert mandates_held(holder.id) == []


def test_the_firm_and_its_place_see_it_and_nobody_else(world: World, holder: User) -> None:
    mandate = grant(world, holder)
    firm = world.firms[KEY]
    with enter(world.scope_at("1.1")):
        assert mandates_of(firm.id) == [mandate]
    with enter(world.scope_at("1.2")):
        assert mandates_of(firm.id) == []
    assert [each.organisation for each in mandates_held(holder.id)] == [firm]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"matter": "everything"}, "没有这种委托事项"),
        ({"ends_before": TODAY}, "今天以后"),
        ({"by": "officer"}, "委托书"),
    ],
)
def test_what_makes_no_mandate_is_said(world: World, holder: User, more: dict, words: str) -> None:
    with pytest.raises(MandateError, match=words):
        grant(world, holder, **more)


def test_a_paper_is_enough_when_an_officer_enters_it(world: World, holder: User) -> None:
    assert grant(world, holder, by="officer", document="委托书2026第3号").source == "officer"


def test_the_manager_of_another_firm_needs_a_paper(world: World, holder: User) -> None:
    with pytest.raises(MandateError, match="委托书"):
        grant(world, holder, by=str(officer(world, "employer", "1.1.1.2").id))


def test_twice_and_to_a_party_is_refused(world: World, holder: User) -> None:
    grant(world, holder)
    with pytest.raises(MandateError, match="已经委托过"):
        grant(world, holder)
    with pytest.raises(MandateError, match="工作人员"):
        grant(world, officer(world, "seeker", "1.1"))
