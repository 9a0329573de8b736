"""A county officer's day: a village's file in and back out, people and firms, a post filled with proof, the week."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from baigong.domains.shortages.models import Need, NeedReport
from baigong.foundation import clock
from baigong.foundation.scope import system_scope

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = pytest.mark.parametrize("width", [1280, 360])
MANY = 120  # rows behind a week
HEADINGS = ("姓名", "身份证号", "手机号", "求职工种", "工资要求", "摸排日期", "备注", "喜欢吃啥")


def _village_file(people: Any, path: Path) -> str:
    """A workbook as a village sends it; returns the mistyped number's true form."""
    numbers = [people.identity_number(100 + each) for each in range(4)]
    mistyped = numbers[2][:17] + ("1" if numbers[2][17] != "1" else "2")
    old = numbers[1][:6] + numbers[1][8:17]
    book = Workbook()
    sheet = book.active
    sheet.append(["石磨村劳动力摸底台账"])
    sheet.merge_cells("A1:H1")
    sheet.append(HEADINGS)
    shown = [numbers[0], old, mistyped, numbers[3], numbers[0]]
    names = ["郑一甲", "郑一乙", "郑一丙", "郑一丁", "郑一甲"]
    for place, (name, number) in enumerate(zip(names, shown, strict=True)):
        phone = f"1380000330{0 if place == 4 else place}"
        sheet.append([name, number, phone, "电焊工", "6-8千·13薪", "2026.3.5", "", "饺子"])
    sheet.append(["合计", "", "", "", "", "", "5人"])
    book.save(path)
    return str(numbers[2])


def _read(window: Any, work_off: Any, file: Path) -> None:
    page = window.page
    page.goto(window.site + "/desk/imports/new/?list=workers")
    page.set_input_files("[name=file]", str(file))
    page.click("text=上传并认列")
    page.wait_for_selector("text=正在排队")
    work_off()
    page.wait_for_selector("text=就按这样认，去查错")


def _check(window: Any, work_off: Any) -> str:
    window.page.click("text=就按这样认，去查错")
    window.page.wait_for_selector("text=刷新看进度")
    work_off()
    window.page.wait_for_selector("text=每一行会怎样")
    return str(window.page.inner_text(".kpi"))


def _commit(window: Any, work_off: Any) -> None:
    window.page.click("button:has-text('入库')")
    window.page.wait_for_selector("text=刷新看进度")
    work_off()
    window.page.wait_for_selector(".note.ok:has-text('已入库')")


def _opened(download: Any) -> Any:
    """The workbook the browser kept; it keeps it under a name without an ending."""
    return load_workbook(io.BytesIO(Path(download.path()).read_bytes()))


def _mended(book: Any, right: str, path: Path) -> None:
    sheet = book.worksheets[0]
    titles = [cell.value for cell in sheet[1]]
    assert "问题" in titles and sheet.max_row == 2
    assert "校验码" in str(sheet.cell(2, titles.index("问题") + 1).value)
    sheet.cell(2, titles.index("身份证号") + 1).value = right
    book.save(path)


@WIDTHS
def test_a_village_file_goes_in_is_mended_and_taken_back(
    open_window: Any, world: Any, people: Any, work_off: Any, width: int, tmp_path: Path
) -> None:
    file, mended = tmp_path / "摸底.xlsx", tmp_path / "改好.xlsx"
    right = _village_file(people, file)
    window = open_window(world.officer, width, "county-import")
    page = window.page
    window.go("/desk/imports/new/?list=workers", "upload")
    for name in ("shortages", "workers"):
        with page.expect_download() as template:
            page.click(f"a[href$='/template/{name}/']")
        assert _opened(template.value).worksheets[0].max_column > 10
    page.set_input_files("[name=file]", str(file))
    window.lose_network("text=上传并认列", "upload-offline")
    _read(window, work_off, file)
    assert "喜欢吃啥" in page.inner_text("#main")
    page.locator("tr", has=page.locator("label:text-is('备注')")).locator("select").select_option("")
    window.look("columns")
    counted = _check(window, work_off)
    window.look("checked")
    assert "新增3，更新0，没有变化0" in counted
    assert "第18位校验码对不上" in page.inner_text("#rows")
    window.lose_network("button:has-text('入库3行')", "commit-offline")
    _commit(window, work_off)
    window.look("done")
    batch = page.url
    with page.expect_download() as wrong:
        page.click("button:has-text('下载1行有误的去改')")
    _mended(_opened(wrong.value), right, mended)
    _read(window, work_off, mended)
    assert "新增1，更新0，没有变化0" in _check(window, work_off)
    _commit(window, work_off)
    _read(window, work_off, file)
    assert "新增0，更新0，没有变化3" in _check(window, work_off)
    _change_by_csv(window, work_off, people, tmp_path / "电话.csv")
    page.goto(batch)
    page.click("text=撤回这次导入")
    page.wait_for_selector("text=不撤，回去")
    window.look("undo")
    page.click("button:has-text('撤回这次导入')")
    work_off()
    page.goto(batch)
    page.wait_for_selector("text=这次导入已经撤回")
    window.look("undone")
    assert "1行没有撤" in page.inner_text("#main")
    assert window.heard("ERR_INTERNET") == []
    stranger = open_window(world.stranger, width, "neighbour-import")
    assert stranger.go(batch.removeprefix(window.site), "refused") == 404
    assert "郑一" not in stranger.page.content()


def _change_by_csv(window: Any, work_off: Any, people: Any, path: Path) -> None:
    """A GBK file with one telephone number changed."""
    words = io.StringIO()
    csv.writer(words).writerows(
        [("姓名", "证件号码", "联系电话"), ("郑一甲", people.identity_number(100), "13800009911")]
    )
    path.write_bytes(words.getvalue().encode("gb18030"))
    _read(window, work_off, path)
    assert "新增0，更新1，没有变化0" in _check(window, work_off)
    _commit(window, work_off)


@WIDTHS
def test_people_and_a_firms_timeline(open_window: Any, world: Any, width: int) -> None:
    window = open_window(world.officer, width, "county-people")
    page = window.page
    window.go("/desk/people/", "people")
    page.select_option("#filters [name=place]", world.village.path)
    page.wait_for_selector("text=共2人")
    page.click("#people thead a >> nth=0")
    page.wait_for_selector("th[aria-sort]:has-text('期望月薪')")
    page.fill("#full_name", "陈小燕")
    page.click("text=按姓名查找")
    page.wait_for_selector("text=共1人")
    assert "陈小燕" not in page.url and "%E9%99%88" not in page.url
    window.look("found")
    assert window.go("/desk/people/?stat=1", "wrong-condition") == 400
    window.go("/desk/people/", "again")
    page.fill("#full_name", "周大海")
    window.lose_network("text=按姓名查找", "offline")
    assert page.input_value("#full_name") == "周大海"
    window.go(f"/desk/firms/{world.firm.id}/", "firm")
    assert "经过" in page.inner_text("#main") and "电焊工" in page.inner_text("#main")
    assert window.heard("400", "ERR_INTERNET") == []
    stranger = open_window(world.stranger, width, "neighbour-people")
    assert stranger.go(f"/desk/people/{world.entries[0].id}/", "refused") == 404
    assert stranger.go(f"/desk/firms/{world.firm.id}/", "firm-refused") == 404


@WIDTHS
def test_a_post_is_filled_with_proof(open_window: Any, world: Any, width: int) -> None:
    window = open_window(world.officer, width, "county-fill")
    page, post = window.page, f"/desk/vacancies/{world.vacancy.id}/"
    window.go(post, "vacancy")
    page.click("text=找合适的人")
    page.wait_for_selector("text=为什么没有某人")
    window.look("match")
    window.lose_network("button:has-text('介绍给企业') >> nth=0", "introduce-offline")
    for _ in range(2):
        page.goto(window.site + post + "match/")
        page.click("button:has-text('介绍给企业') >> nth=0")
        page.wait_for_url(f"**{post}")
    page.click("button:has-text('本人不去') >> nth=0")
    page.wait_for_selector("text=还差原因")
    window.look("refusal-wrong")
    page.select_option("select[name=refusal_code] >> nth=0", index=1)
    page.click("button:has-text('本人不去') >> nth=0")
    page.wait_for_selector("text=本人未去")
    page.click("button:has-text('记已面试')")
    page.wait_for_selector("text=：已面试，已记下。")
    page.click("button:has-text('记已录用')")
    page.wait_for_url("**/desk/hires/**")
    window.look("hired")
    _prove(window)
    assert window.heard("ERR_INTERNET", "400") == []
    hire = page.url.removeprefix(window.site)
    assert open_window(world.stranger, width, "neighbour-fill").go(hire, "refused") == 404
    assert open_window(world.employer, width, "employer-fill").go(post, "refused") == 403


def _prove(window: Any) -> None:
    page = window.page
    page.fill("[name=first_month]", "2026-13")
    page.fill("[name=months]", "1")
    page.click("text=记下参保")
    page.wait_for_selector("text=有1处要改")
    window.look("insurance-wrong")
    for kind in ("contract", "registration"):
        page.select_option("form[action$='/proof/'] [name=kind]", kind)
        page.select_option("form[action$='/proof/'] [name=certainty]", index=1)
        page.click("text=记下凭据")
        page.wait_for_load_state()
    months = page.evaluate("new Date().toISOString().slice(0, 7)")
    page.fill("[name=first_month]", months)
    page.fill("[name=months]", "1")
    page.select_option("form[action$='/insurance/'] [name=certainty]", index=1)
    page.click("text=记下参保")
    page.wait_for_selector(".note.ok:has-text('计为补上')")
    window.look("filled")


def _need_many(world: Any, count: int) -> None:
    """So many posts the firm lacks people for, told this week; more than once waited for a second person."""
    where = {"place_path": world.town.path, "county_id": world.town.county_id}
    with system_scope("test"):
        for number in range(count):
            need = Need.objects.create(
                organisation=world.firm, place=world.town, label=f"焊工（{number}号线）", headcount=1, **where
            )  # fmt: skip
            NeedReport.objects.create(
                need=need, organisation=world.firm, reported_on=clock.today(), contact_way="call",
                headcount_open=1, **where,
            )  # fmt: skip


@WIDTHS
def test_the_week_opens_to_its_rows(open_window: Any, world: Any, width: int) -> None:
    window = open_window(world.officer, width, "county-week")
    page = window.page
    window.go("/desk/week/", "week")
    page.click("#main table a >> nth=0")
    page.wait_for_selector("text=合计")
    window.look("rows")
    assert "北渡愚公机械有限公司" in page.inner_text("#main")
    _need_many(world, MANY)
    window.go("/desk/week/", "week-again")
    window.lose_network("text=下载表格", "offline")
    with page.expect_download() as workbook:
        page.click("text=下载表格")
    book = _opened(workbook.value)
    assert "按镇街" in book.sheetnames
    assert book["缺工明细"].max_row > MANY
    assert window.go("/desk/week/?week=1999-W99", "no-such-week") == 404
    assert window.heard("404", "ERR_INTERNET") == []
    stranger = open_window(world.stranger, width, "neighbour-week")
    stranger.go("/desk/week/", "own")
    assert "北渡愚公" not in stranger.page.content()
