"""The page of the plans carried out here: the officer's own place and those below, any day, nothing else."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from baigong.domains.places.services import add_place
from baigong.domains.policies.selectors import all_packs
from baigong.domains.users.enums import Role
from baigong.faces.desk.clause_pages import page_named
from baigong.faces.desk.tests.work_world import START, World, add_firm, add_user
from baigong.foundation.scope import system_scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """A county of a city that has a plan of its own; the plan is found by the city's code."""
    with system_scope("test"):
        city = add_place(name="海原市", kind="city", code="371600", parent=None, valid_from=START)
        county = add_place(name="北渡县", kind="county", code="371694", parent=city, valid_from=START)
        town = add_place(name="柳塘镇", kind="town", code="371694101", parent=county, valid_from=START)
        other = add_place(name="石桥县", kind="county", code="371695", parent=city, valid_from=START)
        firm, other_firm = add_firm(town, "北渡愚公机械有限公司"), add_firm(other, "石桥后稷食品有限公司")
        return World(
            county,
            town,
            other,
            add_user("officer", Role.COUNTY_OFFICER, county),
            add_user("other", Role.COUNTY_OFFICER, other),
            add_user("employer", Role.EMPLOYER, county, firm),
            firm,
            other_firm,
        )


def page(client: Client, status: int = 200, **query: str) -> str:
    answer = client.get(reverse("desk:plans"), query)
    assert answer.status_code == status
    return answer.content.decode()


def test_a_day_within_and_a_day_after_the_plans_term(world: World, client: Client) -> None:
    client.force_login(world.officer)
    during, after = page(client, on="2021-04-15"), page(client, on="2021-07-01")
    assert "2021-03-29" in during and "至2021-06-30" in during
    assert "3份方案一起执行" in during and "2份方案一起执行" in after
    assert "解决企业用工专场招聘会" in during and "解决企业用工专场招聘会" not in after
    assert "已到期" in after and "已到期" not in during
    assert "介绍后几个工作日回音" in during
    assert 'value="2021-04-15"' in during  # the day asked for stands in its box, as browsers write it


def test_every_figure_has_a_chinese_name(world: World, client: Client) -> None:
    client.force_login(world.officer)
    names = re.findall(r'<th scope="row">([^<]+)</th>', page(client).partition('id="figures"')[2])
    assert len(names) > 15
    assert [name for name in names if name.isascii()] == []


def test_another_county_and_a_wrong_day_are_refused_with_a_way_out(world: World, client: Client) -> None:
    client.force_login(world.officer)
    assert "柳塘镇，" in page(client, place=str(world.town.id))
    for query in ({"place": str(world.other_county.id)}, {"place": "x"}, {"on": "2021-13-01"}):
        text = page(client, **query)
        assert "这个条件用不了" in text and reverse("desk:plans") in text
        assert "石桥县" not in text and "份方案一起执行" not in text


def test_who_works_for_a_firm_has_no_such_page(world: World, client: Client) -> None:
    client.force_login(world.employer)
    page(client, 403)


def test_a_plan_is_read_clause_by_clause_with_what_carries_each(world: World, client: Client) -> None:
    client.force_login(world.officer)
    assert reverse("desk:plan_clauses", args=["binzhou"]) in page(client, on="2021-04-15")
    answer = client.get(reverse("desk:plan_clauses", args=["binzhou"]))
    text = answer.content.decode()
    assert answer.status_code == 200 and 'id="BZ-1b"' in text and "缺工清单企业" in text
    links = set(re.findall(r'<td data-label="在哪里办">.*?</td>', text))
    assert any(reverse("desk:feeds") in each for each in links)
    assert "还没有" in text and "planned" not in text
    for address in set(re.findall(r'href="(/[^"]+)"', "".join(links))):
        assert client.get(address).status_code == 200, address


def test_a_plan_of_elsewhere_is_not_there(world: World, client: Client) -> None:
    client.force_login(world.officer)
    for plan in ("fuxin", "nothing"):
        assert client.get(reverse("desk:plan_clauses", args=[plan])).status_code == 404
    empty = client.get(reverse("desk:plan_clauses", args=["_national"]))
    assert empty.status_code == 200 and "没有分条款" in empty.content.decode()


def test_every_page_a_plan_names_has_a_name_here() -> None:
    named = {
        carrier.removeprefix("page:")
        for pack in all_packs()
        for clause in pack.clauses
        for carrier in clause.carried_by
        if carrier.startswith("page:")
    }
    assert len(named) > 30
    assert [name for name in sorted(named) if page_named(name)[0] == name] == []
