"""Anyone, on a phone and without an account: search, open a post; behind the counter nothing is shown."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from baigong.domains.vacancies.services import close_vacancy
from baigong.foundation import clock
from baigong.foundation.scope import system_scope

READING_OFFLINE = "没有网络，这一页还是刚才的样子。有网了再点一次。"
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [360, 1280])
def test_someone_looks_for_a_welders_post(open_window: Any, world: Any, width: int) -> None:
    window = open_window(None, width, "public")
    page = window.page
    window.go("/", "home")
    page.fill("main input[name=q] >> nth=0", "焊工")
    page.keyboard.press("Enter")
    page.wait_for_url("**/jobs/?*")
    window.look("found")
    page.click("#results a:has-text('二保焊工')")
    page.wait_for_selector("h1:has-text('二保焊工')")
    window.look("job")
    told = page.inner_text("main")
    assert "7000–9000" in told and "柳塘镇工业路3号" in told and "北渡愚公机械有限公司" in told
    assert "冯广财" not in page.content() and "13800002299" not in page.content()
    window.lose_network("text=看同类岗位", "offline", READING_OFFLINE)
    page.click("text=看同类岗位")
    page.wait_for_url("**/jobs/?*")
    assert window.heard() == []


@pytest.mark.parametrize("width", [360, 1280])
def test_someone_goes_by_place_and_by_firm_and_comes_too_late(
    open_window: Any, world: Any, width: int
) -> None:
    window = open_window(None, width, "public-places")
    page = window.page
    window.go("/places/", "places")
    page.click("main a:has-text('柳塘镇')")
    page.wait_for_selector("h1:has-text('招工专区')")
    window.look("place")
    page.click("text=打印张贴页")
    page.wait_for_selector(".notice")
    window.look("sheet")
    assert "二保焊工" in page.inner_text(".notice") and page.locator(".notice svg.qr path").count() == 1
    window.go("/firms/", "firms")
    page.fill("main input[name=q]", "愚公")
    page.keyboard.press("Enter")
    page.wait_for_url("**/firms/?*")
    page.click("main a:has-text('北渡愚公机械有限公司')")
    page.wait_for_selector("h1:has-text('北渡愚公机械有限公司')")
    window.look("firm")
    window.lose_network("main a:has-text('二保焊工')", "offline", READING_OFFLINE)
    with system_scope("test"):
        close_vacancy(by="test", vacancy=world.vacancy, reason="已招满", on=clock.today())
    page.click("main a:has-text('二保焊工')")
    page.wait_for_selector("h1:has-text('这个岗位已经不招了')")
    window.look("gone")
    assert window.go(f"/firms/{world.firm.id}/", "no-firm") == 404
    assert window.go("/firms/?page=zwei", "wrong-page") == 400
    assert window.heard("404", "400", "410") == []


def test_the_keyboard_alone_finds_a_post_and_the_screen_needs_no_hand(open_window: Any, world: Any) -> None:
    window = open_window(None, 1280, "public-keys")
    page = window.page
    window.go("/jobs/", "jobs")
    for _ in range(90):
        if page.evaluate("document.activeElement.textContent") == "二保焊工":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('二保焊工')")
    screen = open_window(None, 1920, "public-screen")
    screen.page.set_viewport_size({"width": 1920, "height": 1080})
    screen.go(f"/places/{world.county.key}/screen/", "screen")
    assert "二保焊工" in screen.page.inner_text("main")
    assert "冯广财" not in screen.page.content()
    assert screen.page.evaluate("document.documentElement.scrollHeight") <= 1080


def test_a_word_nobody_uses_and_an_address_that_is_none(open_window: Any, world: Any) -> None:
    window = open_window(None, 360, "public-wrong")
    window.go("/jobs/?q=没有这种活", "none")
    assert window.page.locator("#results a:has-text('二保焊工')").count() == 0
    assert "没有" in window.page.inner_text("#results")
    assert window.go("/jobs/?pay=abc&shift=never&place=zz", "wrong-conditions") in (200, 400)
    assert window.go(f"/jobs/{uuid.UUID(int=1)}/", "no-such-job") == 404
    window.go(f"/desk/vacancies/{world.vacancy.id}/", "desk-refused")
    assert "/sign-in/" in window.page.url
    assert "二保焊工" not in window.page.content()
    assert window.heard("404", "400") == []
