"""A village officer's morning with a phone, and the county's look at it: entering, asking again, doubles."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from baigong.domains.duplicates.finding import find_duplicates
from baigong.domains.duplicates.models import DuplicateCandidate
from baigong.domains.users.services import appoint, open_account
from baigong.domains.workers.models import Registration
from baigong.domains.workers.selectors import CURRENT
from baigong.foundation.scope import system_scope

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = pytest.mark.parametrize("width", [1280, 360])
# What one finger does for one resident after the words are typed: save, nothing else.
TAPS_TO_SAVE, BOXES_TO_FILL = 1, 6


def _village_officer(world: Any) -> Any:
    user = open_account(
        by="test", username="village", password="a long word for tests", display_name="李会计"
    )
    with system_scope("test"):
        start = datetime.date(2026, 1, 1)
        appoint(by="test", user=user, role="village_officer", place=world.village, starts_on=start)
    return user


def _fill(page: Any, number: str, name: str = "郑一甲") -> int:
    """Fill the boxes of one resident; returns how many had to be touched."""
    said = {
        "full_name": name,
        "identity_number": number,
        "phone": "13800007001",
        "occupation_text": "开叉车",
        "pay_yuan": "6000",
    }
    for field, words in said.items():
        page.fill(f"[name={field}]", words)
    return len(said)


@WIDTHS
def test_a_resident_is_entered_with_few_taps_and_nothing_is_lost(
    open_window: Any, world: Any, people: Any, width: int
) -> None:
    window = open_window(_village_officer(world), width, "village-enter")
    page = window.page
    assert window.go("/survey/people/new/", "empty") == 200
    number = people.identity_number(60)
    wrong = number[:17] + ("1" if number[17] != "1" else "2")
    assert _fill(page, wrong) <= BOXES_TO_FILL
    page.wait_for_selector("#number-said .note.bad:has-text('校验码')")
    page.wait_for_selector("#trade-names option[value*='叉车']", state="attached")
    window.look("wrong-number")
    page.click("text=存好，录下一个")
    page.wait_for_selector(".summary:has-text('校验码')")
    assert page.input_value("[name=full_name]") == "郑一甲"
    page.fill("[name=identity_number]", number)
    page.press("[name=identity_number]", "Tab")
    page.wait_for_selector("#number-said .note.ok:has-text('出生')")
    window.lose_network("text=存好，录下一个", "offline")
    assert page.input_value("[name=identity_number]") == number
    page.click("text=存好，录下一个")
    page.wait_for_selector(".note.ok:has-text('已记下郑**')")
    window.look("saved")
    assert page.input_value("[name=full_name]") == ""
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    for personal in ("郑一甲", number, "13800007001"):
        assert personal not in page.content() and personal not in kept
    _fill(page, number, "郑一甲")
    page.click("text=存好，录下一个")
    page.wait_for_selector(".note.warn:has-text('这个人已经登记过')")
    window.look("known")
    page.click("button:has-text('更新这个人')")
    page.wait_for_selector(".note.ok:has-text('已更新郑**')")
    assert window.heard("422", "net::ERR") == []


@WIDTHS
def test_the_round_is_walked_with_one_tap_each(open_window: Any, world: Any, width: int) -> None:
    user = _village_officer(world)
    with system_scope("test"):
        assert Registration.objects.filter(CURRENT, place=world.village).count() == 2
    window = open_window(user, width, "village-round")
    page = window.page
    window.go("/survey/", "round")
    first = page.locator(".stop", has_text="陈**")
    first.locator("button:has-text('联系不上')").click()
    page.wait_for_selector(".note.bad:has-text('还没选为什么联系不上')")
    first.locator("select").select_option("no_answer")
    first.locator("button:has-text('联系不上')").click()
    page.wait_for_selector("text=1次没联系上")
    window.look("missed")
    window.lose_network(".stop:has-text('周**') button:has-text('已就业')", "offline")
    page.click(".stop:has-text('周**') button:has-text('已就业')")
    page.wait_for_selector(".note.ok:has-text('周**：已就业')")
    window.look("employed")
    page.locator("li", has_text="周**：已就业").locator("button").click()
    page.wait_for_selector(".note.ok:has-text('已撤回')")
    assert page.locator(".stop", has_text="周**").count() == 1
    assert window.heard("net::ERR") == []


@WIDTHS
def test_firms_and_visits_on_the_phone(open_window: Any, world: Any, width: int) -> None:
    window = open_window(_village_officer(world), width, "village-firm")
    page = window.page
    window.go("/survey/firms/", "firms")
    page.click("text=新录一家企业")
    page.fill("[name=name]", "石磨村豆腐坊")
    page.fill("[name=new-label]", "点卤工")
    page.fill("[name=new-headcount]", "2")
    page.click("text=记下这家企业")
    page.wait_for_selector(".summary:has-text('请选一个原因')")
    window.look("no-code")
    page.select_option("[name=code_missing]", "not_registered")
    page.click("text=记下这家企业")
    page.wait_for_selector(".note.ok:has-text('已记下石磨村豆腐坊')")
    page.click("a:has-text('石磨村豆腐坊')")
    assert page.input_value("[name$=-headcount] >> nth=0") == "2"
    page.fill("[name$=-headcount] >> nth=0", "1")
    window.look("firm")
    page.click("text=记下，回企业清单")
    page.wait_for_selector("text=缺1人")
    page.click("nav a:has-text('三进四送')")
    page.click("text=记一次")
    page.check("[name=entered][value=home]")
    page.click("text=记下这次走访")
    page.wait_for_selector(".summary:has-text('请至少选一样')")
    window.look("nothing-sent")
    page.check("[name=sent][value=policy]")
    page.click("text=记下这次走访")
    page.wait_for_selector("text=进户、送政策")
    window.look("visits")
    assert window.heard("422") == []


@WIDTHS
def test_the_county_sees_how_far_it_is_and_decides_on_a_double(
    open_window: Any, world: Any, people: Any, width: int
) -> None:
    officer = _village_officer(world)
    window = open_window(officer, width, "village-double")
    page = window.page
    window.go("/survey/people/new/", "again")
    page.fill("[name=full_name]", people.NAMES[0])
    page.fill("[name=phone]", "13800002201")
    page.click("summary:has-text('哪类人')")
    page.fill("[name=birth_year]", "1980")
    page.click("text=存好，录下一个")
    page.wait_for_selector(".note.ok:has-text('已记下陈**')")
    with system_scope("test"):
        find_duplicates()
        pair = DuplicateCandidate.objects.get()
    county = open_window(world.officer, width, "county-quality")
    assert county.go("/desk/coverage/", "coverage") == 200
    assert county.page.locator("tr", has_text="石磨村").locator("a").count() >= 2
    county.page.locator("tr", has_text="石磨村").locator("a").first.click()
    county.look("coverage-rows")
    county.go("/desk/duplicates/", "pairs")
    county.page.click("text=去判断")
    county.look("side-by-side")
    county.lose_network("text=是同一个，并成一条", "offline")
    county.page.click("text=是同一个，并成一条")
    county.page.wait_for_selector(".note.ok:has-text('已并成一条')")
    county.look("merged")
    county.page.click("button:text-is('撤回')")
    county.page.wait_for_selector(".note.ok:has-text('和合并以前一样')")
    county.go("/desk/rechecks/", "rechecks")
    county.page.select_option("[name=place]", label="石磨村")
    county.page.click("text=抽出来")
    county.page.wait_for_selector("text=差错率")
    county.look("sample")
    stranger = open_window(world.stranger, width, "stranger")
    assert stranger.go(f"/desk/duplicates/{pair.id}/", "forbidden") == 404
    assert stranger.go("/survey/people/new/", "forbidden-form") == 403
    assert county.heard("net::ERR") == [] and stranger.heard("404", "403") == []
