"""A firm's month: joining and being let in, the shortage in two minutes, an advertisement mended, a person met."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest

from baigong.domains.codes.loading import load_codes
from baigong.domains.placements.models import Introduction
from baigong.domains.users.models import Post
from baigong.foundation import clock
from baigong.foundation.scope import system_scope
from baigong.kernels.identity import mint_test_credit_code

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = pytest.mark.parametrize("width", [1280, 360])
CODE = mint_test_credit_code("371600", 41)
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
REFUSED = ("403", "404", "422")


@pytest.fixture
def firm(world: Any) -> Any:
    """The small county, the firm's person managing it, the codes of causes loaded."""
    with system_scope("test"):
        load_codes(on=datetime.date(2026, 1, 1))
        Post.objects.filter(user=world.employer).update(rank="administrator")
    return world


@WIDTHS
def test_a_newcomer_joins_and_the_county_lets_the_firm_in(
    open_window: Any, firm: Any, width: int, tmp_path: Path
) -> None:
    picture = tmp_path / "执照.png"
    picture.write_bytes(PNG)
    window = open_window(None, width, "employer-join")
    page = window.page
    window.go("/employer/join/", "join")
    for name, text in (
        ("credit_code", CODE[:-1] + ("0" if CODE[-1] != "0" else "1")), ("firm_name", "北渡新开张食品厂"),
        ("title", "老板"), ("phone", "13800002288"), ("display_name", "石老板"), ("username", "shi.laoban"),
        ("password", "one long password 7"),
    ):  # fmt: skip
        page.fill(f"[name={name}]", text)
    page.select_option("[name=county]", label="北渡县")
    page.click("button:has-text('注册并认领单位')")
    page.wait_for_selector("text=校验码对不上")
    window.look("wrong-code")
    assert page.input_value("[name=firm_name]") == "北渡新开张食品厂"
    page.fill("[name=credit_code]", CODE)
    page.fill("[name=password]", "one long password 7")
    window.lose_network("button:has-text('注册并认领单位')", "join-offline")
    page.click("button:has-text('注册并认领单位')")
    page.wait_for_selector("text=等县里核对")
    page.set_input_files("[name=file]", str(picture))
    page.click("button:has-text('传营业执照')")
    page.wait_for_selector("text=营业执照传上了")
    window.look("waiting")
    county = open_window(firm.officer, width, "county-claims")
    county.go("/desk/claims/", "claims")
    county.page.click("text=北渡新开张食品厂")
    county.page.wait_for_selector("text=两边对一对")
    county.look("side-by-side")
    county.page.click("button:has-text('核对无误，通过')")
    county.page.wait_for_selector("text=可以用“北渡新开张食品厂”的账号了")
    window.go("/employer/", "home-empty")
    assert "1条消息没读" in page.inner_text("#main")
    page.click("#main a:text-is('去看')")
    page.wait_for_selector("text=认领北渡新开张食品厂：已通过")
    window.look("inbox")
    assert window.heard("ERR_INTERNET", *REFUSED) == []
    stranger = open_window(firm.stranger, width, "neighbour-claims")
    assert stranger.go("/desk/claims/?state=done", "neighbours-claims") == 200
    assert "北渡新开张食品厂" not in stranger.page.content()
    assert stranger.go("/employer/", "forbidden") == 403


@WIDTHS
def test_the_months_shortage_is_reported_and_a_lost_connection_loses_nothing(
    open_window: Any, firm: Any, width: int
) -> None:
    window = open_window(firm.employer, width, "employer-shortage")
    page = window.page
    window.go("/desk/", "home")
    assert page.url.endswith("/employer/")
    window.go("/employer/shortages/", "shortages")
    count = page.locator("[name$=-headcount]").first
    assert count.input_value() == "12"
    count.evaluate("box => { box.form.noValidate = true; box.type = 'text'; box.value = '很多'; }")
    page.click("button:text-is('报上去')")
    page.wait_for_selector("text=还没报上")
    window.look("wrong")
    page.locator("[name$=-headcount]").first.fill("9")
    page.fill("[name=new-0-label]", "叉车工")
    page.fill("[name=new-0-headcount]", "2")
    page.wait_for_selector("text=“叉车工”是哪个职业")
    page.fill("[name=new-0-pay_text]", "6-8千")
    window.lose_network("button:text-is('报上去')", "offline")
    page.goto(window.site + "/employer/shortages/")
    page.wait_for_selector("text=替您找回来了")
    window.look("draft")
    assert page.input_value("[name=new-0-label]") == "叉车工"
    page.click("button:text-is('报上去')")
    page.wait_for_selector("text=新添“叉车工”")
    window.look("reported")
    window.go("/employer/shortages/", "again")
    assert "替您找回来了" not in page.content() and "叉车工" in page.inner_text("#main")
    page.click("button:has-text('都没变化')")
    page.wait_for_selector("text=报上了2条")
    assert window.heard("ERR_INTERNET", *REFUSED) == []


@WIDTHS
def test_an_advertisement_is_mended_published_and_somebody_met(
    open_window: Any, firm: Any, width: int
) -> None:
    window = open_window(firm.employer, width, "employer-people")
    page = window.page
    window.go("/employer/vacancies/new/", "write")
    page.fill("[name=title]", "焊工（夜班）")
    page.fill("[name=headcount]", "2")
    page.fill("[name=pay_text]", "7-9千")
    page.fill("[name=description]", "焊接机架，限男性，交押金200元。")
    page.click("button:has-text('存下，先看审查')")
    window.look("blocked")
    page.wait_for_selector("text=要改才能公开")
    page.click("#main a:text-is('去改')")
    page.fill("[name=description]", "焊接机架，夜班，有夜班补贴。")
    page.click("button:has-text('存下改动')")
    page.wait_for_selector("text=可以公开")
    page.click("button:has-text('公开到门户')")
    page.wait_for_selector("text=门户上能看到了")
    window.look("published")
    page.click("a:has-text('谁合适')")
    page.wait_for_selector("text=陈某")
    window.look("candidates")
    assert "陈小燕" not in page.content() and "1380000220" not in page.content()
    page.locator("li.person", has_text="陈某").locator("button").click()
    page.wait_for_selector("text=邀请发出去了")
    with system_scope("test"):
        row = Introduction.objects.get()
    county = open_window(firm.officer, width, "county-asks")
    county.go("/desk/", "asked")
    assert "请问本人同不同意" in county.page.inner_text("#main")
    county.page.click("#main a:text-is('问本人')")
    county.page.click("button:has-text('记本人同意')")
    county.page.wait_for_selector("text=已记下")
    window.go("/employer/", "home")
    page.click("#main a:text-is('去答复')")
    page.wait_for_selector("text=轮到谁")
    window.look("introduction")
    page.click("button:text-is('看姓名和电话')")
    page.wait_for_selector("text=13800002201")
    window.look("contact")
    day = clock.today() + datetime.timedelta(days=2)
    page.fill("[name=set_interview-interview_on]", str(day))
    window.lose_network("button:text-is('约面试')", "answer-offline")
    page.click("button:text-is('约面试')")
    page.wait_for_selector("text=面试约好了")
    window.look("interview")
    stranger = open_window(firm.stranger, width, "neighbour-people")
    assert stranger.go(f"/employer/people/{row.id}/", "forbidden") == 403
    assert window.heard("ERR_INTERNET", *REFUSED) == []
