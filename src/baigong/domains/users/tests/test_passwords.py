"""Staff's passwords are stricter than a party's, and both profiles keep what they promise (reliability 8)."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.hashers import ScryptPasswordHasher
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from tests.sand_table import World, build_world, officer

from baigong.domains.users.models import User
from baigong.domains.users.passwords import _common, kind_of, rules_of
from baigong.foundation import clock
from baigong.foundation.access.checks import all_routes
from baigong.foundation.access.passwords import OFFICE_PASSWORDS
from baigong.foundation.access.routes import policy_of
from baigong.foundation.access.standing import StandingMiddleware
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.parameters.services import set_value
from baigong.foundation.scope import system_scope

GOOD = "riverbed lantern"
FIRMS_ALONE = "sunshine12345678!!"  # a common word in a disguise
WEAK = [
    ("sunshine12345678!!", "很多人在用"),
    ("1111111111111112", "不同的字太少"),
    ("xx-county-officer-xx", "姓名或用户名"),
    ("我的名字叫王大伟没有人会猜到的", "姓名或用户名"),
]


@pytest.fixture
def world(db: None) -> World:
    with system_scope("test"):
        return build_world()


def named(world: World, role: str) -> User:
    user = officer(world, role, "1.1.1.1")
    user.username, user.display_name = role.replace("_", "-"), "王大伟"
    user.save()
    return user


def faults(password: str, user: User | None) -> str:
    with system_scope("test"):
        try:
            validate_password(password, user)
        except ValidationError as error:
            return " ".join(error.messages)
    return ""


def test_what_a_firm_may_use_is_refused_to_staff(world: World) -> None:
    assert faults(FIRMS_ALONE, named(world, "employer")) == ""
    assert "很多人在用" in faults(FIRMS_ALONE, named(world, "county_officer"))
    assert faults(GOOD, named(world, "town_officer")) == ""
    assert "至少要15位" in faults("river lantern", named(world, "seeker"))


def test_twin_where_staff_are_held_to_a_partys_rules_the_word_passes(world: World, settings: Any) -> None:
    settings.BAIGONG_PASSWORDS = {**settings.BAIGONG_PASSWORDS, "strict": rules_of("party")}
    assert faults(FIRMS_ALONE, named(world, "county_officer")) == ""


@pytest.mark.parametrize(("password", "words"), WEAK)
def test_a_word_that_is_guessed_is_refused_to_staff(world: World, password: str, words: str) -> None:
    assert words in faults(password, named(world, "county_officer"))


def test_a_common_word_is_refused_to_everybody(world: World) -> None:
    assert len(_common()) >= 3_000
    long_enough = next(word for word in sorted(_common()) if len(word) >= 12)
    assert "很多人在用" in faults(long_enough, named(world, "employer"))


def test_a_name_is_too_like_a_password_of_a_firm_as_well(world: World) -> None:
    user = named(world, "employer")
    user.display_name = "Margaretha Long"
    assert faults("margaretha longs", user) != ""


def test_who_has_no_post_yet_is_held_to_the_strict_rules(world: World) -> None:
    joining = User(username="x", display_name="y")
    assert (kind_of(None), kind_of(joining)) == ("strict", "strict")
    joining.joins_as_party = True
    assert kind_of(joining) == "party"
    with system_scope("test"):
        assert kind_of(User.objects.create_user("lone", "x", display_name="无")) == "strict"


@pytest.mark.parametrize(("profile", "accepted"), [("nist", True), ("dengbao", False)])
def test_only_the_second_profile_asks_for_a_mixture(
    world: World, settings: Any, profile: str, accepted: bool
) -> None:
    settings.BAIGONG_PASSWORDS = OFFICE_PASSWORDS[profile]
    user = named(world, "county_officer")
    assert (faults("riverbedlanternwillow", user) == "") is accepted
    assert faults("Riverbed lantern 7", user) == ""


def test_the_form_says_the_rule_and_a_password_of_128_signs_is_kept_whole(world: World) -> None:
    user = named(world, "county_officer")
    user.set_password(GOOD)
    user.save()
    client = Client()
    client.force_login(user)
    long = "".join(chr(97 + number % 26) for number in range(127)) + "Z"
    form = {"oldpassword": GOOD, "password1": "short", "password2": "short"}
    assert "至少要15位" in client.post("/sign-in/password/change/", form).content.decode()
    form |= {"password1": long, "password2": long}
    assert client.post("/sign-in/password/change/", form).status_code == 302
    user.refresh_from_db()
    assert user.check_password(long) and not user.check_password(long[:-1])


# --- a password grows old -------------------------------------------------------------------------
CHANGE, DAY = "/sign-in/password/change/", datetime.timedelta(days=1)


def signed_in_after(user: User, days: int) -> Client:
    """Return somebody who signs in so many days after the password was set."""
    user.set_password(GOOD)
    user.password_set_at = clock.now() - days * DAY - datetime.timedelta(minutes=1)
    user.save()
    client = Client()
    client.force_login(user)
    return client


def where_to(client: Client, address: str) -> str:
    return str(client.get(address).headers.get("Location", ""))


OLD = [
    ("dengbao", "county_officer", "/desk/", 90, True),
    ("dengbao", "county_officer", "/desk/", 89, False),
    ("dengbao", "employer", "/employer/", 90, True),
    ("nist", "county_officer", "/desk/", 4000, False),
    ("nist", "employer", "/employer/", 4000, False),
]


@pytest.mark.parametrize(("profile", "role", "home", "days", "is_asked"), OLD)
def test_only_the_second_profile_asks_for_another_password_when_one_is_old(
    world: World, settings: Any, profile: str, role: str, home: str, days: int, is_asked: bool
) -> None:
    settings.BAIGONG_PASSWORDS = OFFICE_PASSWORDS[profile]
    client = signed_in_after(named(world, role), days)
    assert (where_to(client, home) == CHANGE) is is_asked
    assert AuditEntry.objects.filter(act="users.password_too_old").exists() is is_asked


def test_an_office_sets_its_own_days(world: World, settings: Any) -> None:
    settings.BAIGONG_PASSWORDS, county = OFFICE_PASSWORDS["dengbao"], world.places["1.1"]
    with system_scope("test"):
        set_value(
            by="test", parameter="password-days", place_path=county.path, county_id=county.county_id,
            valid_from=clock.today(), value=Decimal(30), unit="天", document="本局规定",
        )  # fmt: skip
    assert where_to(signed_in_after(named(world, "county_officer"), 31), "/desk/") == CHANGE


def test_a_password_set_before_its_day_was_kept_is_as_old_as_the_account(world: World, settings: Any) -> None:
    settings.BAIGONG_PASSWORDS = OFFICE_PASSWORDS["dengbao"]
    user = named(world, "county_officer")
    User.objects.filter(pk=user.pk).update(
        password_set_at=None, password="md5$a$b", date_joined=clock.now() - 91 * DAY
    )
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    assert where_to(client, "/desk/") == CHANGE


def test_who_signs_in_by_telephone_has_no_password_to_change(world: World, settings: Any) -> None:
    settings.BAIGONG_PASSWORDS = OFFICE_PASSWORDS["dengbao"]
    user = named(world, "seeker")
    user.set_unusable_password()
    user.password_set_at = clock.now() - 400 * DAY
    user.save()
    client = Client()
    client.force_login(user)
    assert where_to(client, "/me/") != CHANGE


def elsewhere(client: Client) -> list[str]:
    """Return the pages of one's own that somebody reaches: not public ones, not those for signing out and changing."""
    reached = []
    for where, pattern in all_routes():
        policy = policy_of(pattern)
        is_ours = policy is not None and not policy.is_public and "GET" in policy.methods
        if (is_ours and "<" not in where) or (policy is None and where.startswith("sign-in/")):
            keys = pattern.pattern.regex.groupindex
            address = reverse(pattern.name, kwargs=dict.fromkeys(keys, "1")) if keys else f"/{where}"
            if where_to(client, address) != CHANGE:
                reached.append(pattern.name)
    return reached


def test_before_it_is_changed_nothing_is_reached_but_the_page_to_change_it(
    world: World, settings: Any
) -> None:
    settings.BAIGONG_PASSWORDS = OFFICE_PASSWORDS["dengbao"]
    client = signed_in_after(named(world, "county_officer"), 91)
    assert client.get(CHANGE).status_code == 200
    assert set(elsewhere(client)) == {"account_change_password", "account_logout"}
    other = "Riverbed lantern 7"
    form = {"oldpassword": GOOD, "password1": other, "password2": other}
    assert client.post(CHANGE, form).status_code == 302
    assert client.get("/desk/").status_code == 200
    client.logout()
    again = Client()
    assert again.post("/sign-in/login/", {"login": "county-officer", "password": other}).status_code == 302
    assert again.get("/desk/").status_code == 200


def test_twin_without_the_guard_the_pages_of_others_are_reached(
    world: World, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.BAIGONG_PASSWORDS = OFFICE_PASSWORDS["dengbao"]
    monkeypatch.setattr(StandingMiddleware, "process_view", lambda *_: None)
    assert "mfa_activate_totp" in elsewhere(signed_in_after(named(world, "county_officer"), 91))


def test_a_hash_of_less_work_is_made_anew_at_the_next_sign_in(world: World, settings: Any) -> None:
    """Reliability 8: old hashes are upgraded at login; when the password was set is not changed by that."""

    class Weaker(ScryptPasswordHasher):
        work_factor = 2**8

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
    user = officer(world, "county_officer", "1.1")
    set_at = clock.now() - datetime.timedelta(days=9)
    weak = Weaker().encode("a long word for tests", "salt" * 6)
    User.objects.filter(id=user.id).update(password=weak, password_set_at=set_at)
    assert Client().post("/sign-in/login/", {"login": user.username, "password": "wrong word here"})
    assert User.objects.get(id=user.id).password == weak  # twin: a wrong word makes nothing anew
    Client().post("/sign-in/login/", {"login": user.username, "password": "a long word for tests"})
    now = User.objects.get(id=user.id)
    assert (
        now.password != weak and f"${2**14}$" in now.password and now.check_password("a long word for tests")
    )
    assert now.password_set_at == set_at
