"""A commissioner's firms by tier, key firms and what is due; counties reminded of their liaison officer."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from tests import sand_table
from tests.sand_table import World, officer

from baigong.domains.commissioners import own_firms as module
from baigong.domains.commissioners import reminding, selectors
from baigong.domains.commissioners.enums import AssignmentKind
from baigong.domains.commissioners.own_firms import own_firms
from baigong.domains.commissioners.reminding import remind_liaisons
from baigong.domains.commissioners.services import assign
from baigong.domains.shortages.models import Need, NeedReport
from baigong.domains.statuses.models import Status
from baigong.domains.users.models import Post, User
from baigong.foundation import clock
from baigong.foundation.messages.models import Message
from baigong.foundation.scope import Scope, enter, system_scope

pytestmark = pytest.mark.django_db
TODAY = clock.today()
DAY = datetime.timedelta(days=1)
FIRMS = ("1.1.1.1", "1.1.1.2", "1.1.2.1", "1.1.2.2")


@pytest.fixture
def world() -> World:
    return sand_table.build_world()


def post_of(user: User) -> Post:
    with system_scope("test"):
        return Post.objects.select_related("place", "user").get(user=user)


def recorded(world: World, key: str, code: str) -> None:
    firm = world.firms[key]
    Status.objects.create(
        party_id=firm.id, code=code, starts_on=sand_table.SINCE, place_path=firm.place_path,
        county_id=firm.county_id,
    )  # fmt: skip


def reported(world: World, key: str, on: datetime.date) -> None:
    need = world.needs[key]
    NeedReport.objects.create(
        need=need, organisation=need.organisation, reported_on=on, headcount_open=3, contact_way="call",
        place_path=need.place_path, county_id=need.county_id,
    )  # fmt: skip


def order(world: World, post: Post) -> list[str]:
    names = {firm.id: key for key, firm in world.firms.items()}
    with enter(Scope(actor="t", label="t", places=(world.places["1.1"].path,))):
        return [names[each.line.organisation.id] for each in own_firms(post.id, TODAY)]


def test_the_tier_comes_first_then_key_firms_then_what_is_due(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = post_of(officer(world, "commissioner", "1.1"))
    with system_scope("test"):
        assign(by="t", post=post, targets=[world.firms[key] for key in FIRMS], on=TODAY)
        reported(world, FIRMS[0], TODAY)
        reported(world, FIRMS[1], TODAY - 40 * DAY)
        recorded(world, FIRMS[2], "key-enterprise")
        recorded(world, FIRMS[3], "monitored-unemployment")
    assert order(world, post) == [FIRMS[3], FIRMS[2], FIRMS[1], FIRMS[0]]
    with system_scope("test"):
        Need.objects.filter(id=world.needs[FIRMS[1]].id).update(closed_on=TODAY, closed_reason="招满了")
    assert order(world, post)[-1] == FIRMS[1]  # who lacks nobody is not asked
    with enter(Scope(actor="t", label="t", places=(world.places["1.1"].path,))):
        by_key = {each.line.organisation.name: each for each in own_firms(post.id, TODAY)}
    assert by_key["企业1.1.2.2"].tier is not None and by_key["企业1.1.2.1"].is_key
    # Twin: without the plan's word on tiers the monitored firm is only one among others.
    monkeypatch.setattr(module, "tier_of_firm", lambda *_: None)
    assert order(world, post)[0] == FIRMS[2]


def test_another_posts_firms_are_not_among_them(world: World) -> None:
    one, two = (post_of(officer(world, role, "1.1")) for role in ("commissioner", "county_officer"))
    with system_scope("test"):
        assign(by="t", post=one, targets=[world.firms[FIRMS[0]]], on=TODAY)
        assign(by="t", post=two, targets=[world.firms[FIRMS[1]]], on=TODAY)
    assert order(world, one) == [FIRMS[0]] and order(world, two) == [FIRMS[1]]


@pytest.fixture
def deadline(monkeypatch: pytest.MonkeyPatch) -> datetime.date:
    day = TODAY + 20 * DAY
    monkeypatch.setattr(selectors, "liaison_deadline", lambda path, on: day)
    return day


def told(user: User) -> list[str]:
    rows = Message.objects.filter(to_user_id=user.id).order_by("created_at", "id")
    return list(rows.values_list("subject", flat=True))


def test_a_county_hears_a_week_before_on_the_day_and_once_after(
    world: World, deadline: datetime.date
) -> None:
    officers = [officer(world, "county_officer", key) for key in ("1.1", "1.2")]
    town = officer(world, "town_officer", "1.1.1")
    with system_scope("test"):
        post = post_of(officers[1])
        assign(by="t", post=post, targets=[world.places["1.2"]], on=TODAY, kind=AssignmentKind.LIAISON)
    days = (
        deadline - 8 * DAY,
        deadline - 7 * DAY,
        deadline - 3 * DAY,
        deadline,
        deadline + DAY,
        deadline + 2 * DAY,
    )
    assert [remind_liaisons(day) for day in days] == [0, 1, 1, 1, 1, 1]
    name = world.places["1.1"].name
    assert told(officers[0]) == [
        f"{name}还没报联络员，{deadline}前要报",
        f"{name}还没报联络员，今天是最后一天",
        f"{name}还没报联络员，已经过了{deadline}",
    ]
    assert not [words for words in told(officers[1]) if "还没报" in words] and told(town) == []


def test_without_the_key_of_the_stage_it_would_be_said_every_day(
    world: World, deadline: datetime.date, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twin: what keeps the inbox quiet is that each stage has one key."""
    user, real = officer(world, "county_officer", "1.1"), reminding.send_message
    days = [deadline - 3 * DAY, deadline - 2 * DAY]

    def keyless(**said: Any) -> Any:
        return real(**said | {"key": f"{said['key']}:{Message.objects.count()}"})

    for day in days:
        remind_liaisons(day)
    assert len(told(user)) == 1
    monkeypatch.setattr(reminding, "send_message", keyless)
    for day in days:
        remind_liaisons(day)
    assert len(told(user)) == 3
