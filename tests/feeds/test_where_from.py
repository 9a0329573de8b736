"""A key counts from the agreed addresses only, and so often a minute; no header makes another caller (reliability 28).

What a header claims counts where our own proxy said it, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from baigong.faces.partners import views
from baigong.foundation import clock
from baigong.foundation.access import allowances
from baigong.foundation.feeds import calling
from baigong.foundation.feeds.calling import networks_of
from baigong.foundation.feeds.errors import FeedError
from baigong.foundation.feeds.models import Feed, FeedDelivery, FeedNonce
from baigong.foundation.scope import system_scope
from tests.feeds.agreed import FACILITIES, NOW, Agreed

pytestmark = pytest.mark.django_db
AGREED_NETWORK, HERE, ELSEWHERE = "10.20.3.0/24", "10.20.3.4", "203.0.113.9"
SPOOFED = (
    "X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Client-IP", "CF-Connecting-IP", "True-Client-IP",
    "X-Originating-IP", "X-Remote-Addr", "X-Cluster-Client-IP",
)  # fmt: skip


@pytest.fixture
def agreed() -> Iterator[Agreed]:
    with clock.at(NOW):
        found = Agreed()
        with system_scope("约定地址"):
            Feed.objects.filter(name="stations").update(networks=AGREED_NETWORK)
        yield found


def push_from(agreed: Agreed, address: str, name: str = "stations", **headers: str) -> Any:
    agreed.client.defaults["REMOTE_ADDR"] = address
    return agreed.push(name, FACILITIES, **headers)


def deliveries() -> int:
    with system_scope("数一数收到几次"):
        return FeedDelivery.objects.count()


def test_a_key_counts_from_the_agreed_addresses_only(agreed: Agreed) -> None:
    refused = push_from(agreed, ELSEWHERE, nonce="the-same-nonce-1")
    assert (refused.status_code, refused.json()["error"]) == (403, "address")
    assert deliveries() == 0 and FeedNonce.objects.count() == 0
    assert push_from(agreed, HERE, nonce="the-same-nonce-1").status_code == 202
    assert push_from(agreed, ELSEWHERE, "insurance").status_code != 403  # where none was agreed on, any may
    receipt = f"/exchange/v1/deliveries/{_receipt(agreed)}/"
    agreed.client.defaults["REMOTE_ADDR"] = ELSEWHERE
    assert agreed.read("stations", receipt).status_code == 403  # reading is calling too
    assert agreed.read("stations", f"{receipt}rejects/").status_code == 403


def _receipt(agreed: Agreed) -> str:
    with system_scope("哪一张回执"):
        return str(FeedDelivery.objects.get(feed_id=agreed.feeds["stations"].id).id)


@pytest.mark.parametrize("name", SPOOFED)
def test_a_header_makes_no_caller_another(agreed: Agreed, name: str) -> None:
    value = f"for={HERE}" if name == "Forwarded" else HERE
    assert push_from(agreed, ELSEWHERE, **{name: value}).status_code == 403


def test_behind_the_proxy_only_its_own_word_counts(agreed: Agreed, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    told = {"claimed first": f"{HERE}, {ELSEWHERE}", "claimed twice": f"{HERE}, {HERE}, {ELSEWHERE}"}
    for claimed in told.values():
        assert push_from(agreed, "127.0.0.1", **{"X-Forwarded-For": claimed}).status_code == 403
    assert push_from(agreed, "127.0.0.1").status_code == 403  # past the proxy nobody says who it is
    assert push_from(agreed, "127.0.0.1", **{"X-Forwarded-For": f"{ELSEWHERE}, {HERE}"}).status_code == 202


def test_a_key_is_heard_so_often_a_minute_whatever_the_headers_say(
    agreed: Agreed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calling, "CALLS", 3)
    said = [
        push_from(agreed, HERE, **{"X-Forwarded-For": f"10.20.3.{number}"}).status_code for number in range(5)
    ]
    assert said == [202, 200, 200, 429, 429]
    refused = push_from(agreed, HERE)
    assert (refused.json()["error"], refused["Retry-After"]) == ("too_many", "60")
    assert push_from(agreed, HERE, "insurance").status_code != 429  # another's key is another's
    with clock.at(NOW + calling.MINUTE):
        assert push_from(agreed, HERE).status_code == 200


def test_forged_calls_use_up_nobodys_minute(agreed: Agreed, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever knows the number of a key and not its secret keeps its holder from nothing."""
    monkeypatch.setattr(calling, "CALLS", 2)
    for _ in range(4):
        assert push_from(agreed, HERE, **{"X-Baigong-Signature": "0" * 64}).status_code == 401
    assert push_from(agreed, HERE).status_code == 202


def test_twin_without_the_agreed_addresses_a_stolen_key_is_good_anywhere(
    agreed: Agreed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calling, "_is_agreed", lambda networks, address: True)
    assert push_from(agreed, ELSEWHERE).status_code == 202


def test_twin_where_headers_are_believed_a_spoofed_one_comes_in(
    agreed: Agreed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        views, "client_address", lambda request: request.headers["X-Forwarded-For"].split(",")[0]
    )
    assert push_from(agreed, ELSEWHERE, **{"X-Forwarded-For": HERE}).status_code == 202


def test_twin_without_the_count_every_call_is_heard(agreed: Agreed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calling, "CALLS", 3)
    monkeypatch.setattr(allowances, "take", lambda *asked, **how: True)
    assert [push_from(agreed, HERE).status_code for _ in range(5)] == [202, 200, 200, 200, 200]


@pytest.mark.parametrize(
    "written", ["10.20.3.0/24，10.20.4.7", "10.20.3.0/24 10.20.4.7/32", "10.20.3.0/24、10.20.4.7"]
)
def test_addresses_are_kept_as_networks_however_written(written: str) -> None:
    assert networks_of(written) == "10.20.3.0/24 10.20.4.7/32"


@pytest.mark.parametrize(
    "wrong", ["10.20.3", "10.20.3.4/8", "localhost", "10.20.3.4;drop", " ".join(["10.0.0.1"] * 11)]
)
def test_what_is_no_address_is_said(wrong: str) -> None:
    with pytest.raises(FeedError) as error:
        networks_of(wrong)
    assert error.value.code == "networks"
