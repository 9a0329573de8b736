"""The forms for signing in and out, made by others, are held to the rules of our own (tests 14 and 113).

Strangers, half-way people who owe a code, and people signed in are walked over every address below /sign-in/.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.safety.test_methods import OVERRIDES, UNDECLARED, WRITES, ways
from tests.safety.walking import undone

from baigong.domains.users.models import User
from baigong.foundation.access.checks import all_routes
from baigong.foundation.access.routes import policy_of

NAME, WORD, NEXT_WORD = "second-factor-user", "a long word for tests", "another long word for tests"
# The forms this house uses; the walk takes every address, also of those it leaves unused.
NEEDED = {
    "account_login", "account_logout", "account_reauthenticate", "account_change_password",
    "account_reset_password", "mfa_authenticate", "mfa_reauthenticate", "mfa_activate_totp",
    "mfa_deactivate_totp", "mfa_generate_recovery_codes",
}  # fmt: skip
# What counting attempts and keeping the session write; neither changes an account.
OWN_BOOKS = ("django_session", "access_attempts")
ASKING = ("OPTIONS", "TRACE")
Forger = Callable[[bool], Client]


def addresses() -> dict[str, str]:
    """Return the address of every sign-in route by its name."""
    found = {}
    for where, pattern in all_routes():
        if (
            where.startswith("sign-in/") and policy_of(pattern) is None
        ):  # the house's own are walked elsewhere
            assert pattern.name
            keys = pattern.pattern.regex.groupindex
            found[pattern.name] = reverse(pattern.name, kwargs=dict.fromkeys(keys, "1"))
    return found


@pytest.fixture
def user(db: None) -> User:
    cache.clear()
    made = User.objects.create_user(NAME, WORD, display_name="第二人")
    TOTP.activate(made, generate_totp_secret())
    return made


def stranger(is_strict: bool) -> Client:
    return Client(enforce_csrf_checks=is_strict)


def half_way(is_strict: bool) -> Client:
    """Somebody whose password was right and who owes the code."""
    client = Client()
    answer = client.post(reverse("account_login"), {"login": NAME, "password": WORD})
    assert answer["Location"].startswith(reverse("mfa_authenticate"))
    client.handler.enforce_csrf_checks = is_strict
    return client


def signed_in(is_strict: bool) -> Client:
    client = Client(enforce_csrf_checks=is_strict)
    client.force_login(User.objects.get(username=NAME))
    return client


STATES = (stranger, half_way, signed_in)


def forged(client: Client) -> Iterator[tuple[str, str]]:
    """Yield the forms that were taken from elsewhere, and how they were sent."""
    for name, address in addresses().items():
        with undone():
            for how, response in ways(client, address):
                if response.status_code != 403:
                    yield name, how


@pytest.mark.parametrize("state", STATES)
def test_no_sign_in_form_is_taken_from_elsewhere(user: User, state: Forger) -> None:
    assert set(addresses()) >= NEEDED
    assert list(forged(state(True))) == []


def test_without_the_token_check_every_form_answers_somebody_else(user: User) -> None:
    """Sabotage twin: the same requests where tokens are not checked; the first of them signs the person out."""
    taken = list(forged(signed_in(False)))
    assert {name for name, _ in taken} >= NEEDED
    client = signed_in(False)
    assert "_auth_user_id" in client.session
    client.post(reverse("account_logout"), HTTP_ORIGIN="null")
    assert "_auth_user_id" not in client.session


def test_without_the_token_check_a_stranger_is_signed_in_as_somebody_else(user: User) -> None:
    """Sabotage twin: a form on another site that signs its visitor in under the attacker's name."""
    Authenticator.objects.all().delete()
    form = {"login": NAME, "password": WORD}
    strict, careless = stranger(True), stranger(False)
    assert strict.post(reverse("account_login"), form).status_code == 403
    assert "_auth_user_id" not in strict.session
    careless.post(reverse("account_login"), form)
    assert "_auth_user_id" in careless.session


def standing(client: Client) -> tuple[Any, Any]:
    """Return who the session says is signed in, and whether a code is still owed."""
    session = client.session
    return session.get("_auth_user_id"), "account_login" in session


def effects(client: Client, method: str, address: str, **more: Any) -> list[str]:
    """Return what a request wrote beside the session and the count of attempts, and whom it signed in or out."""
    cookies, before = copy.deepcopy(client.cookies), standing(client)
    with undone(), CaptureQueriesContext(connection) as seen:
        client.generic(method, address, **more)
        after = standing(client)
    client.cookies = cookies
    statements = [query["sql"] for query in seen if query["sql"].lstrip().upper().startswith(WRITES)]
    found = [sql for sql in statements if not any(book in sql for book in OWN_BOOKS)]
    # Looking at another page gives up a sign-in that still owes its code; that brings nobody any nearer.
    return found + [f"{before} became {after}"] * (after not in (before, (before[0], False)))


def effects_of_reading(client: Client) -> list[tuple[str, list[str]]]:
    """Return the addresses whose reading changed something, also where a parameter or header names POST."""
    found = []
    for name, address in addresses().items():
        for method in ("GET", "HEAD"):
            for override in ({}, OVERRIDES):
                query = f"?_method=POST&login={NAME}&password={WORD}&action=remove" if override else ""
                found.append((name, effects(client, method, address + query, **override)))
    return [(name, changed) for name, changed in found if changed]


@pytest.mark.parametrize("state", STATES)
def test_reading_a_sign_in_page_changes_nothing(user: User, state: Forger) -> None:
    assert effects_of_reading(state(True)) == []


def test_signing_out_by_a_link_is_found(user: User, settings: Any) -> None:
    """Sabotage twin: the setting that lets a link sign people out."""
    settings.ACCOUNT_LOGOUT_ON_GET = True
    found = effects_of_reading(signed_in(True))
    assert {name for name, _ in found} == {"account_logout"}


FORMS = {
    "account_login": (stranger, {"login": NAME, "password": WORD}),
    "mfa_authenticate": (half_way, {"code": "000000"}),
    "account_logout": (signed_in, {}),
    "account_reauthenticate": (signed_in, {"password": "wrong"}),
    "account_change_password": (
        signed_in,
        {"oldpassword": WORD, "password1": NEXT_WORD, "password2": NEXT_WORD},
    ),
}


def sent(name: str, *, bent: str = "") -> tuple[int, tuple[Any, Any], bool]:
    """Send a form, with a method named in it when one is given; return status, standing and the password's fate."""
    state, words = FORMS[name]
    client, query = state(False), ""
    headers: dict[str, Any] = dict.fromkeys(OVERRIDES, bent) if bent else {}
    if bent:
        words, query = {**words, "_method": bent, "method": bent}, f"?_method={bent}"
    with undone():
        status = client.post(reverse(name) + query, words, **headers).status_code
        after = standing(client), User.objects.get(username=NAME).check_password(WORD)
    return status, *after


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("bent", ["GET", "DELETE", "PUT"])
def test_a_method_named_in_a_sign_in_form_counts_for_nothing(user: User, name: str, bent: str) -> None:
    honest = sent(name)
    cache.clear()
    assert sent(name, bent=bent) == honest


@pytest.mark.parametrize("state", STATES)
def test_other_methods_change_nothing(user: User, state: Forger) -> None:
    """What only asks may be answered; whatever else a form could be sent by needs the token too."""
    client = state(True)
    for name, address in addresses().items():
        for method in UNDECLARED:
            assert effects(client, method, address) == [], (name, method)
            if method not in ASKING:
                assert client.generic(method, address).status_code == 403, (name, method)
