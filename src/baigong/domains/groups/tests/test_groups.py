"""Groups and their seats: made with a document, held for a time, ended; a seat gives no right whatever."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from tests import sand_table
from tests.sand_table import World, officer

from baigong.domains.claims.errors import ClaimError
from baigong.domains.claims.services import ClaimFacts, _record_of
from baigong.domains.groups.errors import GroupError
from baigong.domains.groups.selectors import group_here, groups_here, members_of, places_without
from baigong.domains.groups.services import close_group, end_seat, make_group, seat_body, seat_person
from baigong.domains.parties.models import Organisation
from baigong.domains.users.actors import actors_matching, actors_named, homes_of_everybody
from baigong.domains.users.administering import account_in, charge_of
from baigong.domains.users.enums import MEMBER
from baigong.domains.users.lifecycle import staff_leaves
from baigong.domains.users.models import Post, User
from baigong.domains.users.models.post import RightsManager
from baigong.domains.users.standing import posts_in_force, standing_for
from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.scope import Scope, enter, system_scope
from baigong.foundation.scope.managers import ScopedManager

pytestmark = pytest.mark.django_db
TODAY = clock.today()
DAY = datetime.timedelta(days=1)
SINCE = TODAY - 30 * DAY


@pytest.fixture
def world() -> World:
    return sand_table.build_world()


@pytest.fixture
def group(world: World) -> Organisation:
    return made(world)


def made(world: World, key: str = "1.1", **said: Any) -> Organisation:
    values = {"name": f"专班{key}", "kind": "task-team", "founded_on": SINCE, "document": "试1号"} | said
    with system_scope("试验"):
        return make_group(by="t", place=world.places[key], **values)


def seated(group: Organisation, user: User | None = None, **said: Any) -> Post:
    values = {"name": "甲", "title": "成员", "starts_on": SINCE} | said
    with system_scope("试验"):
        return seat_person(by="t", group=group, user=user, **values)


def at(world: World, key: str) -> Any:
    return enter(Scope(actor="t", label="t", places=(world.places[key].path,)))


def refusal(what: Any, **said: Any) -> str:
    with pytest.raises(GroupError) as found, system_scope("试验"):
        what(by="t", **said)
    return found.value.code


def test_a_group_has_its_founding_and_its_members(world: World, group: Organisation) -> None:
    seated(group, name="王组长", title="组长", duty="总负责")
    seated(group, name="李某", home_unit="县职校", starts_on=TODAY)
    with system_scope("试验"):
        seat_body(by="t", group=group, body=world.firms["1.1.1.1"], part="报用工", starts_on=SINCE)
    with at(world, "1.1"):
        (line,) = groups_here(TODAY)
        assert (line.kind_label, line.document, line.starts_on, line.heads) == (
            "工作专班",
            "试1号",
            SINCE,
            ("王组长",),
        )
        assert (line.people, line.bodies, line.is_there(TODAY)) == (2, 1, True)
        told = [(each.name, each.title, each.home_unit, each.holds_on(SINCE)) for each in members_of(group)]
    assert told == [
        ("王组长", "组长", "", True), ("李某", "成员", "县职校", False),
        (world.firms["1.1.1.1"].name, "成员单位", "", True),
    ]  # fmt: skip
    with system_scope("试验"):
        acts = set(AuditEntry.objects.filter(act__startswith="groups.").values_list("act", flat=True))
    assert acts == {"groups.make", "groups.seat_person", "groups.seat_body"}


def test_a_group_of_elsewhere_is_not_there(world: World, group: Organisation) -> None:
    made(world, "1.2")
    with at(world, "1.1"):
        assert [each.organisation.id for each in groups_here(TODAY)] == [group.id]
        assert group_here(group.id, TODAY) is not None
    with at(world, "1.2"):
        assert group_here(group.id, TODAY) is None


def test_counties_without_a_group_are_told(world: World, group: Organisation) -> None:
    with at(world, "1"):
        found = groups_here(TODAY)
        assert [place.name for place in places_without(world.places["1"], found, TODAY)] == ["地1.2"]
        before = SINCE - DAY
        names = [place.name for place in places_without(world.places["1"], groups_here(before), before)]
    assert names == ["地1.1", "地1.2"]


def test_what_does_not_fit_is_refused(world: World, group: Organisation) -> None:
    place = world.places["1.1"]
    usual = {"name": "专班", "kind": "task-team", "place": place, "founded_on": SINCE, "document": "试1号"}
    assert refusal(make_group, **{**usual, "kind": "x"}) == "kind"
    assert refusal(make_group, **{**usual, "document": " "}) == "document"
    assert refusal(make_group, **{**usual, "name": group.name}) == "name"
    seat = {"group": group, "user": None, "name": "甲", "title": "成员", "starts_on": SINCE}
    assert refusal(seat_person, **{**seat, "title": "皇帝"}) == "title"
    assert refusal(seat_person, **{**seat, "starts_on": SINCE - DAY}) == "days"
    body = {"group": group, "body": world.firms["1.1.1.1"], "part": "", "starts_on": SINCE}
    assert refusal(seat_body, **{**body, "body": group}) == "self"
    with system_scope("试验"):
        seat_body(by="t", **body)
    assert refusal(seat_body, **body) == "twice"
    user = officer(world, "town_officer", "1.1.1")
    post = seated(group, user)
    assert refusal(seat_person, **{**seat, "user": user}) == "twice"
    assert refusal(end_seat, group=group, seat=post, on=SINCE, reason="调走了") == "gone"
    assert refusal(end_seat, group=group, seat=post, on=TODAY, reason="") == "reason"


def test_who_leaves_may_come_back_and_the_past_stays(world: World, group: Organisation) -> None:
    user = officer(world, "town_officer", "1.1.1")
    post = seated(group, user, title="组长")
    with system_scope("试验"):
        end_seat(by="t", group=group, seat=post, on=TODAY, reason="调走了")
    again = seated(group, user, starts_on=TODAY)
    with at(world, "1.1"):
        found = {each.title: each for each in members_of(group)}
    assert not found["组长"].holds_on(TODAY) and found["组长"].last_day == TODAY - DAY
    assert found["成员"].seat == again and found["成员"].holds_on(TODAY)


def test_a_group_ends_with_all_its_seats(world: World, group: Organisation) -> None:
    seated(group, name="王组长", title="组长")
    late = seated(group, name="李某", starts_on=TODAY)
    assert refusal(close_group, group=group, on=TODAY, reason="任务完成") == "closed"
    with system_scope("试验"):
        assert close_group(by="t", group=group, on=TODAY + DAY, reason="任务完成") == 2
        late.refresh_from_db()
    assert late.ends_before == TODAY + DAY
    with at(world, "1.1"):
        (line,) = groups_here(TODAY + DAY)
    assert line.is_over(TODAY + DAY) and (line.people, line.heads) == (0, ())
    assert refusal(close_group, group=group, on=TODAY + 2 * DAY, reason="任务完成") == "closed"
    assert (
        refusal(seat_person, group=group, user=None, name="乙", title="成员", starts_on=TODAY + DAY) == "days"
    )


def rights(world: World, user: User) -> dict[str, object]:
    """Everything that follows from somebody's posts."""
    admin = officer(world, "administrator", "1.1")
    with system_scope("试验"):
        charge = charge_of(str(Post.objects.get(user=admin).id))
    assert charge is not None
    standing = standing_for(user)
    return {
        "desks": len(standing.desks), "places": standing.scope.places, "role": standing.role,
        "posts": [post.id for post in posts_in_force(user)],
        "actor": actors_named([str(user.id)])[str(user.id)],
        "trail": str(user.id) in actors_matching(inside=world.places["1.1"].path),
        "homes": homes_of_everybody().get(str(user.id), ()),
        "looked_after": account_in(charge, user.id) is not None,
    }  # fmt: skip


def test_a_seat_gives_no_right(world: World, group: Organisation) -> None:
    """A clerk of another county sits in the county's task team: nothing opens, nobody here rules the account."""
    user = officer(world, "town_officer", "1.2.1")
    before = rights(world, user)
    seated(group, user, title="组长")
    assert rights(world, user) == before
    nobody = User.objects.create_user("outsider", "x" * 16, display_name="外人")
    seated(group, nobody)
    assert rights(world, nobody) | {"actor": None} == {
        "desks": 0, "places": (), "role": "", "posts": [], "trail": False, "homes": (), "looked_after": False,
        "actor": None,
    }  # fmt: skip


def test_twin_without_the_guard_a_seat_opens_the_county(
    world: World, group: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sabotage twin: questions for posts return seats as well."""
    user = officer(world, "town_officer", "1.2.1")
    seated(group, user)
    monkeypatch.setattr(RightsManager, "get_queryset", lambda self: ScopedManager.get_queryset(self))
    assert world.places["1.1"].path in {post.place_path for post in posts_in_force(user)}
    assert len(standing_for(user).desks) == 2


def test_somebody_without_an_account_cannot_sign_in(world: World, group: Organisation) -> None:
    user = seated(group, name="副市长").user
    assert not user.is_active and not user.has_usable_password() and user.phone is None


def test_who_leaves_the_office_leaves_the_groups(world: World, group: Organisation) -> None:
    user = officer(world, "town_officer", "1.1.1")
    post = seated(group, user)
    staff_leaves(by="t", user=user, leaves_on=TODAY, reason="退休离岗")
    with system_scope("试验"):
        post.refresh_from_db()
    assert post.ends_before == TODAY


@pytest.mark.parametrize("wrong", [{"organisation": None}, {"rank": "administrator"}])
def test_the_database_holds_seats_apart(world: World, group: Organisation, wrong: dict[str, Any]) -> None:
    user, place = officer(world, "town_officer", "1.1.1"), world.places["1.1"]
    values = {"organisation": group, "user": user, "role": MEMBER, "place": place, "starts_on": SINCE} | wrong
    with pytest.raises(IntegrityError), transaction.atomic(), system_scope("试验"):
        Post.memberships.create(**values, place_path=place.path, county_id=place.county_id)


def test_a_group_is_no_firm_to_be_claimed(world: World, group: Organisation) -> None:
    facts = ClaimFacts(firm_name=group.name, credit_code="", phone="", place=world.places["1.1"])
    with pytest.raises(ClaimError) as found, system_scope("试验"):
        _record_of(facts, "")
    assert found.value.code == "group"
