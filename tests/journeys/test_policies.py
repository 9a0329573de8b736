"""A policy on its way: the county hands it in, the city lets it out, anyone reads it; a firm finds its commissioner."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from baigong.domains.commissioners.services import assign
from baigong.domains.policies.models import PolicyItem
from baigong.domains.users.models import Post
from baigong.domains.users.services import appoint, open_account
from baigong.foundation.scope import system_scope

START = datetime.date(2026, 1, 1)
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = pytest.mark.parametrize("width", [1280, 360])
OFFLINE_READING = "没有网络，这一页还是刚才的样子。有网了再点一次。"


@pytest.fixture
def listed(world: Any) -> Any:
    """The city of a plan with channels, its officer, and a policy the county drafted."""
    with system_scope("test"):
        type(world.city).objects.filter(id=world.city.id).update(code="371600")
        user = open_account(by="t", username="meng", password="a long word for tests", display_name="孟科长")
        appoint(by="t", user=user, role="city_officer", place=world.city, starts_on=START)
        world.city_officer = user
        world.policy = PolicyItem.objects.create(
            title="一次性吸纳就业补贴", number="北人社发〔2026〕1号", field="employment", level="county",
            issuer="北渡县人力资源和社会保障局", audience_text="各类企业", audience_codes=["all-firms"],
            conditions_text="签一年以上合同并缴社保。", standard_text="每招一人补1500元，一次。",
            channel_text="县服务大厅3号窗口", valid_from=START, place=world.county,
            place_path=world.county.path, county_id=world.county.county_id,
        )  # fmt: skip
    return world


@WIDTHS
def test_the_city_lets_a_policy_out_and_anyone_reads_it(open_window: Any, listed: Any, width: int) -> None:
    where = f"/desk/policies/{listed.policy.id}/"
    county = open_window(listed.officer, width, "county-policy")
    county.go("/desk/policies/", "list")
    county.page.click("main a:has-text('一次性吸纳就业补贴')")
    county.page.click("text=报送，请市里公布")
    county.page.wait_for_selector(".note.ok:has-text('已报送')")
    county.look("handed-in")
    assert county.page.locator("button:has-text('公布')").count() == 0
    city = open_window(listed.city_officer, width, "city-policy")
    page = city.page
    city.go("/desk/policies/?state=submitted", "waiting")
    page.click("main a:has-text('一次性吸纳就业补贴')")
    page.fill("[name=return-reason]", "错")
    page.click("button:has-text('退回')")
    page.wait_for_selector("text=至少4个字")
    city.look("return-wrong")
    city.lose_network("button.go:has-text('公布')", "offline")
    page.fill("[name=note]", "首次公布")
    page.click("button.go:has-text('公布')")
    page.wait_for_selector(".note.ok:has-text('已公布')")
    city.look("published")
    page.click("text=登记一个渠道的情况")
    page.select_option("[name=channel]", "wechat-account")
    page.select_option("[name=note_state]", "published")
    page.fill("form[action$='/channel/'] [name=link]", "https://mp.example.org/s/1")
    page.click("button:has-text('记下') >> nth=0")
    page.wait_for_selector(".note.ok:has-text('渠道情况记下了')")
    city.go("/desk/policies/channels/", "channels")
    assert "就业人才网站" in page.inner_text("#main") and "微信公众号" not in page.inner_text("#main")
    _read_by_anyone(open_window, listed, width)
    assert city.heard("ERR_INTERNET", "422") == [] and county.heard() == []
    assert open_window(listed.stranger, width, "neighbour-policy").go(where, "refused") == 404


def _read_by_anyone(open_window: Any, listed: Any, width: int) -> None:
    window = open_window(None, width, "public-policy")
    page = window.page
    window.go("/", "home")
    page.click("nav a:has-text('政策')")
    page.wait_for_selector("h1:has-text('人社政策')")
    window.look("policies")
    page.fill("main input[name=q]", "吸纳")
    page.select_option("main [name=who]", "all-firms")
    page.click("button:has-text('找政策')")
    page.wait_for_selector("h2:has-text('1条政策')")
    window.lose_network("main a:has-text('一次性吸纳就业补贴')", "offline", OFFLINE_READING)
    page.click("main a:has-text('一次性吸纳就业补贴')")
    page.wait_for_selector("h1:has-text('一次性吸纳就业补贴')")
    window.look("policy")
    assert "每招一人补1500元" in page.inner_text("main") and "孟科长" not in page.content()
    assert window.go("/policies/?who=x", "wrong") == 400
    assert window.heard("400", "ERR_INTERNET") == []
    firm = open_window(listed.employer, width, "employer-policy")
    firm.go("/employer/policies/", "fitting")
    assert "一次性吸纳就业补贴" in firm.page.inner_text("#main") and "符合" not in firm.page.inner_text(
        "#main"
    )


@WIDTHS
def test_a_firm_finds_its_commissioner(open_window: Any, listed: Any, width: int) -> None:
    with system_scope("test"):
        post = Post.objects.get(user=listed.officer)
        assign(by="t", post=post, targets=[listed.firm], on=START)
    desk = open_window(listed.officer, width, "county-contact")
    page = desk.page
    desk.go("/desk/public-contacts/", "contacts")
    form = "form[action$='/publish/'] "
    page.select_option(f"{form}[name=post]", str(post.id))
    for name, words in (("name_shown", "秦专员"), ("title", "用工服务专员"), ("office", "北渡县人社局")):
        page.fill(f"{form}[name={name}]", words)
    page.fill(f"{form}[name=office_telephone]", "13800002299")
    page.click(f"{form}button")
    page.wait_for_selector("text=这是个人手机号")
    desk.look("mobile-wrong")
    page.fill(f"{form}[name=office_telephone]", "0123-5550101")
    page.click(f"{form}button")
    page.wait_for_selector(".note.ok:has-text('办公电话已公开')")
    desk.look("public")
    window = open_window(None, width, "public-contact")
    window.go("/commissioners/", "list")
    window.page.fill("main input[name=firm]", listed.firm.name)
    window.page.click("button:has-text('找专员')")
    window.page.wait_for_selector("h2:has-text('服务这家企业的专员1位')")
    window.look("own")
    assert "0123-5550101" in window.page.inner_text("main")
    page.click("summary:has-text('不再公开')")
    page.fill("[name=reason]", "调到别的岗位")
    page.click("button:has-text('撤下')")
    page.wait_for_selector(".note.ok:has-text('不再公开')")
    window.go("/commissioners/", "gone")
    assert "0123-5550101" not in window.page.content()
    assert desk.heard("422") == [] and window.heard() == []
