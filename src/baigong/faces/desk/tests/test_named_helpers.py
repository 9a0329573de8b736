"""Key firms, major projects and firms urgently short of many are owed a named helper (HA-1c, DQ-5)."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.test import Client

from baigong.domains.commissioners.models import Assignment
from baigong.domains.commissioners.named_helpers import firms_owed_a_helper
from baigong.domains.places.services import add_place
from baigong.domains.shortages.models import Need
from baigong.domains.statuses.models import Status
from baigong.domains.users.enums import Role
from baigong.domains.users.models import Post
from baigong.faces.desk.tests.work_world import START, add_firm, add_user
from baigong.foundation import clock
from baigong.foundation.scope import system_scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> Any:
    """A county whose city's plan owes helpers, with firms short of many, of few, key, and not urgent."""
    with system_scope("test"):
        city = add_place(name="淮某市", kind="city", code="320800", parent=None, valid_from=START)
        place = add_place(name="某县", kind="county", code="320894", parent=city, valid_from=START)
        at = {"place_path": place.path, "county_id": place.county_id}
        for name, parts, is_urgent in (
            ("急缺多企业", (60, 40), True), ("急缺少企业", (99,), True), ("不急企业", (500,), False),
            ("重点企业", (), False),
        ):  # fmt: skip
            firm = add_firm(place, name)
            for number, headcount in enumerate(parts):
                Need.objects.create(
                    organisation=firm, place=place, label=f"工{number}", headcount=headcount,
                    is_urgent=is_urgent, **at,
                )  # fmt: skip
            if not parts:
                Status.objects.create(party_id=firm.id, code="key-enterprise", starts_on=START, **at)
    return place


@pytest.fixture
def officer(county: Any) -> Any:
    with system_scope("test"):
        return add_user("officer", Role.COUNTY_OFFICER, county)


@pytest.fixture
def desk(officer: Any) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


def names(county: Any) -> list[str]:
    with system_scope("test"):
        return [line.organisation.name for line in firms_owed_a_helper(county.path, clock.today())]


def test_who_is_owed_a_helper(county: Any) -> None:
    assert names(county) == ["急缺多企业", "重点企业"]


def test_the_day_tells_of_them_and_a_helper_is_given(county: Any, desk: Client, officer: Any) -> None:
    assert "2家企业该有专人帮办，还没有派" in text(desk.get("/desk/"))
    page = text(desk.get("/desk/commissioners/helpers/"))
    assert "急缺100人" in page and "不急企业" not in page and "急缺少企业" not in page
    with system_scope("test"):
        firm = next(line.organisation for line in firms_owed_a_helper(county.path, clock.today()))
        post = Post.objects.get(user=officer)
    nothing = desk.post("/desk/commissioners/helpers/assign/", {"post": post.id, "on": clock.today()})
    assert nothing.status_code == 422 and "还没勾企业" in text(nothing)
    sent = {"post": str(post.id), "on": clock.today().isoformat(), "firm": str(firm.id)}
    assert desk.post("/desk/commissioners/helpers/assign/", sent).status_code == 302
    with system_scope("test"):
        assert Assignment.objects.get(kind="helper").organisation_id == firm.id
    assert names(county) == ["重点企业"]


def test_a_plan_that_owes_none_lists_none() -> None:
    with system_scope("test"):
        place = add_place(name="别县", kind="county", code="999901", parent=None, valid_from=START)
        client = Client()
        client.force_login(add_user("other", Role.COUNTY_OFFICER, place))
    assert "没有要专人帮办" in text(client.get("/desk/commissioners/helpers/"))
    assert "专人帮办" not in text(client.get("/desk/commissioners/"))
