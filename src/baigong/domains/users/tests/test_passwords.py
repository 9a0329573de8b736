"""Staff's passwords are stricter than a party's, and both profiles keep what they promise (reliability 8)."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from tests.sand_table import World, build_world, officer

from baigong.domains.users.models import User
from baigong.domains.users.passwords import _common, kind_of, rules_of
from baigong.foundation.access.passwords import OFFICE_PASSWORDS
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
