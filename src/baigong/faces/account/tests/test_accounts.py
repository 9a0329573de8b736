"""The administrator's pages about accounts, and the page of somebody who is away."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.sand_table import World, build_world, officer

from baigong.domains.users.models import Post, User
from baigong.foundation import clock
from baigong.foundation.scope import system_scope

REASON = "调到别的单位"
TODAY, DAY = clock.today(), datetime.timedelta(days=1)


@pytest.fixture
def world(db: None) -> World:
    made = build_world()
    officer(made, "town_officer", "1.1.1")
    officer(made, "town_officer", "1.2.1")
    return made


@pytest.fixture
def admin(world: World) -> Client:
    client = Client()
    client.force_login(officer(world, "administrator", "1.1"))
    return client


def page(client: Client, address: str, **asked: str) -> str:
    answer = client.get(address, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def post_of(user: User) -> Post:
    with system_scope("试验"):
        return Post.objects.get(user=user, delegated_from__isnull=True)


def town(world: World) -> User:
    user = officer(world, "town_officer", "1.1.1")
    user.refresh_from_db()
    return user


def test_the_list_shows_the_own_office_and_is_filtered(admin: Client, world: World) -> None:
    everybody = page(admin, "/accounts/")
    assert "town_officer-1.1.1" in everybody and "town_officer-1.2.1" not in everybody
    assert "账号管理" in everybody and "总览" in everybody  # beside the pages of the role
    assert "没有合条件的账号" in page(admin, "/accounts/", q="nobody")
    assert "town_officer-1.1.1" in page(admin, "/accounts/", role="town_officer")
    assert "town_officer-1.1.1" not in page(admin, "/accounts/", state="locked")
    assert admin.get("/accounts/", {"role": "nonsense"}).status_code == 400


def test_more_accounts_ask_no_more_questions(admin: Client, world: World) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            page(admin, "/accounts/")
        return sum("set_config" not in query["sql"] for query in seen)  # the second wall sets its scope

    few = count()
    for key in ("1.1.1.1", "1.1.1.2", "1.1.2.1", "1.1.2"):
        officer(world, "village_officer", key)
    assert count() == few


def test_an_account_is_opened_and_its_password_shown_once(admin: Client, world: World) -> None:
    form = {
        "display_name": "新来的",
        "username": "Newcomer",
        "role": "town_officer",
        "place": str(world.places["1.1.1"].id),
        "title": "办事员",
        "starts_on": str(TODAY),
    }
    wrong = admin.post("/accounts/new/", form | {"username": "!"})
    assert wrong.status_code == 422 and 'value="新来的"' in wrong.content.decode()
    answer = admin.post("/accounts/new/", form)
    found = re.search(r'<b class="secret">([^<]+)</b>', answer.content.decode())
    assert found and answer["Cache-Control"] == "no-store"
    user = User.objects.get(username="newcomer")
    assert user.check_password(found[1]) and user.must_change_password
    with system_scope("试验"):
        assert Post.objects.get(user=user).title == "办事员"
    client = Client()
    client.force_login(user)
    assert client.get("/desk/")["Location"] == "/sign-in/password/change/"
    assert admin.post("/accounts/new/", form).status_code == 422  # the name is taken


@pytest.mark.parametrize("role", ["employer", "seeker", "king"])
def test_no_role_is_given_that_is_not_the_offices_to_give(admin: Client, world: World, role: str) -> None:
    form = {"display_name": "甲", "username": "newone", "role": role, "starts_on": str(TODAY)}
    assert admin.post("/accounts/new/", form | {"place": str(world.places["1.1.1"].id)}).status_code == 422
    assert not User.objects.filter(username="newone").exists()


def test_no_place_is_given_beyond_the_office(admin: Client, world: World) -> None:
    form = {"role": "town_officer", "starts_on": str(TODAY), "place": str(world.places["1.2.1"].id)}
    assert admin.post(f"/accounts/{town(world).id}/posts/", form).status_code == 422
    assert admin.post(f"/accounts/{town(world).id}/posts/", form | {
        "place": str(world.places["1.1.2"].id)
    }).status_code == 302  # fmt: skip
    assert "地1.1.2" in page(admin, f"/accounts/{town(world).id}/")


def act(admin: Client, user: User, name: str, reason: str = REASON) -> Any:
    return admin.post(f"/accounts/{user.id}/{name}/", {f"{name}-reason": reason})


def test_an_account_is_locked_and_unlocked_for_a_reason(admin: Client, world: World) -> None:
    refused = act(admin, town(world), "lock", "短")
    assert refused.status_code == 422 and 'value="短"' in refused.content.decode() and town(world).is_active
    assert act(admin, town(world), "lock").status_code == 302 and not town(world).is_active
    assert "已锁定" in page(admin, f"/accounts/{town(world).id}/")
    assert act(admin, town(world), "unlock").status_code == 302 and town(world).is_active
    assert act(admin, town(world), "unlock").status_code == 422  # it is open already


def test_the_other_verbs(admin: Client, world: World) -> None:
    user = town(world)
    TOTP.activate(user, generate_totp_secret())
    assert act(admin, user, "end-sessions").status_code == 302 and town(world).session_epoch == 1
    assert act(admin, user, "change-password").status_code == 302 and town(world).must_change_password
    assert act(admin, user, "reset-factor").status_code == 302
    assert "没有设，下次登录要先设" in page(admin, f"/accounts/{user.id}/")
    given = re.search(r'<b class="secret">([^<]+)</b>', act(admin, user, "give-password").content.decode())
    assert given and town(world).check_password(given[1])
    assert act(admin, user, "promote").status_code == 404


def test_ones_own_account_is_for_another_administrator(admin: Client, world: World) -> None:
    own = officer(world, "administrator", "1.1")
    assert "另一位管理员" in page(admin, f"/accounts/{own.id}/")
    assert act(admin, own, "lock").status_code == 422
    form = {"role": "county_officer", "starts_on": str(TODAY), "place": str(world.places["1.1"].id)}
    assert admin.post(f"/accounts/{own.id}/posts/", form).status_code == 422


def test_a_post_ends_after_its_last_day(admin: Client, world: World) -> None:
    user, post = town(world), post_of(town(world))
    address = f"/accounts/{user.id}/posts/{post.id}/end/"
    wrong = admin.post(address, {f"{post.id}-last_day": "soon", f"{post.id}-reason": REASON})
    assert wrong.status_code == 422 and f'value="{REASON}"' in wrong.content.decode()
    admin.post(address, {f"{post.id}-last_day": str(TODAY + DAY), f"{post.id}-reason": REASON})
    assert post_of(user).ends_before == TODAY + 2 * DAY
    other = officer(world, "administrator", "1.1")
    assert admin.post(f"/accounts/{other.id}/posts/{post.id}/end/", {}).status_code == 404


def test_somebody_leaves(admin: Client, world: World) -> None:
    user = town(world)
    officer(world, "town_officer", "1.1.2")
    assert "town_officer-1.1.2" in page(admin, f"/accounts/{user.id}/leave/")
    form = {"last_day": str(TODAY - DAY), "to_post": "", "reason": REASON}
    assert admin.post(f"/accounts/{user.id}/leave/", form | {"reason": ""}).status_code == 422
    assert admin.post(f"/accounts/{user.id}/leave/", form).status_code == 302
    assert not town(world).is_active and post_of(user).ends_before == TODAY


def test_nobody_else_comes_in(world: World) -> None:
    for role, key in (("county_officer", "1.1"), ("security_officer", "1.1"), ("employer", "1.1.1.1")):
        client = Client()
        client.force_login(officer(world, role, key))
        assert client.get("/accounts/").status_code == 403
        assert act(client, town(world), "lock").status_code == 403


# --- standing in ---------------------------------------------------------------------------------
@pytest.fixture
def chief(world: World) -> Client:
    client = Client()
    client.force_login(officer(world, "county_officer", "1.1"))
    return client


def test_somebody_away_names_who_stands_in_and_takes_it_back(chief: Client, world: World) -> None:
    assert "没有能代的同事" in page(chief, "/standing-in/")
    clerk = officer(world, "commissioner", "1.1")
    form = {
        "own": str(post_of(officer(world, "county_officer", "1.1")).id),
        "to_post": str(post_of(clerk).id),
        "first_day": str(TODAY),
        "last_day": str(TODAY - DAY),
    }
    wrong = chief.post("/standing-in/", form)
    assert wrong.status_code == 422 and "代理从今天或以后开始" in wrong.content.decode()
    assert chief.post("/standing-in/", form | {"last_day": str(TODAY + 6 * DAY)}).status_code == 302
    assert "commissioner-1.1" in page(chief, "/standing-in/")
    with system_scope("试验"):
        post = Post.objects.get(user=clerk, delegated_from__isnull=False)
    assert post.ends_before == TODAY + 7 * DAY
    stranger = Client()
    stranger.force_login(clerk)
    assert stranger.post(f"/standing-in/{post.id}/end/").status_code == 404  # not his to take back
    assert chief.post(f"/standing-in/{post.id}/end/").status_code == 302
    assert "commissioner-1.1</b>" not in page(chief, "/standing-in/")


def test_a_colleague_not_offered_is_not_taken(chief: Client, world: World) -> None:
    own = post_of(officer(world, "county_officer", "1.1"))
    officer(world, "commissioner", "1.1")
    elsewhere = post_of(officer(world, "commissioner", "1.2"))
    form = {"own": str(own.id), "to_post": str(elsewhere.id), "first_day": str(TODAY), "last_day": str(TODAY)}
    assert chief.post("/standing-in/", form).status_code == 422
