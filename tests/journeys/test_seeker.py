"""A job-seeker's afternoon on the telephone: finding the record, saying the trade, answering, applying, leaving."""

from __future__ import annotations

import re
from typing import Any

import pytest

from baigong.domains.placements.services import invite
from baigong.domains.seekers.models import Erasure
from baigong.domains.users.services import open_party_account
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.workers.models import Registration
from baigong.foundation import clock
from baigong.foundation.scope import system_scope

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = pytest.mark.parametrize("width", [1280, 360])
PHONE = "13800002201"
REFUSED = ("403", "404", "422")


@pytest.fixture(autouse=True)
def shown_codes(settings: Any, tmp_path: Any) -> None:
    """Codes are shown on the page, as in the demonstration, for there is no gateway here."""
    settings.BAIGONG_DEMO = True
    settings.BAIGONG_ERASURE_FILE = tmp_path / "erasures.txt"


@pytest.fixture
def seeker(world: Any) -> Any:
    """An account without a record yet; the village has entered 陈小燕 with this telephone."""
    with system_scope("test"):
        return open_party_account(by="", phone=PHONE, display_name="陈小燕", role="seeker", place=world.town)


def _code(page: Any) -> str:
    found = re.search(r"验证码是(\d{6})", page.inner_text("#main"))
    assert found
    return found[1]


def _find_the_record(window: Any, people: Any) -> None:
    page = window.page
    window.go("/me/", "first")
    page.click("text=认领我的登记")
    page.fill("[name=full_name]", "陈小燕")
    right = people.identity_number(1)
    page.fill("[name=identity_number]", right[:17] + ("1" if right[17] != "1" else "2"))
    page.click("button:text-is('核对')")
    page.wait_for_selector("text=校验码")
    window.look("wrong-number")
    assert page.input_value("[name=full_name]") == "陈小燕"
    page.fill("[name=identity_number]", right)
    page.check("[name=sensitive]")
    window.lose_network("button:text-is('核对')", "claim-offline")
    page.click("button:text-is('核对')")
    page.wait_for_selector("text=这就是您的登记")
    window.look("wishes")


def _say_the_trade(window: Any) -> None:
    page = window.page
    page.fill("[name=occupation_text]", "烧电焊")
    page.fill("[name=pay_yuan]", "6000")
    page.click("button:text-is('记下')")
    page.wait_for_selector("text=选一个最像的")
    window.look("trades")
    assert 4 <= page.locator("[name=occupation]").count() <= 6
    page.locator("label.opt:has-text('焊工') input").first.check()
    page.click("button:text-is('记下')")
    page.wait_for_selector("text=按这些给您找岗位")
    window.look("jobs")


@WIDTHS
def test_a_record_is_found_a_trade_said_and_a_job_taken(
    open_window: Any, world: Any, seeker: Any, people: Any, width: int
) -> None:
    window = open_window(seeker, width, "seeker")
    page = window.page
    _find_the_record(window, people)
    _say_the_trade(window)
    page.locator("summary:has-text('不合适')").first.click()
    page.locator("label.opt:has-text('太远') input").first.check()
    page.click("button:text-is('不再推这个')")
    page.wait_for_selector("text=说过不合适的")
    page.click("button:has-text('找回来')")
    page.wait_for_selector("text=放回来了")
    page.locator("#main button:has-text('应聘')").first.click()
    page.wait_for_selector("text=等企业答复")
    window.look("applied")
    window.go("/me/consent/", "consent")
    page.click("button:has-text('撤回同意')")
    page.wait_for_selector("text=从现在起对方看不到")
    window.go("/me/record/", "record")
    assert PHONE not in page.content()
    window.go("/me/looked/", "looked")
    window.go("/me/certificates/", "certificates")
    assert window.heard("ERR_INTERNET", *REFUSED) == []
    assert open_window(world.officer, width, "county-me").go("/me/", "forbidden") == 403
    assert open_window(None, width, "anybody-me").go("/me/join/", "join") == 200


@pytest.mark.parametrize("width", [360])
def test_an_invitation_is_agreed_to_and_the_data_taken(
    open_window: Any, world: Any, seeker: Any, width: int
) -> None:
    with system_scope("test"):
        entry = world.entries[0]
        seeker.person_id = entry.person_id
        seeker.save(update_fields=["person_id"])
        invite(
            by="firm",
            vacancy=Vacancy.objects.get(id=world.vacancy.id),
            registration=Registration.objects.select_related("person").get(id=entry.id),
            on=clock.today(),
        )
    window = open_window(seeker, width, "seeker-data")
    page = window.page
    window.go("/me/", "home")
    page.click("text=看看再回话")
    page.wait_for_selector("text=同意以前，它看不到")
    window.look("invited")
    page.click("button:has-text('同意，让企业联系我')")
    page.wait_for_selector("text=等它联系您")
    window.go("/me/data/", "data")
    page.click("button:has-text('发验证码')")
    page.wait_for_selector("text=演示环境")
    page.fill("[name=code]", _code(page))
    page.click("button:text-is('打包')")
    page.wait_for_selector("text=打包好了")
    window.look("packed")
    with page.expect_download() as taken:
        page.click("button:has-text('取走压缩包')")
    assert taken.value.suggested_filename.endswith(".zip")
    window.go("/me/data/erase/", "erase")
    assert "个人信息保护法" in page.inner_text("#main")
    with system_scope("test"):
        assert not Erasure.objects.exists()
    assert window.heard("ERR_INTERNET", *REFUSED) == []
