"""Codes by telephone: one purpose, five minutes, five tries, once; and nothing told of who has an account."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from baigong.domains.places.enums import PlaceKind
from baigong.domains.places.services import add_place
from baigong.domains.users import phone_codes
from baigong.domains.users.errors import AccountError
from baigong.domains.users.models import PhoneCode
from baigong.domains.users.phone_codes import CodeRefusedError, check_code, forget_codes, send_code
from baigong.domains.users.services import open_party_account, user_by_phone
from baigong.faces.cli.demo.personas import print_code
from baigong.foundation import clock
from baigong.foundation.access.allowances import forget_free, take
from baigong.foundation.access.models import Allowance
from baigong.foundation.messages.models import Delivery
from baigong.foundation.scope import system_scope

PHONE, OTHER = "13900007001", "13900007002"
NOW = datetime.datetime(2026, 5, 11, 2, 0, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def shown(settings):
    """The demonstration keeps the code where it can be shown; nothing else differs."""
    settings.BAIGONG_DEMO = True


def sent(phone: str = PHONE, purpose: str = "sign-in", at: datetime.datetime = NOW) -> str:
    with clock.at(at):
        return send_code(phone=phone, purpose=purpose, from_address="192.0.2.1").shown_in_demo


def right(code: str, at: datetime.datetime = NOW, purpose: str = "sign-in", phone: str = PHONE) -> bool:
    """Say whether the session that was sent the last code is told yes."""
    last = PhoneCode.objects.order_by("-created_at", "-id").values_list("id", flat=True).first()
    with clock.at(at):
        return check_code(phone=phone, purpose=purpose, code=code, sent_id=str(last))


def later(**by: int) -> datetime.datetime:
    return NOW + datetime.timedelta(**by)


@pytest.mark.django_db
def test_a_code_is_right_once():
    code = sent()
    assert right(code) and not right(code)


@pytest.mark.django_db
def test_a_code_is_for_its_purpose_and_its_number():
    code = sent()
    assert not right(code, purpose="claim") and not right(code, phone=OTHER)
    assert right(code)


@pytest.mark.django_db
def test_a_code_ages():
    code = sent()
    assert not right(code, at=later(minutes=5, seconds=1))
    assert right(sent(at=later(minutes=6)), at=later(minutes=10))


@pytest.mark.django_db
def test_only_the_last_code_counts():
    first = sent()
    second = sent(at=later(minutes=2))
    assert (first == second) or not right(first, at=later(minutes=2))
    assert right(second, at=later(minutes=2))


@pytest.mark.django_db
def test_five_wrong_tries_burn_the_code():
    code = sent()
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    for _ in range(5):
        assert not right(wrong)
    assert not right(code)


@pytest.mark.django_db
def test_without_the_count_of_tries_the_sixth_would_be_right(monkeypatch):
    """The twin: the count is what burns it."""
    monkeypatch.setattr(phone_codes, "MOST_TRIES", 10**6)
    code = sent()
    for _ in range(5):
        right(f"{(int(code) + 1) % 10**6:06d}")
    assert right(code)


@pytest.mark.django_db
def test_codes_are_sent_sparingly():
    sent()
    with pytest.raises(CodeRefusedError, match="一分钟"):
        sent(at=later(seconds=59))
    for number in range(1, 5):
        sent(at=later(minutes=2 * number))
    with pytest.raises(CodeRefusedError, match="请过40分钟"):
        sent(at=later(minutes=20))
    assert sent(at=later(minutes=90))


@pytest.mark.django_db
def test_one_visitor_cannot_ask_for_many_numbers():
    for number in range(phone_codes.MOST_PER_ADDRESS_HOUR):
        sent(f"139000{number:05d}")
    with pytest.raises(CodeRefusedError):
        sent("13900009999")


@pytest.mark.django_db
def test_neither_number_nor_code_can_be_read_in_the_table():
    code = sent()
    row = PhoneCode.objects.get()
    plain = b"".join((bytes(row.phone_index), bytes(row.code_digest)))
    assert PHONE.encode() not in plain and code.encode() not in plain


@pytest.mark.django_db
def test_outside_the_demonstration_the_text_is_not_kept(settings):
    settings.BAIGONG_DEMO = False
    assert send_code(phone=PHONE, purpose="sign-in", from_address="192.0.2.1").shown_in_demo == ""
    kept = Delivery.objects.get()
    assert (kept.text, kept.address, kept.state, kept.reason) == (None, None, "not_sent", "没有配置这个通道")


def at_once(act: Callable[[], bool], times: int) -> list[bool]:
    """Return what so many callers got who all began at the same moment."""
    if connection.vendor == "sqlite" and "memory" in str(connection.settings_dict["NAME"]):
        pytest.fail("two connections need a database file")
    answers: list[bool] = []
    start = threading.Barrier(times)

    def run() -> None:
        start.wait()
        try:
            answers.append(act())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_cannot_both_use_a_code():
    code = sent()
    assert at_once(lambda: right(code), 4) == [False, False, False, True]


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_exactly_what_the_limit_allows():
    def take_one() -> bool:
        with clock.at(NOW):
            return take("phone-code:hour", PHONE, most=5, within=datetime.timedelta(hours=1))

    assert at_once(take_one, 20) == [False] * 15 + [True] * 5


@pytest.mark.django_db(transaction=True)
def test_twin_a_count_read_before_it_is_written_lets_more_through():
    """The harm: everybody reads the count before anybody has written."""
    met = threading.Barrier(12)

    def count_then_write() -> bool:
        is_free = PhoneCode.objects.count() < 5
        met.wait()
        if is_free:
            PhoneCode.objects.create(phone_index=b"1", purpose="x", code_digest=b"1", expires_at=NOW)
        return is_free

    assert sum(at_once(count_then_write, 12)) > 5


@pytest.mark.django_db
def test_who_has_used_up_an_address_takes_nothing_from_a_number():
    for number in range(phone_codes.MOST_PER_ADDRESS_HOUR):
        sent(f"139000{number:05d}")
    with pytest.raises(CodeRefusedError):
        sent(PHONE)
    with clock.at(NOW):
        assert send_code(phone=PHONE, purpose="sign-in", from_address="192.0.2.2")


@pytest.mark.django_db
def test_yesterdays_codes_and_free_places_are_cleared():
    sent()
    with clock.at(later(days=2)):
        assert forget_codes() == 1 and forget_free() > 0
    assert not PhoneCode.objects.exists() and not Allowance.objects.exists()
    assert sent(at=later(days=2))


@pytest.mark.django_db
def test_the_demonstration_tells_what_was_meant_for_a_telephone(capsys):
    with clock.at(NOW):
        assert print_code(PHONE) == 1
    code = sent()
    with clock.at(NOW):
        assert print_code(PHONE) == 0
    assert code in capsys.readouterr().out


@pytest.fixture
def seeker(db):
    with system_scope("试验"):
        place = add_place(
            name="云泽市",
            kind=PlaceKind.CITY,
            code="999900",
            parent=None,
            valid_from=datetime.date(2020, 1, 1),
        )
        return open_party_account(by="test", phone=PHONE, display_name="张某", role="seeker", place=place)


def ask(client: Client, phone: str):
    return client.post(reverse("mine:phone"), {"phone": phone})


def test_signing_in_by_telephone(client, seeker):
    assert ask(client, PHONE)["Location"] == reverse("mine:phone_code")
    page = client.get(reverse("mine:phone_code")).content.decode()
    assert "还没有配置短信网关" in page and PHONE not in page
    before = client.session.session_key
    code = client.session["phone_code_shown"]
    assert client.post(reverse("mine:phone_code"), {"code": "12"}).status_code == 422
    answer = client.post(reverse("mine:phone_code"), {"code": code})
    assert answer.status_code == 302 and client.session["_auth_user_id"] == str(seeker.pk)
    assert client.session.session_key != before
    assert PHONE not in str(dict(client.session))


def test_a_number_nobody_has_gets_the_same_first_answer(client, seeker):
    known, unknown = ask(client, PHONE), ask(Client(), OTHER)
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])


def test_a_number_without_an_account_opens_nothing(client, seeker):
    ask(client, OTHER)
    answer = client.post(reverse("mine:phone_code"), {"code": client.session["phone_code_shown"]})
    assert "还没有账号" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_an_officer_cannot_sign_in_without_the_second_factor(client, seeker):
    from baigong.domains.places.models import Place
    from baigong.domains.users.services import appoint

    with system_scope("试验"):
        appoint(
            by="t",
            user=seeker,
            role="county_officer",
            place=Place.objects.get(),
            starts_on=datetime.date(2020, 1, 1),
        )
    ask(client, PHONE)
    client.post(reverse("mine:phone_code"), {"code": client.session["phone_code_shown"]})
    assert "_auth_user_id" not in client.session


def test_a_telephone_belongs_to_one_account(seeker):
    with system_scope("试验"), pytest.raises(AccountError, match="已经有账号"):
        open_party_account(by="t", phone=PHONE, display_name="李某", role="seeker", place=None)  # type: ignore[arg-type]
    assert user_by_phone(PHONE) == seeker and user_by_phone(OTHER) is None


@pytest.mark.parametrize("typed", ["", "12345", "0543-3160000", "1390000700a"])
def test_what_is_no_mobile_number_is_said(client, db, typed):
    answer = ask(client, typed)
    assert answer.status_code == 422 and Delivery.objects.count() == 0
