"""One commissioner a firm, within reach; loads against the rank's quota; liaison officers against the deadline."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from tests import sand_table
from tests.sand_table import World, officer

from baigong.domains.commissioners import selectors, services, workload
from baigong.domains.commissioners.enums import AssignmentKind, Rank
from baigong.domains.commissioners.errors import AssignmentError
from baigong.domains.commissioners.models import Assignment
from baigong.domains.commissioners.selectors import answerers, firms_without_commissioner, liaison_lines
from baigong.domains.commissioners.services import assign, hand_over
from baigong.domains.commissioners.workload import loads
from baigong.domains.users.models import Post
from baigong.foundation import clock
from baigong.foundation.scope import Scope, enter, system_scope

pytestmark = pytest.mark.django_db
FIRM = "1.1.1.1"


@pytest.fixture
def world() -> World:
    return sand_table.build_world()


def post_at(world: World, role: str, at: str) -> Post:
    user = officer(world, role, at)
    with system_scope("test"):
        return Post.objects.select_related("place", "user").get(user=user)


def at(world: World, key: str) -> Any:
    return enter(Scope(actor="t", label="t", places=(world.places[key].path,)))


def refusal(**said: Any) -> str:
    with pytest.raises(AssignmentError) as found:
        assign(**{"by": "t", "on": clock.today()} | said)
    return found.value.code


def test_a_firm_has_one_commissioner_and_several_links(world: World) -> None:
    one, two = post_at(world, "commissioner", "1.1"), post_at(world, "county_officer", "1.1")
    firm, today = world.firms[FIRM], clock.today()
    with at(world, "1.1"):
        assign(by="t", post=one, targets=[firm], on=today)
        assert refusal(post=two, targets=[firm]) == "taken"
        for post in (one, two):
            assign(by="t", post=post, targets=[firm], on=today, kind=AssignmentKind.LINK)
        assert answerers([firm.id], today)[firm.id].name == one.user.display_name
        assert firm.id not in {line.organisation.id for line in firms_without_commissioner(today)}


def test_all_or_none_of_several_firms(world: World) -> None:
    post = post_at(world, "commissioner", "1.1")
    near, far = world.firms[FIRM], world.firms["1.2.1.1"]
    with system_scope("test"):
        assert refusal(post=post, targets=[near, far]) == "reach"
        assert not Assignment.objects.exists()


def test_without_the_kind_repeated_a_firm_would_have_two(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twin: the guard lies in the column the trigger compares."""
    monkeypatch.setattr(services, "ONE_PER_TARGET", frozenset())
    posts = [post_at(world, role, "1.1") for role in ("commissioner", "county_officer")]
    with at(world, "1.1"):
        for post in posts:
            assign(by="t", post=post, targets=[world.firms[FIRM]], on=clock.today())
        assert Assignment.objects.count() == 2


def test_handing_over_several_stops_at_the_first_that_cannot(world: World) -> None:
    one, two = post_at(world, "commissioner", "1.1"), post_at(world, "county_officer", "1.1")
    today = clock.today()
    with at(world, "1.1"):
        rows = assign(
            by="t", post=one, targets=[world.firms[FIRM]], on=today - datetime.timedelta(days=3)
        ) + assign(by="t", post=one, targets=[world.firms["1.1.1.2"]], on=today)
        with pytest.raises(AssignmentError) as found:
            hand_over(by="t", assignments=rows, post=two, on=today, reason="轮岗换人")
        assert found.value.code == "day"
        assert Assignment.objects.filter(ends_before__isnull=True, post=one).count() == 2


def test_loads_count_firms_people_and_links_against_the_rank(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workload, "_whole", lambda name, path, on: 3 if "officer" in name else None)
    one, two = post_at(world, "commissioner", "1.1"), post_at(world, "county_officer", "1.1")
    today = clock.today()
    with system_scope("test"):
        Post.objects.filter(id__in=[one.id, two.id]).update(rank=Rank.OFFICER)
    with at(world, "1.1"):
        assign(by="t", post=one, targets=[world.firms[FIRM]], on=today)
        assign(by="t", post=one, targets=[world.firms[FIRM]], on=today, kind=AssignmentKind.LINK)
        targets, why = [world.firms["1.1.1.2"]], "只有一家重点企业"
        assign(by="t", post=two, targets=targets, on=today, kind=AssignmentKind.LINK, exception_reason=why)
        by_post = {load.post.id: load for load in loads(today)}
    assert (by_post[one.id].firms, by_post[one.id].links, by_post[one.id].short_of_links) == (1, 1, 2)
    assert by_post[one.id].gap > 0
    assert (by_post[two.id].firms, by_post[two.id].short_of_links) == (0, 0)


def test_a_liaison_officer_is_in_time_on_the_last_day_itself(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    today, post = clock.today(), post_at(world, "county_officer", "1.1")
    counties = [world.places["1.1"], world.places["1.2"]]
    with at(world, "1"):
        assign(by="t", post=post, targets=counties[:1], on=today, kind=AssignmentKind.LIAISON)
        for days, late in ((0, [False, False]), (-1, [True, True]), (1, [False, False])):
            deadline = today + datetime.timedelta(days=days)
            monkeypatch.setattr(selectors, "liaison_deadline", lambda path, on, day=deadline: day)
            lines = liaison_lines(counties, today)
            assert [line.is_late for line in lines] == late
        assert [bool(line.liaison) for line in lines] == [True, False]


def test_the_deadline_is_the_plans_day_while_it_holds(world: World) -> None:
    county = world.places["1.1"].path
    with system_scope("test"):
        assert selectors.liaison_deadline(county, datetime.date(2021, 4, 2)) == datetime.date(2021, 4, 8)
        assert selectors.liaison_deadline(county, datetime.date(2020, 4, 2)) is None
