"""The time of an answer tells nothing: a known name costs the work of an unknown one (reliability 5).

Work is counted in passwords worked out, statements and letters; a clock would measure the machine.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.sand_table import World, build_world, officer

from baigong.domains.users.models import PhoneCode, User
from baigong.domains.users.phone_codes import CodeSent
from baigong.domains.users.services import open_party_account, user_by_phone
from baigong.faces.account import phone as phone_pages
from baigong.faces.employer.views import joining
from baigong.foundation import clock
from baigong.foundation.scope import system_scope
from baigong.kernels.identity import mint_test_credit_code

WORD, WRONG = "a long word for tests", "a wrong word for tests"
PHONE, OTHER = "13900007001", "13900007002"
KNOWN, LOCKED, NOBODY = "county_officer-1.1", "county_officer-1.2", "nobody-here-at-all"
ADDRESS, NO_ADDRESS = "known@example.org", "other@example.org"


@dataclass(frozen=True, slots=True)
class Work:
    """What one answer cost, and with which status it came."""

    status: int
    passwords: int
    statements: int
    letters: int


Measure = Callable[[str, dict[str, str]], Work]


@pytest.fixture
def world(db: None) -> Iterator[World]:
    cache.clear()
    made = build_world()
    for key in ("1.1", "1.2"):
        user = officer(made, "county_officer", key)
        user.set_password(WORD)
        user.email = ADDRESS if key == "1.1" else ""
        user.save()
    User.objects.filter(username=LOCKED).update(is_active=False)
    with system_scope("试验"):
        place = made.places["1.1.1.1"]
        open_party_account(by="test", phone=PHONE, display_name="张某", role="seeker", place=place)
    yield made
    cache.clear()


@pytest.fixture
def work(world: World, monkeypatch: pytest.MonkeyPatch) -> Measure:
    """Return how to count the work of one form sent by a visitor nobody has seen before."""
    worked_out: list[str] = []
    true, visitors = MD5PasswordHasher.encode, iter(range(1, 250))

    def counted(self: Any, password: str, salt: str) -> str:
        worked_out.append(salt)
        return str(true(self, password, salt))

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)

    def measure(address: str, form: dict[str, str], client: Client | None = None) -> Work:
        client, before = client or Client(), len(mail.outbox)
        client.get(address)  # what a process and a visitor ask once is asked before
        worked_out.clear()
        with CaptureQueriesContext(connection) as seen:
            answer = client.post(address, form, REMOTE_ADDR=f"192.0.2.{next(visitors)}")
        return Work(answer.status_code, len(worked_out), len(seen), len(mail.outbox) - before)

    return measure


# --- signing in with a password -------------------------------------------------------------------
def sign_in(work: Measure, name: str) -> Work:
    return work(reverse("account_login"), {"login": name, "password": WRONG})


def test_a_name_costs_the_same_known_unknown_locked_or_without_a_password(work: Measure) -> None:
    by_phone = User.objects.get(phone_index__isnull=False).username
    costs = [sign_in(work, name) for name in (NOBODY, KNOWN, KNOWN.upper(), LOCKED, by_phone)]
    assert costs[0].passwords == 1 and costs == costs[:1] * len(costs)


def test_twin_where_only_a_known_name_is_compared_the_work_tells(
    work: Measure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(AuthenticationBackend, "_mitigate_timing_attack", lambda self, password: None)
    assert (sign_in(work, KNOWN).passwords, sign_in(work, NOBODY).passwords) == (1, 0)


# --- a password forgotten -------------------------------------------------------------------------
def forget(work: Measure, address: str) -> Work:
    return work(reverse("account_reset_password"), {"email": address})


def test_who_says_a_password_is_forgotten_sets_nothing_going(work: Measure) -> None:
    """An administrator gives a new one: nobody is looked for and no letter leaves, to whomever it were."""
    known, unknown = forget(work, ADDRESS), forget(work, NO_ADDRESS)
    assert known == unknown and known.letters == 0


def test_twin_where_a_letter_is_written_the_work_tells(work: Measure, settings: Any) -> None:
    settings.ACCOUNT_FORMS = {}
    known, unknown = forget(work, ADDRESS), forget(work, NO_ADDRESS)
    assert known.statements > unknown.statements and known.letters == unknown.letters == 1


# --- a code to a telephone ------------------------------------------------------------------------
@pytest.mark.parametrize("page", ["mine:phone", "seeker:join"])
def test_a_number_costs_the_same_known_or_not(work: Measure, page: str) -> None:
    known, unknown = (work(reverse(page), {"phone": number}) for number in (PHONE, OTHER))
    assert known == unknown and known.status == 302
    assert PhoneCode.objects.count() == 2


def test_twin_where_only_a_known_number_is_sent_to_the_work_tells(
    work: Measure, monkeypatch: pytest.MonkeyPatch
) -> None:
    true = phone_pages.send_code

    def careless(*, phone: str, purpose: str, from_address: str) -> CodeSent:
        if user_by_phone(phone) is None:
            return CodeSent(is_on_its_way=False)
        return true(phone=phone, purpose=purpose, from_address=from_address)

    monkeypatch.setattr(phone_pages, "send_code", careless)
    known, unknown = (work(reverse("mine:phone"), {"phone": number}) for number in (PHONE, OTHER))
    assert known.statements > unknown.statements and known.status == unknown.status


@pytest.mark.parametrize("page", ["mine:phone", "seeker:join"])
def test_a_wrong_code_costs_the_same(work: Any, world: World, page: str) -> None:
    form = {"code": "000000", "display_name": "甲", "place": world.places["1.1.1"].path}
    costs = []
    for number in (PHONE, OTHER):
        client = Client()
        client.post(reverse(page), {"phone": number})
        PhoneCode.objects.update(code_digest=b"0" * 32)
        costs.append(work(reverse(f"{page}_code"), form, client))
    assert costs[0] == costs[1] and costs[0].status == 422


# --- a firm signs up ------------------------------------------------------------------------------
def sign_up(work: Measure, world: World, name: str, phone: str, number: int) -> Work:
    said = {
        "credit_code": mint_test_credit_code("371600", number), "firm_name": "某某有限公司", "title": "人事",
        "county": str(world.places["1.1"].id), "phone": phone, "display_name": "马主管", "username": name,
        "password": "一个很长很长的密码abc123",
    }  # fmt: skip
    with clock.at(clock.now() + datetime.timedelta(hours=number)):
        return work(reverse("employer:join"), said)


TAKEN, FREE = "taken.name", "other.name"


def test_a_wished_name_and_a_number_cost_the_same_taken_or_free(work: Measure, world: World) -> None:
    User.objects.create_user(TAKEN, WORD, display_name="在先")
    told = [(FREE, OTHER), (TAKEN, OTHER), (FREE, PHONE), (TAKEN, PHONE)]
    costs = [sign_up(work, world, name, phone, 41 + at) for at, (name, phone) in enumerate(told)]
    assert costs[0].passwords == 1 and costs[0].status == 302 and costs == costs[:1] * len(costs)


def test_twin_where_a_name_is_taken_as_it_was_wished_the_work_tells(
    work: Measure, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    User.objects.create_user(TAKEN, WORD, display_name="在先")
    monkeypatch.setattr(joining, "username_beside", str)
    taken, free = (sign_up(work, world, name, OTHER, 41 + at) for at, name in enumerate((TAKEN, FREE)))
    assert (taken.passwords, free.passwords) == (0, 1)
