"""The plan's least number of firms listed: in each county, and in the whole city; neither stands in for the other."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from baigong.domains.places.services import add_place
from baigong.domains.policies.selectors import pack_for
from baigong.domains.users.enums import Role
from baigong.faces.desk.tests.work_world import START, add_user
from baigong.foundation.scope import system_scope

pytestmark = pytest.mark.django_db


def test_a_county_and_the_city_each_owe_their_own_number(client: Client) -> None:
    with system_scope("test"):
        city = add_place(name="海原市", kind="city", code="371600", parent=None, valid_from=START)
        add_place(name="北渡县", kind="county", code="371694", parent=city, valid_from=START)
        quota = next(each for each in pack_for(city.path).quotas if each.measure == "listed-organisations")
        client.force_login(add_user("city", Role.CITY_OFFICER, city))
    page = client.get("/desk/coverage/").content.decode()
    body, foot = page.partition("<tfoot>")[::2]
    assert re.findall(r'<span class="xs">/(\d+)</span>', body) == [str(quota.floor)]
    assert re.findall(r'<span class="xs">/(\d+)</span>', foot) == [str(quota.total)]
    assert quota.total != quota.floor
    assert "有1个县（市、区）和全市没到" in page


def test_without_such_a_duty_nothing_is_short(client: Client) -> None:
    with system_scope("test"):
        city = add_place(name="无方案市", kind="city", code="999900", parent=None, valid_from=START)
        client.force_login(add_user("city", Role.CITY_OFFICER, city))
    page = client.get("/desk/coverage/").content.decode()
    assert 'class="xs">/' not in page and "没到" not in page
