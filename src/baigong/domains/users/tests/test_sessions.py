"""Sessions begin anew at every sign-in, rest and last only so long, and staff bring a second factor (tests 1, 3, 6)."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from tests.safety.walking import routes
from tests.sand_table import World, build_world, officer

from baigong.domains.users.models import User
from baigong.faces.cli.demo.personas import code_of
from baigong.foundation import clock
from baigong.foundation.access import sessions

NOW = datetime.datetime(2026, 5, 11, 2, 0, tzinfo=datetime.UTC)
WORD = "x" * 16
SECOND, MINUTE, HOUR = (datetime.timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours"))


@pytest.fixture
def world(db: None) -> Iterator[World]:
    cache.clear()
    with time_machine.travel(NOW, tick=False), clock.at(NOW):  # a code must not age between two lines
        yield build_world()


def signed_in(user: User) -> Client:
    client = Client()
    with clock.at(NOW):
        client.force_login(user)
        assert client.get("/inbox/").status_code == 200
    return client


def is_in(client: Client, at: datetime.datetime) -> bool:
    with clock.at(at):
        return client.get("/inbox/").status_code == 200


@pytest.mark.parametrize(("role", "rest"), [("county_officer", 30 * MINUTE), ("employer", 2 * HOUR)])
def test_a_session_rests_so_long_and_no_second_longer(world: World, role: str, rest: Any) -> None:
    user = officer(world, role, "1.1.1.1")
    assert is_in(signed_in(user), NOW + rest)
    late = signed_in(user)
    assert not is_in(late, NOW + rest + SECOND)
    late.cookies.pop(sessions.COOKIE)  # leaving out when it was last used gains nothing
    assert not is_in(late, NOW + rest + SECOND)


def test_a_session_in_use_lasts_twelve_hours_and_no_second_longer(world: World) -> None:
    client = signed_in(officer(world, "county_officer", "1.1"))
    for quarter in range(1, 49):
        assert is_in(client, NOW + quarter * 15 * MINUTE)
    assert not is_in(client, NOW + 12 * HOUR + SECOND)


def test_twin_without_the_limits_it_would_go_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "_is_over", lambda request: False)
    assert is_in(signed_in(officer(world, "county_officer", "1.1")), NOW + 11 * HOUR)


def test_the_use_of_another_session_keeps_none_alive(world: World) -> None:
    user = officer(world, "county_officer", "1.1")
    old, young = signed_in(user), signed_in(user)
    assert is_in(young, NOW + 20 * MINUTE)
    old.cookies[sessions.COOKIE] = young.cookies[sessions.COOKIE].value
    assert not is_in(old, NOW + 31 * MINUTE)
    old.cookies[sessions.COOKIE] = "made:up"
    assert not is_in(old, NOW + 31 * MINUTE)


def test_what_is_over_leads_to_the_sign_in_page_and_back(world: World) -> None:
    client = signed_in(officer(world, "county_officer", "1.1"))
    with clock.at(NOW + HOUR):
        assert client.get("/inbox/")["Location"] == "/sign-in/login/?next=/inbox/"


def sign_in(client: Client, user: User) -> Any:
    return client.post("/sign-in/login/", {"login": user.username, "password": WORD})


def with_factor(world: World, key: str = "1.1") -> User:
    user = officer(world, "county_officer", key)
    user.set_password(WORD)
    user.save()
    TOTP.activate(user, generate_totp_secret())
    return user


def test_a_session_planted_before_the_sign_in_is_dead_after_it(world: World) -> None:
    user = with_factor(world)
    victim = Client()
    victim.get("/sign-in/phone/")
    session = victim.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    victim.cookies["sessionid"] = planted
    sign_in(victim, user)
    assert victim.post(reverse("mfa_authenticate"), {"code": code_of(user.username)}).status_code == 302
    assert victim.session["_auth_user_id"] == str(user.pk) and victim.session.session_key != planted
    attacker = Client()
    attacker.cookies["sessionid"] = planted
    assert attacker.get("/inbox/").status_code == 302


def test_twin_without_a_new_key_the_planted_session_is_signed_in(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.contrib.sessions.backends.base import SessionBase

    user = officer(world, "county_officer", "1.1")
    victim = Client()
    victim.session["planted"] = True
    session = victim.session
    session["planted"] = True
    session.save()
    victim.cookies["sessionid"] = session.session_key
    monkeypatch.setattr(SessionBase, "cycle_key", lambda self: None)
    user.set_password(WORD)
    user.save()
    sign_in(victim, user)
    attacker = Client()
    attacker.cookies["sessionid"] = session.session_key
    assert attacker.get("/inbox/").status_code == 200


# --- the second factor (test 6) ------------------------------------------------------------------
@pytest.fixture
def strict(settings: Any) -> None:
    settings.BAIGONG_SECOND_FACTOR = True


STAFF_ONLY = [
    route
    for route in routes()
    if not route.is_public and not route.where.startswith(("employer/", "seeker/", "me/"))
]
NOBODY = "01912345-1234-7123-8123-123456789012"


def reached(client: Client) -> list[str]:
    """Return the routes that answered with anything but the way to the second factor's pages."""
    found = []
    for route in STAFF_ONLY:
        address = route.address(dict.fromkeys(route.parameters, NOBODY))
        for method in route.methods:
            answer = client.generic(method, address)
            if answer.status_code not in (302, 403) or not answer.get("Location", "/sign-in/").startswith(
                "/sign-in/"
            ):
                found.append(f"{method} {route.where}")
    return found


def test_half_signed_in_staff_reach_nothing(world: World, strict: None) -> None:
    user, client = with_factor(world), Client()
    assert sign_in(client, user)["Location"].startswith("/sign-in/2fa/authenticate/")
    assert reached(client) == []


def test_staff_without_a_second_factor_set_one_up_first(world: World, strict: None) -> None:
    user, client = officer(world, "county_officer", "1.1"), Client()
    user.set_password(WORD)
    user.save()
    sign_in(client, user)
    assert client.get("/desk/")["Location"] == "/sign-in/2fa/totp/activate/"
    assert reached(client) == []


def test_twin_where_none_is_asked_for_the_password_is_enough(world: World) -> None:
    user, client = officer(world, "county_officer", "1.1"), Client()
    user.set_password(WORD)
    user.save()
    sign_in(client, user)
    assert reached(client) != []


def test_with_the_code_staff_come_in_and_the_same_code_opens_nothing_again(
    world: World, strict: None
) -> None:
    user, first, second = with_factor(world), Client(), Client()
    code = code_of(user.username)
    for client in (first, second):
        sign_in(client, user)
    assert first.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
    assert first.get("/desk/").status_code == 200
    second.post(reverse("mfa_authenticate"), {"code": code})
    assert second.get("/desk/").status_code == 302


def test_twin_without_the_memory_of_used_codes_it_opens_twice(
    world: World, strict: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TOTP, "_mark_code_used", lambda self, code: True)
    user = with_factor(world)
    code = code_of(user.username)
    for client in (Client(), Client()):
        sign_in(client, user)
        client.post(reverse("mfa_authenticate"), {"code": code})
        assert client.get("/desk/").status_code == 200


@pytest.mark.parametrize("steps", [-2, 2])
def test_a_code_of_two_steps_off_opens_nothing(world: World, strict: None, steps: int) -> None:
    user, client = with_factor(world), Client()
    sign_in(client, user)
    secret = decrypt(Authenticator.objects.get(user=user).data["secret"])
    counter = next(iter(yield_hotp_counters_from_time())) + steps
    client.post(reverse("mfa_authenticate"), {"code": format_hotp_value(hotp_value(secret, counter))})
    assert client.get("/desk/").status_code == 302


@pytest.mark.django_db(transaction=True)  # the step is taken when the transaction commits
def test_a_factor_just_set_up_lets_its_own_session_on_and_changes_its_name(
    world: World, strict: None
) -> None:
    user, client, elsewhere = officer(world, "county_officer", "1.1"), Client(), Client()
    user.set_password(WORD)
    user.save()
    names = []
    for each in (client, elsewhere):
        sign_in(each, user)
    names.append(client.session.session_key)
    address = reverse("mfa_activate_totp")
    client.post(f"{reverse('account_reauthenticate')}?next={address}", {"password": WORD})
    names.append(client.session.session_key)
    secret = client.get(address).context["form"].secret
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    assert client.post(address, {"code": code}).status_code == 302
    names.append(client.session.session_key)
    assert client.get("/desk/").status_code == 200
    assert len(set(names)) == 3  # each step up is another session
    assert elsewhere.get("/desk/").status_code == 302  # this one has shown no second factor
    for old in names[:2]:
        thief = Client()
        thief.cookies["sessionid"] = old
        assert thief.get("/inbox/")["Location"].startswith("/sign-in/login/")


def test_those_who_act_for_themselves_need_none(world: World, strict: None) -> None:
    client = Client()
    client.force_login(officer(world, "employer", "1.1.1.1"))
    assert client.get("/inbox/").status_code == 200
