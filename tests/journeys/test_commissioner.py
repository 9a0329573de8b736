"""A commissioner's day: the own firms by what is due, one opened, what it said written down, one handed over."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from baigong.domains.commissioners.models import Assignment
from baigong.domains.commissioners.services import assign
from baigong.domains.shortages.models import NeedReport
from baigong.domains.statuses.models import Status
from baigong.domains.users.services import appoint, open_account
from baigong.foundation import clock
from baigong.foundation.messages.models import Message
from baigong.foundation.scope import system_scope

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = pytest.mark.parametrize("width", [1280, 360])
START = datetime.date(2026, 1, 1)


def _commissioner(world: Any, username: str, name: str) -> Any:
    user = open_account(by="t", username=username, password="a long word for tests", display_name=name)
    return appoint(by="t", user=user, role="commissioner", place=world.county, starts_on=START)


@pytest.fixture
def serving(world: Any) -> Any:
    """Two commissioners; one serves the key firm whose figures are old."""
    with system_scope("test"):
        world.he, world.sun = _commissioner(world, "he", "何专员"), _commissioner(world, "sun", "孙专员")
        assign(by="t", post=world.he, targets=[world.firm], on=START)
        Status.objects.create(
            party_id=world.firm.id, code="key-enterprise", starts_on=START, place_path=world.firm.place_path,
            county_id=world.firm.county_id,
        )  # fmt: skip
        old = clock.today() - datetime.timedelta(days=60)
        NeedReport.objects.filter(need=world.need).update(voided_at=clock.now(), voided_reason="试验")
        NeedReport.objects.create(
            need=world.need, organisation=world.firm, reported_on=old, contact_way="call", headcount_open=12,
            place_path=world.need.place_path, county_id=world.need.county_id,
        )  # fmt: skip
    return world


@WIDTHS
def test_own_firms_a_visit_and_a_hand_over(open_window: Any, serving: Any, width: int) -> None:
    window = open_window(serving.he.user, width, "commissioner")
    page = window.page
    window.go("/inbox/", "told")
    assert "您是“北渡愚公机械有限公司”的用工服务专员" in page.inner_text("main")
    window.go("/desk/commissioners/held/", "own-firms")
    told = page.inner_text("main")
    assert "我服务的企业" in told and "重点企业" in told and "过了" in told
    page.click("main a:has-text('北渡愚公机械有限公司')")
    page.wait_for_selector("h1:has-text('北渡愚公机械有限公司')")
    window.look("firm")
    page.click("main a[aria-label='记联系：电焊工']")
    page.wait_for_selector("main form")
    window.look("report")
    page.fill("main [name=headcount_open]", "9")
    page.select_option("main [name=contact_way]", "visit")
    page.fill("main [name=plan_text]", "月底前招齐")
    window.lose_network("text=记下这次联系", "report-offline")
    page.click("text=记下这次联系")
    page.wait_for_selector(".note.ok")
    window.look("written-down")
    with system_scope("test"):
        report = NeedReport.objects.filter(need=serving.need).latest("recorded_at")
    assert (report.headcount_open, report.contact_way) == (9, "visit")
    window.go("/desk/commissioners/held/", "asked-anew")
    assert "过了" not in page.inner_text("main")
    _hand_over(window, serving)
    assert window.heard("422", "ERR_INTERNET") == []
    other = open_window(serving.sun.user, width, "commissioner-next")
    other.go("/desk/commissioners/held/", "taken-over")
    assert "北渡愚公机械有限公司" in other.page.inner_text("main")
    firm = open_window(serving.employer, width, "employer-told")
    firm.go("/employer/firm/", "who-serves-us")
    assert "孙专员" in firm.page.inner_text("main")


def _hand_over(window: Any, serving: Any) -> None:
    page = window.page
    assert page.locator("[name=assignment]:checked").count() == 0
    page.check("[name=assignment]")
    page.select_option("[name=post]", str(serving.sun.id))
    page.fill("[name=on]", clock.today().isoformat())
    page.fill("[name=reason]", "调")
    page.click("button:has-text('移交勾上的企业')")
    page.wait_for_selector("text=至少4个字")
    window.look("hand-over-wrong")
    page.fill("[name=reason]", "片区调整，由孙专员接手")
    page.click("button:has-text('移交勾上的企业')")
    page.wait_for_selector(".note.ok:has-text('由孙专员接手')")
    window.look("handed-over")
    with system_scope("test"):
        now = Assignment.objects.get(ends_before__isnull=True)
    assert now.post_id == serving.sun.id
    assert Message.objects.filter(to_user_id=serving.sun.user_id).count() == 1
