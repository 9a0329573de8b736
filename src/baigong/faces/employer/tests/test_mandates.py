"""A firm lets somebody act for it on its own page and takes it back; an officer enters a paper (BZ-4b)."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from tests.sand_table import World, build_world, officer

from baigong.domains.users.colleagues import ADMINISTERS
from baigong.domains.users.mandates import mandates_of, may_act_for
from baigong.domains.users.models import Mandate, Post, User
from baigong.foundation import clock
from baigong.foundation.scope import system_scope

KEY = "1.1.1.1"


@pytest.fixture
def world(db: None) -> World:
    return build_world()


def manager(world: World, *, manages: bool = True) -> Client:
    user = officer(world, "employer", KEY)
    with system_scope("试验"):
        Post.objects.filter(user=user).update(rank=ADMINISTERS if manages else "")
    client = Client()
    client.force_login(user)
    return client


def post_of(user: User) -> Post:
    with system_scope("试验"):
        return Post.objects.get(user=user)


def page(client: Client, address: str = "/employer/mandates/") -> str:
    return client.get(address).content.decode()


def held(world: World) -> list[Mandate]:
    with system_scope("试验"):
        return mandates_of(world.firms[KEY].id)


def test_the_firm_gives_and_takes_back(world: World) -> None:
    helper, client = officer(world, "commissioner", "1.1"), manager(world)
    assert "没有委托谁" in page(client)
    tomorrow = clock.today() + datetime.timedelta(days=1)
    said = {"post": str(post_of(helper).id), "matter": "claims", "last_day": tomorrow.isoformat()}
    assert client.post("/employer/mandates/give/", said)["Location"] == "/employer/mandates/"
    (given,) = held(world)
    assert given.last_day == tomorrow and given.document == ""
    assert helper.display_name in page(client) and "代办政策申请" in page(client)
    assert may_act_for(helper.id, world.firms[KEY].id, "claims")
    officer_client = Client()
    officer_client.force_login(helper)
    assert world.firms[KEY].name in page(officer_client, "/desk/mandates/")
    assert client.post(f"/employer/mandates/{given.id}/withdraw/").status_code == 302
    assert held(world) == [] and not may_act_for(helper.id, world.firms[KEY].id, "claims")
    assert world.firms[KEY].name not in page(officer_client, "/desk/mandates/")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "还没选委托谁"),
        ({"matter": "everything"}, "没有这种委托事项"),
        ({"matter": "claims", "last_day": "2020-01-01"}, "截止日要在今天以后"),
        ({"matter": "claims", "last_day": "明天"}, "日期读不懂"),
    ],
)
def test_what_does_not_fit_is_said_and_kept(world: World, said: dict[str, str], sentence: str) -> None:
    helper, client = officer(world, "commissioner", "1.1"), manager(world)
    given = said and {"post": str(post_of(helper).id), **said}
    response = client.post("/employer/mandates/give/", given)
    assert response.status_code == 422 and sentence in response.content.decode()
    assert held(world) == []


def test_only_who_works_for_the_place_can_be_chosen(world: World) -> None:
    near, far = officer(world, "town_officer", "1.1.1"), officer(world, "town_officer", "1.1.2")
    client = manager(world)
    assert str(post_of(near).id) in page(client) and str(post_of(far).id) not in page(client)
    said = {"post": str(post_of(far).id), "matter": "claims"}
    assert "现在不能委托" in client.post("/employer/mandates/give/", said).content.decode()


def test_a_colleague_reads_and_gives_nothing(world: World) -> None:
    helper, client = officer(world, "commissioner", "1.1"), manager(world, manages=False)
    assert "由本单位管理员办" in page(client)
    said = {"post": str(post_of(helper).id), "matter": "claims"}
    assert client.post("/employer/mandates/give/", said).status_code == 403
    assert held(world) == []


def test_an_officer_enters_a_paper_for_oneself(world: World) -> None:
    helper, client = officer(world, "commissioner", "1.1"), Client()
    client.force_login(helper)
    address = f"/desk/firms/{world.firms[KEY].id}/mandate/"
    assert "委托书名称或文号" in page(client, address)
    assert "还没写委托书" in client.post(address, {"matter": "claims"}).content.decode()
    assert client.post(address, {"matter": "claims", "document": "委托书3号"}).status_code == 302
    (given,) = held(world)
    assert (given.document, given.source) == ("委托书3号", "officer")
    assert "已经委托过" in client.post(address, {"matter": "claims", "document": "四"}).content.decode()
    assert helper.display_name in page(client, f"/desk/firms/{world.firms[KEY].id}/")
