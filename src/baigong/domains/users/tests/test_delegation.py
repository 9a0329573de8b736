"""Somebody stands in: with the other's sight, for that time, both names written down, and never handed on."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from tests.sand_table import World, build_world, officer

from baigong.domains.users import lifecycle
from baigong.domains.users.delegation import delegate_post, delegations_from
from baigong.domains.users.errors import AccountError
from baigong.domains.users.models import Post, User
from baigong.domains.users.services import appoint
from baigong.domains.users.standing import standing_for
from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.audit.services import record
from baigong.foundation.messages.models import Message
from baigong.foundation.scope import enter, system_scope

TODAY = clock.today()
DAY = datetime.timedelta(days=1)


@pytest.fixture
def world(db: None) -> World:
    made = build_world()
    with system_scope("试验"):  # the clerk serves at the county as well, in a post of less sight
        clerk = officer(made, "town_officer", "1.1.1")
        appoint(by="t", user=clerk, role="leader", place=made.places["1.1"], starts_on=TODAY - DAY)
    return made


def own_post(user: User, role: str) -> Post:
    with system_scope("试验"):
        return Post.objects.select_related("user").get(user=user, role=role, delegated_from__isnull=True)


def delegated(world: World, *, starts: datetime.date = TODAY, days: int = 7) -> Post:
    chief, clerk = officer(world, "county_officer", "1.1"), officer(world, "town_officer", "1.1.1")
    return delegate_post(
        by=str(chief.id),
        post=own_post(chief, "county_officer"),
        to_user=clerk,
        starts_on=starts,
        ends_before=starts + days * DAY,
    )


def desks(world: World, day: datetime.date) -> list[str]:
    with clock.at(day):
        standing = standing_for(officer(world, "town_officer", "1.1.1"))
    return [label for _, label in standing.desks]


def test_the_stand_in_sees_what_the_other_sees_for_that_time(world: World) -> None:
    post = delegated(world, starts=TODAY + DAY, days=2)
    standing = [desks(world, TODAY + n * DAY) for n in range(4)]
    assert [any("代县级经办" in label for label in each) for each in standing] == [False, True, True, False]
    clerk = officer(world, "town_officer", "1.1.1")
    with clock.at(TODAY + DAY):
        assert standing_for(clerk).role == "town_officer"  # one's own desk comes first
        acting = standing_for(clerk, str(post.id))
    chief = officer(world, "county_officer", "1.1")
    assert acting.scope.places == standing_for(chief).scope.places
    assert (acting.scope.actor, acting.scope.on_behalf_of) == (str(clerk.id), str(chief.id))


def test_the_audit_shows_both(world: World) -> None:
    post = delegated(world)
    clerk, chief = officer(world, "town_officer", "1.1.1"), officer(world, "county_officer", "1.1")
    scope = standing_for(clerk, str(post.id)).scope
    with enter(scope):
        entry = record(by=scope.actor, act="test.act", object_kind="x", object_ids=[1], detail={"count": 1})
        with system_scope("更深一层"):
            inner = record(by=scope.actor, act="test.act", object_kind="x", object_ids=[1])
    assert entry.by == str(clerk.id) and entry.detail == {"count": 1, "on_behalf_of": str(chief.id)}
    assert inner.detail == {"on_behalf_of": str(chief.id)}
    with enter(replace(scope, on_behalf_of="")):  # twin: without it only one is known
        alone = record(by=scope.actor, act="test.act", object_kind="x", object_ids=[1])
    assert alone.detail == {}


def test_both_are_told_and_it_is_written_down(world: World) -> None:
    post = delegated(world)
    assert Message.objects.filter(key__startswith=f"delegation:{post.id}").count() == 2
    assert AuditEntry.objects.get(act="users.delegate").count == 2
    assert delegations_from(officer(world, "county_officer", "1.1")) == [post]


def test_it_ends_with_the_post_it_comes_from(world: World) -> None:
    delegated(world)
    chief = officer(world, "county_officer", "1.1")
    assert len(desks(world, TODAY)) == 3
    lifecycle.end_post(
        by="admin", post=own_post(chief, "county_officer"), ends_before=TODAY, reason="调到别的单位"
    )
    assert len(desks(world, TODAY)) == 2


def test_it_counts_only_while_its_source_is_in_force(world: World) -> None:
    """Even where somebody ended the source by another way, the copy is worth nothing."""
    post = delegated(world)
    with system_scope("试验"):
        Post.objects.filter(id=post.delegated_from_id).update(withdrawn_at=clock.now())
        assert Post.objects.filter(id=post.id, ends_before__gt=TODAY, withdrawn_at__isnull=True).exists()
    assert len(desks(world, TODAY)) == 2


def test_it_is_not_handed_on(world: World) -> None:
    post = delegated(world)
    with pytest.raises(AccountError, match="不能再转"):
        delegate_post(
            by="x",
            post=post,
            to_user=officer(world, "county_officer", "1.1"),
            starts_on=TODAY,
            ends_before=TODAY + DAY,
        )


def test_the_database_wants_an_end(world: World) -> None:
    post = delegated(world)
    with system_scope("试验"), pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(id=post.id).update(ends_before=None)


@pytest.mark.parametrize(
    ("starts", "ends", "words"),
    [
        (TODAY, TODAY, "今天或以后"),
        (TODAY - DAY, TODAY + DAY, "今天或以后"),
        (TODAY, TODAY + 93 * DAY, "三个月"),
    ],
)
def test_a_period_that_makes_no_sense_is_refused(
    world: World, starts: datetime.date, ends: datetime.date, words: str
) -> None:
    chief, clerk = officer(world, "county_officer", "1.1"), officer(world, "town_officer", "1.1.1")
    with pytest.raises(AccountError, match=words):
        delegate_post(
            by="x", post=own_post(chief, "county_officer"), to_user=clerk, starts_on=starts, ends_before=ends
        )


def test_only_a_colleague_stands_in(world: World) -> None:
    chief = officer(world, "county_officer", "1.1")
    for other in (chief, officer(world, "county_officer", "1.2"), officer(world, "seeker", "1.1")):
        with pytest.raises(AccountError, match="请"):
            delegate_post(
                by="x",
                post=own_post(chief, "county_officer"),
                to_user=other,
                starts_on=TODAY,
                ends_before=TODAY + DAY,
            )


def test_twice_to_the_same_is_said(world: World) -> None:
    delegated(world)
    with pytest.raises(AccountError, match="不用再委派"):
        delegated(world)


def test_acting_at_another_desk_begins_a_new_session(world: World) -> None:
    post, client = delegated(world), Client()
    client.force_login(officer(world, "town_officer", "1.1.1"))
    before = client.session.session_key
    client.post("/desk/role/", {"role": str(post.id)})
    assert client.session.session_key != before
    stolen = Client()
    stolen.cookies["sessionid"] = before
    assert stolen.get("/desk/").status_code == 302  # the old name opens nothing
    assert "代县级经办" in client.get("/desk/").content.decode()
