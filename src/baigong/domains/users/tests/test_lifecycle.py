"""Accounts after they were opened: locked, left, handed over; whatever ends, ends at the next request."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from tests.sand_table import SINCE, World, build_world, officer

from baigong.domains.commissioners.models import Assignment
from baigong.domains.users import lifecycle
from baigong.domains.users.administering import account_in, accounts_in, charge_of
from baigong.domains.users.errors import AccountError
from baigong.domains.users.models import Post, User
from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.messages.models import Message
from baigong.foundation.scope import system_scope

REASON = "调到别的单位"


@pytest.fixture
def world(db: None) -> World:
    return build_world()


def post_of(user: User) -> Post:
    with system_scope("试验"):
        return Post.objects.select_related("user", "place").get(user=user, delegated_from__isnull=True)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    assert client.get("/desk/").status_code == 200
    return client


def is_in(client: Client) -> bool:
    return client.get("/desk/").status_code == 200


def test_a_locked_account_is_out_at_its_next_request_and_others_are_not(world: World) -> None:
    user, other = officer(world, "county_officer", "1.1"), officer(world, "county_officer", "1.2")
    mine, theirs = signed_in(user), signed_in(other)
    lifecycle.lock_account(by="admin", user=user, reason=REASON)
    assert not is_in(mine) and is_in(theirs)
    lifecycle.unlock_account(by="admin", user=user, reason=REASON)
    assert not is_in(mine)  # the old session does not come back to life
    assert is_in(signed_in(user))
    acts = AuditEntry.objects.filter(act__in=("users.lock", "users.unlock")).values_list("act", "purpose")
    assert list(acts.order_by("at")) == [("users.lock", REASON), ("users.unlock", REASON)]


def test_sessions_end_without_a_lock(world: World) -> None:
    user = officer(world, "county_officer", "1.1")
    clients = [signed_in(user), signed_in(user)]
    lifecycle.end_sessions(by="admin", user=user)
    assert not any(is_in(client) for client in clients)
    assert is_in(signed_in(user))


def test_twin_a_session_bound_to_the_password_alone_goes_on(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(User, "_session_hash", lambda user, key: f"only the password {user.password}")
    user = officer(world, "county_officer", "1.1")
    client = signed_in(user)
    lifecycle.end_sessions(by="admin", user=user)
    assert is_in(client)


def test_an_ended_post_is_lost_at_the_next_request(world: World) -> None:
    user = officer(world, "county_officer", "1.1")
    client = signed_in(user)
    lifecycle.end_post(by="admin", post=post_of(user), ends_before=clock.today(), reason=REASON)
    assert client.get("/desk/people/").status_code == 403


def test_a_post_ends_on_its_day_by_itself(world: World) -> None:
    user, day = officer(world, "county_officer", "1.1"), clock.today() + datetime.timedelta(days=2)
    lifecycle.end_post(by="admin", post=post_of(user), ends_before=day, reason=REASON)
    with clock.at(day - datetime.timedelta(days=1)):
        client = signed_in(user)
    with clock.at(day):
        assert Client().get("/desk/").status_code == 302
        client.force_login(user)
        assert client.get("/desk/people/").status_code == 403
        assert lifecycle.end_sessions_of_the_postless() == 1
    assert not is_in(client)


def test_a_post_that_has_not_begun_is_withdrawn(world: World) -> None:
    post = post_of(officer(world, "county_officer", "1.1"))
    lifecycle.end_post(by="admin", post=post, ends_before=SINCE, reason=REASON)
    assert post.withdrawn_at is not None and post.ends_before is None
    with pytest.raises(AccountError, match="已经结束"):
        lifecycle.end_post(by="admin", post=post, ends_before=SINCE, reason=REASON)


def test_who_must_change_the_password_does_nothing_else(world: World) -> None:
    user = officer(world, "county_officer", "1.1")
    client = signed_in(user)
    lifecycle.require_new_password(by="admin", user=user, reason=REASON)
    for address in ("/desk/", "/desk/people/", "/inbox/"):
        assert client.get(address)["Location"] == "/sign-in/password/change/"
    assert client.post("/inbox/read/")["Location"] == "/sign-in/password/change/"
    word = "a quite different word"
    form = {"oldpassword": "x" * 16, "password1": word, "password2": word}
    assert client.post("/sign-in/password/change/", form).status_code == 302
    assert is_in(client)
    assert AuditEntry.objects.filter(act="users.change_password").count() == 1


def test_a_new_password_ends_the_other_sessions(world: World) -> None:
    user = officer(world, "county_officer", "1.1")
    mine, elsewhere = signed_in(user), signed_in(user)
    word = "a quite different word"
    mine.post("/sign-in/password/change/", {"oldpassword": "x" * 16, "password1": word, "password2": word})
    assert is_in(mine) and not is_in(elsewhere)


def test_a_reset_factor_is_gone_and_its_sessions_too(world: World) -> None:
    user = officer(world, "county_officer", "1.1")
    TOTP.activate(user, generate_totp_secret())
    client = signed_in(user)
    lifecycle.reset_second_factor(by="admin", user=user, reason=REASON)
    assert not Authenticator.objects.exists() and not is_in(client)
    assert Message.objects.get(to_user_id=user.id).subject == "您的两步验证被重置了"
    with pytest.raises(AccountError, match="还没有设"):
        lifecycle.reset_second_factor(by="admin", user=user, reason=REASON)


OWN = [lifecycle.lock_account, lifecycle.unlock_account, lifecycle.reset_second_factor]


@pytest.mark.parametrize("act", OWN)
def test_nobody_does_it_to_the_own_account(world: World, act: Any) -> None:
    user = officer(world, "administrator", "1")
    with pytest.raises(AccountError, match="另一位管理员"):
        act(by=str(user.id), user=user, reason=REASON)


@pytest.mark.parametrize("reason", ["", "  ", "调走"])
def test_a_reason_is_asked_for(world: World, reason: str) -> None:
    with pytest.raises(AccountError, match="四个字"):
        lifecycle.lock_account(by="admin", user=officer(world, "county_officer", "1.1"), reason=reason)


def assignment(world: World, user: User, key: str) -> Assignment:
    firm = world.firms[key]
    return Assignment.objects.create(
        kind="commissioner",
        one_per_target="commissioner",
        post=post_of(user),
        organisation=firm,
        starts_on=SINCE,
        place_path=firm.place_path,
    )


def test_who_leaves_hands_over_what_is_named_and_is_out(world: World) -> None:
    user, heir = officer(world, "commissioner", "1.1"), officer(world, "commissioner", "1.2")
    client, today = signed_in(user), clock.today()
    with system_scope("试验"):
        held = [assignment(world, user, "1.1.1.1"), assignment(world, user, "1.1.1.2")]
    left = lifecycle.staff_leaves(
        by="admin", user=user, leaves_on=today, reason=REASON, to_post=post_of(heir)
    )
    assert (left.handed_over, left.remaining) == ((("包保的企业和地方", 2),), ())
    user.refresh_from_db()
    assert not is_in(client) and not user.is_active
    with system_scope("试验"):
        for each in held:
            each.refresh_from_db()
            assert each.ends_before == today and each.handed_over_to.post == post_of(heir)
            assert each.handed_over_to.starts_on == today and each.handed_over_to.ends_before is None


def test_without_an_heir_it_says_what_is_left(world: World) -> None:
    user = officer(world, "commissioner", "1.1")
    with system_scope("试验"):
        assignment(world, user, "1.1.1.1")
    day = clock.today() + datetime.timedelta(days=3)
    left = lifecycle.staff_leaves(by="admin", user=user, leaves_on=day, reason=REASON)
    assert (left.handed_over, left.remaining) == ((), (("包保的企业和地方", 1),))
    assert is_in(signed_in(user))  # until that day
    with clock.at(day):
        client = Client()
        client.force_login(user)
        assert client.get("/desk/people/").status_code == 403


def test_an_heir_is_somebody_else(world: World) -> None:
    user = officer(world, "commissioner", "1.1")
    with pytest.raises(AccountError, match="另选一个人"):
        lifecycle.staff_leaves(
            by="admin", user=user, leaves_on=clock.today(), reason=REASON, to_post=post_of(user)
        )


def test_an_administrator_looks_after_the_own_place_and_below(world: World) -> None:
    admin = officer(world, "administrator", "1.1")
    inside, outside = officer(world, "town_officer", "1.1.1"), officer(world, "town_officer", "1.2.1")
    above, seeker = officer(world, "city_officer", "1"), officer(world, "seeker", "1.1.1.1")
    charge = charge_of(str(post_of(admin).id))
    assert charge is not None
    assert {user.username for user in accounts_in(charge)} == {admin.username, inside.username}
    assert account_in(charge, inside.id) == inside
    assert [account_in(charge, user.id) for user in (outside, above, seeker)] == [None] * 3
    assert charge_of(str(post_of(above).id)) is None


def test_accounts_are_found_by_name_role_and_state(world: World) -> None:
    charge = charge_of(str(post_of(officer(world, "administrator", "1.1")).id))
    town, county = officer(world, "town_officer", "1.1.1"), officer(world, "county_officer", "1.1")
    assert charge is not None
    lifecycle.lock_account(by="admin", user=town, reason=REASON)
    lifecycle.end_post(by="admin", post=post_of(county), ends_before=clock.today(), reason=REASON)
    found = [
        [user.username for user in accounts_in(charge, **asked)]
        for asked in (
            {"words": "TOWN"},
            {"role": "county_officer"},
            {"state": "locked"},
            {"state": "without-post"},
        )
    ]
    assert found == [[town.username], [county.username], [town.username], [county.username]]
