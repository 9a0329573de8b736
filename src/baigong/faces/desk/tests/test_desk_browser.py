"""The desk in a real Chromium, wide and narrow: no refusal, no sideways scroll; a file goes the whole way in."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from desk_world import identity_number, supply_workbook

from baigong.foundation.jobs.worker import Worker

SHOTS = os.environ.get("BAIGONG_SHOTS", "")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]


class Walk:
    """One signed-in window; every page looked at must fit and say nothing on the console."""

    def __init__(self, chromium: Any, site: str, desk: Any, width: int) -> None:
        self.site, self.width, self.said = site, width, []
        self.context = chromium.new_context(viewport={"width": width, "height": 900})
        cookie = desk.cookies["sessionid"].value
        self.context.add_cookies([{"name": "sessionid", "value": cookie, "url": site}])
        self.page = self.context.new_page()
        self.page.on("console", lambda m: self.said.append(m.text) if m.type == "error" else None)

    def go(self, path: str, name: str) -> None:
        self.page.goto(self.site + path)
        self.look(name)

    def look(self, name: str) -> None:
        self.page.wait_for_load_state()  # a press does not wait for the page it leads to
        if SHOTS:
            self.page.screenshot(path=f"{SHOTS}/{name}@{self.width}.png", full_page=True, caret="initial")
        assert self.page.evaluate("document.documentElement.scrollWidth") <= self.width, name


@pytest.mark.parametrize("width", [1280, 360])
def test_walk(chromium: Any, live_server: Any, desk: Any, world: Any, width: int) -> None:
    walk = Walk(chromium, live_server.url, desk, width)
    page = walk.page
    walk.go("/desk/", "home")
    walk.go("/desk/people/", "people")
    page.select_option("#filters [name=place]", world.village.path)
    page.wait_for_selector("text=共2人")
    assert "place=" in page.url and "state=seeking" not in page.url
    page.click("#people thead a >> nth=0")
    page.wait_for_selector("th[aria-sort]:has-text('期望月薪')")
    walk.look("people-filtered")
    walk.go(f"/desk/people/{world.entries[0].id}/", "person")
    page.click("text=显示姓名、电话和证号")
    page.wait_for_selector("text=只在这一页显示这一次")
    assert "13800002201" in page.content() and "13800002201" not in page.url
    walk.look("person-revealed")
    walk.go(f"/desk/people/{world.entries[0].id}/edit/", "person-edit")
    walk.go("/desk/firms/", "firms")
    walk.go(f"/desk/firms/{world.firm.id}/", "firm")
    page.click("text=记联系")
    page.fill("[name=headcount_open]", "7")
    page.fill("[name=pay_from_yuan]", "9000")
    page.fill("[name=pay_to_yuan]", "100")
    page.click("text=记下这次联系")
    page.wait_for_selector("text=有1处要改")
    walk.look("report-wrong")
    walk.go("/desk/people/?stat=1", "people-refused")
    walk.said[:] = [words for words in walk.said if "400" not in words and "422" not in words]
    assert walk.said == []


@pytest.mark.parametrize("width", [1280, 360])
def test_import(chromium: Any, live_server: Any, desk: Any, world: Any, width: int, tmp_path: Path) -> None:
    rows = [
        [f"郑一{n}", identity_number(100 + n), f"1380000{3300 + n}", "6-8千", "随便"] for n in range(1, 4)
    ]
    rows.append(["钱坏号", "37160219800503002O", "138", "面议", ""])
    file = tmp_path / "摸排.xlsx"
    file.write_bytes(supply_workbook(rows, ("姓名", "身份证号", "电话", "期望月薪", "想去哪里上班")))
    walk = Walk(chromium, live_server.url, desk, width)
    page = walk.page
    walk.go("/desk/imports/", "imports-empty")
    walk.go("/desk/imports/new/?list=workers", "import-new")
    page.set_input_files("[name=file]", str(file))
    page.click("text=上传并认列")
    page.wait_for_selector("text=正在排队")
    walk.look("import-progress")
    Worker(["import"]).run(until_idle=True)
    page.wait_for_selector("text=就按这样认，去查错", timeout=8000)
    walk.look("import-columns")
    page.click("text=就按这样认，去查错")
    page.wait_for_selector("text=刷新看进度")
    Worker(["import"]).run(until_idle=True)
    page.click("text=刷新看进度")
    page.wait_for_selector("text=入库3行")
    walk.look("import-checked")
    page.click("button:has-text('入库3行')")
    page.wait_for_selector("text=刷新看进度")
    Worker(["import"]).run(until_idle=True)
    page.wait_for_selector("text=已入库3行", timeout=8000)
    walk.look("import-done")
    page.click("text=撤回这次导入")
    page.wait_for_selector("text=不撤，回去")
    walk.look("import-undo")
    walk.go("/desk/imports/", "imports")
    assert walk.said == []
