"""The administrator agrees on feeds, gives a key that is shown once, and reads receipts without a cell (M18.1)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from baigong.domains.parties.tests.bringing_in import gbk
from baigong.faces.oversight.tests.oversight_world import World, signed_in, text_of
from baigong.foundation import clock
from baigong.foundation.exchange.models import ImportBatch
from baigong.foundation.feeds import services
from baigong.foundation.feeds.models import Feed, FeedKey
from baigong.foundation.feeds.receiving import Parcel, actor_of, carry_in, receive, scope_of
from baigong.foundation.privacy.secret import Secret
from baigong.foundation.scope import enter, system_scope

FACILITIES = gbk(
    [["设施类别", "设施名称", "容量"], ["青年驿站", "北渡青年驿站", "40"], ["保密的格子", "甲", "x"]]
)


@pytest.fixture
def admin(world: World) -> Client:
    return signed_in(world.administrator)


def terms(world: World, **changed: str) -> dict[str, str]:
    return {
        "title": "服务站点",
        "name": "stations",
        "source_code": "education",
        "list_name": "facilities",
        "place": world.county.path,
        "way": "folder",
        "expected_days": "31",
        "grace_days": "20",
        **changed,
    }


def made(admin: Client, world: World) -> Feed:
    assert admin.post("/oversight/feeds/", terms(world)).status_code == 302
    with system_scope("看约定"):
        feed: Feed = Feed.objects.get(name="stations")
    return feed


def send(admin: Client, feed: Feed, step: str, **said: str) -> Any:
    return admin.post(f"/oversight/feeds/{feed.id}/{step}/", said)


def test_a_feed_is_agreed_on_for_a_place_of_ones_own(admin: Client, world: World) -> None:
    feed = made(admin, world)
    assert (feed.place_path, feed.list_name, feed.grace_days) == (world.county.path, "facilities", 20)
    assert "服务站点" in text_of(admin.get("/oversight/feeds/"))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": "stations"}, "已经有叫“stations”的部门数据"),
        ({"name": "社保"}, "名字只用英文字母"),
        ({"list_name": "x"}, "请从列出的选项里选"),
        ({"place": "/0/"}, "请从列出的选项里选"),
        ({"expected_days": "0"}, "天数太小"),
    ],
)
def test_what_does_not_fit_is_said(
    admin: Client, world: World, changed: dict[str, str], sentence: str
) -> None:
    made(admin, world)
    response = admin.post("/oversight/feeds/", terms(world, **{"name": "other", **changed}))
    assert response.status_code == 422 and sentence in text_of(response)
    with system_scope("数约定"):
        assert Feed.objects.count() == 1


def test_a_key_is_shown_once_and_lies_sealed(admin: Client, world: World) -> None:
    feed = made(admin, world)
    response = send(admin, feed, "key")
    (secret,) = re.findall(r'<b class="secret">([0-9a-f]{64})</b>', response.content.decode())
    assert response["Cache-Control"] == "no-store"
    again = admin.get(f"/oversight/feeds/{feed.id}/").content.decode()
    with system_scope("看密钥"):
        key = FeedKey.objects.get(feed=feed)
    assert isinstance(key.secret, Secret) and secret.encode() not in key.secret.sealed_bytes()
    assert key.number in again and secret not in again


def test_a_key_shown_again_would_be_found(
    admin: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sabotage twin: the number a key is called by is its secret."""
    feed = made(admin, world)
    monkeypatch.setattr(services.secrets, "token_hex", lambda size: "ab" * 6)
    response = send(admin, feed, "key")
    (secret,) = re.findall(r'<b class="secret">([0-9a-f]+)</b>', response.content.decode())
    assert secret in admin.get(f"/oversight/feeds/{feed.id}/").content.decode()


def test_two_keys_at_most_one_ends_and_a_feed_ends_with_its_keys(admin: Client, world: World) -> None:
    feed = made(admin, world)
    for _ in range(3):
        send(admin, feed, "key")
    with system_scope("看密钥"):
        numbers = list(FeedKey.objects.filter(feed=feed).values_list("number", flat=True))
    assert len(numbers) == 2
    send(admin, feed, "end-key", key=numbers[0])
    send(admin, feed, "end-key", key=numbers[0])
    assert "这把密钥已经停用" in text_of(admin.get(f"/oversight/feeds/{feed.id}/"))
    assert send(admin, feed, "withdraw").status_code == 422
    assert send(admin, feed, "withdraw", reason="不再送").status_code == 302
    with system_scope("看密钥"):
        assert not FeedKey.objects.filter(feed=feed, ended_at__isnull=True).exists()
        assert FeedKey.objects.filter(feed=feed, secret__isnull=False).count() == 0
    send(admin, feed, "key")
    send(admin, feed, "withdraw", reason="再停一次")
    page = text_of(admin.get(f"/oversight/feeds/{feed.id}/"))
    assert "不能再开密钥" in page and "已经停了" in page and "再停一次" not in page


def test_a_receipt_says_where_and_not_what(admin: Client, world: World) -> None:
    feed = made(admin, world)
    with enter(scope_of(feed)):
        parcel = Parcel("站点.csv", FACILITIES, clock.today(), "folder", "k0")
        delivery, _ = receive(feed, parcel, in_background=False)
        carry_in(ImportBatch.objects.get(id=delivery.batch_id), by=actor_of(feed))
    page = text_of(admin.get(f"/oversight/feeds/{feed.id}/"))
    assert "已入库" in page and "第3行：容量、设施类别" in page
    assert "保密的格子" not in page


@pytest.mark.parametrize("name", ["officer", "auditor", "security"])
def test_feeds_are_the_administrators(admin: Client, world: World, name: str) -> None:
    feed, client = made(admin, world), signed_in(getattr(world, name))
    for step in ("key", "end-key", "withdraw"):
        assert send(client, feed, step, reason="x").status_code == 403
    assert client.post("/oversight/feeds/", terms(world, name="other")).status_code == 403
