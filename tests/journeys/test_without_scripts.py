"""The portal with JavaScript off: the list, its filters, a post, a firm, the policies, the commissioners."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import pytest

from baigong.domains.policies.models import PolicyItem
from baigong.domains.policies.publishing import publish_policy
from baigong.foundation.scope import system_scope

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = pytest.mark.parametrize("width", [1280, 360])


@pytest.fixture
def public(world: Any) -> Any:
    with system_scope("test"):
        world.policy = PolicyItem.objects.create(
            title="一次性吸纳就业补贴", number="北人社发〔2026〕1号", field="employment", level="county", issuer="县局",
            audience_text="各类企业", audience_codes=["all-firms"], standard_text="每招一人补1500元，一次。",
            channel_text="县服务大厅3号窗口", valid_from=datetime.date(2026, 1, 1), place=world.county,
            place_path=world.county.path, county_id=world.county.county_id,
        )  # fmt: skip
        publish_policy(by="city", by_label="孟科长", item=world.policy)
    return world


@pytest.fixture
def plain(chromium: Any, live_server: Any, request: Any) -> Iterator[Any]:
    """A page whose browser runs no script at all."""
    width = request.getfixturevalue("width")
    context = chromium.new_context(
        java_script_enabled=False, viewport={"width": width, "height": 900}, base_url=live_server.url
    )
    context.set_default_timeout(8000)
    yield context.new_page()
    context.close()


@WIDTHS
def test_a_post_is_found_filtered_and_read(plain: Any, public: Any, width: int) -> None:
    plain.goto("/jobs/")
    assert "二保焊工" in plain.inner_text("main")
    plain.fill("main input[name=q] >> nth=0", "焊工")
    plain.click("main form button >> nth=0")
    plain.wait_for_url("**/jobs/?*")
    assert "q=%E7%84%8A%E5%B7%A5" in plain.url and "二保焊工" in plain.inner_text("main")
    plain.fill("main input[name=q] >> nth=0", "厨师")
    plain.click("main form button >> nth=0")
    plain.wait_for_url("**/jobs/?*")
    assert plain.locator("main a:has-text('二保焊工')").count() == 0
    plain.goto("/jobs/")
    plain.click("main a:has-text('二保焊工') >> nth=0")
    plain.wait_for_selector("h1:has-text('二保焊工')")
    told = plain.inner_text("main")
    assert "7000–9000" in told and "柳塘镇工业路3号" in told


@WIDTHS
def test_a_firm_and_its_posts_are_read(plain: Any, public: Any, width: int) -> None:
    plain.goto("/firms/")
    plain.fill("main input[name=q] >> nth=0", "愚公")
    plain.click("main form button >> nth=0")
    plain.wait_for_url("**/firms/?*")
    plain.click("main a:has-text('北渡愚公机械有限公司')")
    plain.wait_for_selector("h1:has-text('北渡愚公机械有限公司')")
    plain.click("main a:has-text('二保焊工')")
    plain.wait_for_selector("h1:has-text('二保焊工')")


@WIDTHS
def test_policies_are_found_and_read(plain: Any, public: Any, width: int) -> None:
    plain.goto("/policies/")
    plain.fill("main input[name=q]", "吸纳")
    plain.select_option("main [name=who]", "all-firms")
    plain.click("button:has-text('找政策')")
    plain.wait_for_selector("h2:has-text('1条政策')")
    plain.click("main a:has-text('一次性吸纳就业补贴')")
    plain.wait_for_selector("h1:has-text('一次性吸纳就业补贴')")
    assert "每招一人补1500元" in plain.inner_text("main")
    plain.goto("/commissioners/")
    assert plain.locator("main form button").count() >= 1
