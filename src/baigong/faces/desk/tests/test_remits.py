"""The page of remits: the plan's matrix, which body fills each department here, and who may say so."""

from __future__ import annotations

import pytest
from django.test import Client

from baigong.domains.groups.tests.test_remits import city, county  # noqa: F401 (the same city and its plan)
from baigong.domains.places.models import Place
from baigong.domains.statuses.models import Status
from baigong.domains.users.enums import Role
from baigong.faces.desk.tests.work_world import START, add_firm, add_user
from baigong.foundation import clock
from baigong.foundation.scope import system_scope

pytestmark = pytest.mark.django_db
PAGE = "/desk/remits/"


def desk(role: str = Role.COUNTY_OFFICER, place: Place | None = None) -> Client:
    client = Client()
    with system_scope("试验"):
        client.force_login(add_user(f"user-{role}", role, place or county()))
    return client


def test_the_county_says_who_fills_a_department(city: Place) -> None:  # noqa: F811 (a fixture)
    with system_scope("试验"):
        body = add_firm(county(), "北渡县人力资源和社会保障局")
    client = desk()
    before = client.get(PAGE).content.decode()
    assert "行业主管部门监管责任" in before and "数字经济协同治理" in before and "19个部门还没写" in before
    said = {"fill-department": "hr", "fill-body": body.name, "fill-on": str(clock.today())}
    assert client.post(f"{PAGE}fill/", said).status_code == 302
    after = client.get(PAGE).content.decode()
    assert f"人力资源社会保障部门（{body.name}）" in after and "18个部门还没写" in after


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"fill-department": "tax"}, "请从列出的选项里选"),
        ({"fill-body": "没有这个局"}, "没有这个单位"),
        ({"fill-body": "邻县的局"}, "没有这个单位"),
        ({"fill-on": "昨天"}, "日期读不懂"),
    ],
)
def test_what_does_not_fit_is_said(city: Place, said: dict[str, str], sentence: str) -> None:  # noqa: F811
    with system_scope("试验"):
        add_firm(county(), "本县的局")
        add_firm(county("石桥县"), "邻县的局")
    usual = {"fill-department": "hr", "fill-body": "本县的局", "fill-on": str(clock.today())}
    response = desk().post(f"{PAGE}fill/", usual | said)
    assert response.status_code == 422 and sentence in response.content.decode()
    with system_scope("试验"):
        assert not Status.objects.exists()


def test_platform_firms_without_a_regulator_stand_below(city: Place) -> None:  # noqa: F811
    with system_scope("试验"):
        firm = add_firm(county(), "快送平台")
        Status.objects.create(
            party_id=firm.id, code="platform-firm", starts_on=START, place_path=firm.place_path,
            county_id=firm.county_id,
        )  # fmt: skip
    text = desk().get(PAGE).content.decode()
    assert "还没有行业主管部门的平台企业：1家" in text and firm.name in text


def test_who_reads_does_not_write(city: Place) -> None:  # noqa: F811
    client = desk(Role.LEADER)
    assert "写这里是哪个单位" not in client.get(PAGE).content.decode()
    assert client.post(f"{PAGE}fill/", {}).status_code == 403
    assert desk(Role.AUDITOR).get(PAGE).status_code == 403


def test_a_place_whose_plan_names_nobody_is_told_so(db: None) -> None:
    from baigong.domains.places.services import add_place

    with system_scope("试验"):
        place = add_place(name="没有方案县", kind="county", code="990101", parent=None, valid_from=START)
    assert "没有写部门分工" in desk(place=place).get(PAGE).content.decode()
