"""Who stands before the door learns nothing, guesses little and keeps nobody else out (reliability 4, 5, 7, 8, 9).

The other numbers of that group: sessions, time limits and the second factor in `domains/users/tests/test_sessions.py`
(1, 3, 6), what ends at the next request in `test_lifecycle.py` (2), the start in `config/tests/test_production.py`
(10), both names in the audit in `test_delegation.py` (11).
"""

from __future__ import annotations

import datetime
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.cache.backends.db import DatabaseCache
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.safety.walking import plain
from tests.sand_table import World, build_world, officer

from baigong.domains.users import phone_codes
from baigong.domains.users.models import PhoneCode, User
from baigong.domains.users.phone_codes import check_code, send_code
from baigong.domains.users.services import open_party_account
from baigong.foundation import clock
from baigong.foundation.access.visitors import client_address
from baigong.foundation.messages.models import Delivery
from baigong.foundation.scope import system_scope

WORD, WRONG = "a long word for tests", "a wrong word for tests"
PHONE, OTHER = "13900007001", "13900007002"
TOO_MANY = "登录失败次数过多"


@pytest.fixture
def world(db: None) -> Iterator[World]:
    cache.clear()
    made = build_world()
    for key in ("1.1", "1.2"):
        user = officer(made, "county_officer", key)
        user.set_password(WORD)
        user.save()
    yield made
    cache.clear()


def enter(name: str, word: str, *, address: str = "198.51.100.1", **headers: str) -> Any:
    return Client().post("/sign-in/login/", {"login": name, "password": word}, REMOTE_ADDR=address, **headers)


def is_in(answer: Any) -> bool:
    return answer.status_code == 302


FIRST, SECOND, NOBODY = "county_officer-1.1", "county_officer-1.2", "nobody-here-at-all"


# --- guessing (test 4) ---------------------------------------------------------------------------
def guesses_heard(name: str, tries: int, **headers: str) -> int:
    """Return how many of so many guesses, each from another address, were compared with the password."""
    heard = 0
    for number in range(tries):
        answer = enter(name, WRONG, address=f"203.0.113.{number % 250}", **headers)
        heard += TOO_MANY not in answer.content.decode()
    return heard


def test_few_guesses_at_one_account_are_heard_wherever_they_come_from(world: World) -> None:
    assert guesses_heard(FIRST, 40) <= 10
    assert not is_in(enter(FIRST, WORD, address="192.0.2.77"))  # not even the right one is


def test_the_guesses_at_one_account_keep_nobody_else_out(world: World) -> None:
    guesses_heard(FIRST, 20)
    assert is_in(enter(SECOND, WORD, address="192.0.2.77"))


def test_twin_without_a_limit_every_guess_is_heard(world: World, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = False
    assert guesses_heard(FIRST, 40) == 40


def test_one_address_is_heard_ten_times_a_minute(world: World) -> None:
    answers = [enter(f"nobody-{number}", WRONG).content.decode() for number in range(30)]
    assert sum(TOO_MANY not in answer for answer in answers) <= 10
    assert is_in(enter(FIRST, WORD, address="192.0.2.77"))


def test_where_nothing_can_be_counted_nobody_comes_in(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: Any, **__: Any) -> None:
        raise OperationalError

    for name in ("get", "add", "set", "incr"):
        monkeypatch.setattr(DatabaseCache, name, away)
    client = Client(raise_request_exception=False)
    answer = client.post("/sign-in/login/", {"login": FIRST, "password": WORD})
    assert answer.status_code == 500 and "_auth_user_id" not in client.session


# --- what headers say (test 9) -------------------------------------------------------------------
SPOOFED: list[dict[str, str]] = [
    {"HTTP_X_FORWARDED_FOR": "192.0.2.{n}"},
    {"HTTP_X_REAL_IP": "192.0.2.{n}"},
    {"HTTP_CLIENT_IP": "192.0.2.{n}"},
    {"HTTP_FORWARDED": "for=192.0.2.{n}"},
]


@pytest.mark.parametrize("headers", SPOOFED, ids=lambda headers: next(iter(headers)))
def test_a_header_makes_nobody_another_visitor(world: World, headers: dict[str, str]) -> None:
    heard = 0
    for number in range(20):
        said = {name: value.format(n=number) for name, value in headers.items()}
        heard += TOO_MANY not in enter(f"nobody-{number}", WRONG, **said).content.decode()
    assert heard <= 10


def test_behind_the_proxy_only_its_own_word_counts(world: World, settings: Any, rf: Any) -> None:
    request = rf.get("/", HTTP_X_FORWARDED_FOR="192.0.2.1, 198.51.100.9", REMOTE_ADDR="127.0.0.1")
    assert client_address(request) == "127.0.0.1"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert client_address(request) == "198.51.100.9"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    assert client_address(request) == "192.0.2.1"


def test_a_word_that_is_no_address_is_counted_for_nobody(world: World, settings: Any, rf: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    with pytest.raises(PermissionDenied):
        client_address(rf.get("/", HTTP_X_FORWARDED_FOR="somewhere", REMOTE_ADDR="127.0.0.1"))


@pytest.mark.parametrize(
    "name", ["REMOTE_USER", "HTTP_REMOTE_USER", "HTTP_X_REMOTE_USER", "HTTP_X_FORWARDED_USER"]
)
def test_a_header_signs_nobody_in(world: World, name: str) -> None:
    answer = Client().get("/desk/", **{name: FIRST})
    assert answer.status_code == 302 and answer["Location"].startswith("/sign-in/login/")


@pytest.mark.parametrize("name", ["HTTP_HOST", "HTTP_X_FORWARDED_HOST"])
def test_another_host_is_in_no_answer(world: World, name: str) -> None:
    answer = Client().get("/desk/", **{name: "evil.example"})
    assert b"evil.example" not in answer.content and "evil.example" not in answer.get("Location", "")
    assert answer.status_code == (400 if name == "HTTP_HOST" else 302)


def test_a_header_makes_no_connection_secure(rf: Any) -> None:
    assert not rf.get("/", HTTP_X_FORWARDED_PROTO="https").is_secure()


# --- what the answers tell (test 5) --------------------------------------------------------------
PER_REQUEST = ("Content-Security-Policy", "Expires")


def said(answer: Any) -> tuple[int, list[tuple[str, str]], bytes]:
    headers = [(name, value) for name, value in answer.items() if name not in PER_REQUEST]
    return answer.status_code, headers, re.sub(rb"nonce-[^']*", b"", plain(answer.content))


def test_a_known_name_gets_the_answer_of_an_unknown_one(world: World) -> None:
    known, unknown = enter(FIRST, WRONG), enter(NOBODY, WRONG)
    assert said(known)[:2] == said(unknown)[:2]
    assert said(known)[2].replace(FIRST.encode(), b"") == said(unknown)[2].replace(NOBODY.encode(), b"")


def test_a_locked_account_gets_the_answer_of_an_unknown_one(world: World) -> None:
    User.objects.filter(username=FIRST).update(is_active=False)
    locked, unknown = enter(FIRST, WRONG), enter(NOBODY, WRONG)
    assert said(locked)[2].replace(FIRST.encode(), b"") == said(unknown)[2].replace(NOBODY.encode(), b"")


def passwords_worked_out(name: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """Return how often the costly function ran for one try: what the time of an answer is made of."""
    ran: list[str] = []
    true = MD5PasswordHasher.encode

    def counted(self: Any, password: str, salt: str) -> str:
        ran.append(salt)
        return str(true(self, password, salt))

    with monkeypatch.context() as patch:
        patch.setattr(MD5PasswordHasher, "encode", counted)
        enter(name, WRONG)
    return len(ran)


def test_an_unknown_name_costs_the_work_of_a_known_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert passwords_worked_out(FIRST, monkeypatch) == passwords_worked_out(NOBODY, monkeypatch) == 1


@pytest.fixture
def seeker(world: World) -> User:
    with system_scope("试验"):
        return open_party_account(
            by="test", phone=PHONE, display_name="张某", role="seeker", place=world.places["1.1.1.1"]
        )


def ask(phone: str, number: int = 1) -> Any:
    return Client().post(reverse("mine:phone"), {"phone": phone}, REMOTE_ADDR=f"192.0.2.{number}")


def test_a_known_telephone_gets_the_answer_and_the_work_of_an_unknown_one(seeker: User) -> None:
    statements, answers = [], []
    Client().get(reverse("mine:phone"))  # what a process asks once is asked before
    for number, phone in enumerate((PHONE, OTHER)):
        with CaptureQueriesContext(connection) as seen:
            answers.append(said(ask(phone, number)))
        statements.append(len(seen))
    assert answers[0] == answers[1] and statements[0] == statements[1]


def test_the_progress_of_a_wrong_code_tells_nothing_either(seeker: User) -> None:
    answers = []
    for number, phone in enumerate((PHONE, OTHER)):
        client = Client(REMOTE_ADDR=f"192.0.2.{number}")
        client.post(reverse("mine:phone"), {"phone": phone})
        PhoneCode.objects.update(code_digest=b"0" * 32)
        page = said(client.post(reverse("mine:phone_code"), {"code": "000000"}))
        answers.append((page[0], page[2].replace(phone[-4:].encode(), b"")))
    assert answers[0] == answers[1]


# --- codes (test 7) ------------------------------------------------------------------------------
def test_a_code_stands_in_no_answer_no_log_and_no_table(
    seeker: User, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("secrets.randbelow", lambda most: 482913)
    caplog.set_level(logging.DEBUG)
    client = Client()
    answers = [client.post(reverse("mine:phone"), {"phone": PHONE}), client.get(reverse("mine:phone_code"))]
    with connection.cursor() as cursor:
        rows = []
        for table in (
            "users_phone_code",
            "messages_delivery",
            "django_session",
            "audit_auditentry",
            "jobs_job",
        ):
            cursor.execute(f"SELECT * FROM {table}")
            rows.append(str(cursor.fetchall()))
    told = [*(str(answer.content) + str(answer.headers) for answer in answers), caplog.text, *rows]
    assert not any("482913" in text or PHONE in text for text in told)
    assert "482913" not in str(dict(client.session)) and PHONE not in str(dict(client.session))


def test_twin_in_the_demonstration_the_code_stands_on_the_page(
    seeker: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.BAIGONG_DEMO = True
    monkeypatch.setattr("secrets.randbelow", lambda most: 482913)
    client = Client()
    client.post(reverse("mine:phone"), {"phone": PHONE})
    assert "482913" in client.get(reverse("mine:phone_code")).content.decode()


def test_a_code_is_good_in_the_session_that_asked_for_it(seeker: User, settings: Any) -> None:
    settings.BAIGONG_DEMO = True
    sent = send_code(phone=PHONE, purpose="sign-in", from_address="192.0.2.1")
    for _ in range(6):  # and others cost it no tries
        assert not check_code(phone=PHONE, purpose="sign-in", code=sent.shown_in_demo, sent_id="another")
    assert check_code(phone=PHONE, purpose="sign-in", code=sent.shown_in_demo, sent_id=sent.id)


def test_twin_a_code_bound_to_no_session_is_good_anywhere(
    seeker: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.BAIGONG_DEMO = True
    monkeypatch.setattr(phone_codes, "_is_of_session", lambda sent, sent_id: True)
    sent = send_code(phone=PHONE, purpose="sign-in", from_address="192.0.2.1")
    assert check_code(phone=PHONE, purpose="sign-in", code=sent.shown_in_demo, sent_id="another")


def test_nobody_can_use_up_the_tries_of_who_asked_first(world: World, settings: Any) -> None:
    """Reliability 7, where somebody new joins: other sessions with the same number try, and hers still counts."""
    settings.BAIGONG_DEMO = True
    asker, stranger = Client(), Client()
    asker.post(reverse("seeker:join"), {"phone": PHONE})
    code = asker.session["seeker_code_shown"]
    with_her_number = stranger.session
    with_her_number.update({key: asker.session[key] for key in ("seeker_phone",)})
    with_her_number.save()
    stranger.cookies["sessionid"] = with_her_number.session_key
    place = str(world.places["1.1.1"].path)
    said = {"code": code, "display_name": "甲", "place": place}
    for _ in range(6):
        assert stranger.post(reverse("seeker:join_code"), said).status_code == 422
    assert asker.post(reverse("seeker:join_code"), said).status_code == 302


def test_no_telephone_is_flooded_from_many_addresses(world: World) -> None:
    now = datetime.datetime(2026, 5, 11, 2, 0, tzinfo=datetime.UTC)
    for number in range(60):
        with clock.at(now + datetime.timedelta(seconds=59 * number)):
            ask(PHONE, number)
    assert Delivery.objects.count() == 5


# --- passwords (test 8) --------------------------------------------------------------------------
def test_a_password_is_compared_to_its_last_character(world: World) -> None:
    user, long = User.objects.get(username=FIRST), "长" * 200
    user.set_password(long + "a")
    assert user.check_password(long + "a")
    assert not user.check_password(long + "b") and not user.check_password(long)


@pytest.mark.parametrize("word", ["short", "password1234", "qwertyuiop12", FIRST])
def test_a_weak_password_is_refused(world: World, word: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(word, User.objects.get(username=FIRST))


@pytest.mark.parametrize("word", [WORD, "长长的一句没有数字的话就是密码啊", "只要够长就行不必凑大小写和符号"])
def test_no_mixture_is_asked_for(world: World, word: str) -> None:
    validate_password(word, User.objects.get(username=FIRST))
