"""The desk's page of feeds: how fresh each is, its receipts; nobody sees another county's."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from baigong.domains.users.models import User
from baigong.domains.users.services import appoint
from baigong.foundation import clock
from baigong.foundation.feeds.selectors import standings
from baigong.foundation.scope import system_scope
from tests.feeds.agreed import FACILITIES, NOW, Agreed


def signed_in(agreed: Agreed, place: object, role: str = "county_officer") -> Client:
    client, user = Client(), User.objects.create_user(f"u-{role}-{User.objects.count()}", "x" * 16)
    with system_scope("给岗位"):
        appoint(by="t", user=user, role=role, place=place, starts_on=datetime.date(2025, 1, 1))
    client.force_login(user)
    return client


def test_freshness_and_receipts_are_shown(agreed: Agreed) -> None:
    receipt = agreed.carried("stations", FACILITIES)
    desk = signed_in(agreed, agreed.counties.county)
    page = desk.get("/desk/feeds/").content.decode()
    assert "试stations" in page and "等第一次" in page and "3项，0项迟了" in page
    shown = desk.get(f"/desk/feeds/{agreed.feeds['stations'].id}/").content.decode()
    assert "2026-04-30" in shown or "2026年4月30日" in shown
    assert agreed.keys["stations"][0].number in shown and agreed.keys["stations"][1] not in shown
    assert "下载" in shown and receipt["state"] == "done"


def test_late_is_after_the_agreed_days_and_grace(agreed: Agreed) -> None:
    agreed.carried("stations", FACILITIES)
    with system_scope("看迟早"):
        for days, late in ((51, set()), (52, {"stations", "stations-by-folder", "insurance"})):
            on = clock.day_of(NOW) + datetime.timedelta(days=days)
            assert {each.feed.name for each in standings(on) if each.is_late} == late


@pytest.mark.parametrize(
    ("where", "role", "status"), [("other", "county_officer", 404), ("county", "security_officer", 403)]
)
def test_others_see_nothing(agreed: Agreed, where: str, role: str, status: int) -> None:
    desk = signed_in(agreed, getattr(agreed.counties, where), role)
    assert desk.get(f"/desk/feeds/{agreed.feeds['stations'].id}/").status_code == status
    assert "试stations" not in desk.get("/desk/feeds/").content.decode()


def test_the_number_of_queries_does_not_grow(agreed: Agreed) -> None:
    desk = signed_in(agreed, agreed.counties.county)
    agreed.carried("stations", FACILITIES)
    counts = []
    for number in range(2):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            desk.get("/desk/feeds/")
        counts.append(len(captured))
        agreed.add(f"more-{number}", "facilities", "push")
        agreed.carried(f"more-{number}", FACILITIES)
    assert counts[0] == counts[1]


def test_the_sources_a_plan_names_are_listed_with_what_is_missing(agreed: Agreed) -> None:
    city = agreed.counties.county.parent
    assert city is not None
    city.code = "3208"
    city.save(update_fields=["code"])
    agreed.carried("insurance", b"x,y\n1,2")
    page = signed_in(agreed, agreed.counties.county).get("/desk/feeds/").content.decode()
    named = page.split("方案点名的数据")[1].split("</dl>")[0]
    assert [words in named for words in ("社会保险缴费", "失业登记", "市场招聘", "企业用工需求")] == [
        True
    ] * 4
    assert named.count("还没有约定") == 3 and named.count(">有<") == 1


def test_without_a_plan_that_names_any_the_list_is_left_out(agreed: Agreed) -> None:
    page = signed_in(agreed, agreed.counties.county).get("/desk/feeds/").content.decode()
    assert "方案点名的数据" not in page
