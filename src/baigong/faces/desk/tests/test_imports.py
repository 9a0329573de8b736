"""The wizard from upload to undo, through pages only."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from typing import Any

import pytest
from desk_world import identity_number, supply_workbook
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from baigong.foundation import clock
from baigong.foundation.exchange.contract import list_names
from baigong.foundation.exchange.forgetting import forget_expired
from baigong.foundation.exchange.models import ImportBatch
from baigong.foundation.jobs.models import Job
from baigong.foundation.jobs.worker import Worker
from baigong.foundation.scope import system_scope

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER = identity_number(77)
ROWS = [
    ["郑一鸣", NUMBER, "13800003301", "6000"],
    ["钱坏号", "37160219800503002O", "13800003302", "5-6千"],
    ["郑一鸣", NUMBER, "13800003301", "6000"],
]


def text(response: Any) -> str:
    return str(response.content.decode())


def work() -> None:
    Worker(["import"]).run(until_idle=True)


def send(desk: Client, world: Any, data: bytes, name: str = "摸排.xlsx", **changed: str) -> Any:
    form = {"list_name": "workers", "place": str(world.village.id), "file": SimpleUploadedFile(name, data)}
    return desk.post("/desk/imports/new/", {**form, **changed})


def as_taken(page: str) -> dict[str, str]:
    """Return the column form as a browser would send it."""
    found = {}
    for name, body in re.findall(
        r'<select class="in" id="[^"]+" name="(column-[^"]+)">(.*?)</select>', page, re.S
    ):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        found[name] = chosen.group(1) if chosen else ""
    return found


def checked(desk: Client, world: Any) -> str:
    where: str = send(desk, world, supply_workbook(ROWS))["Location"]
    assert "正在排队" in text(desk.get(where))
    work()
    columns = desk.get(where, follow=True)
    assert "身份证号" in text(columns)
    assert desk.post(f"{where}columns/", as_taken(text(columns))).status_code == 302
    assert "刷新看进度" in text(desk.get(where))
    work()
    return where


def test_from_upload_to_undo(desk: Client, world: Any) -> None:
    where = checked(desk, world)
    page = text(desk.get(where))
    assert "3行里1行可以入库" in page and "1行有误，1行重复，0行空行" in page
    assert "和第2行说的是同一个" in page and "入库1行" in page
    assert NUMBER not in page and "郑一鸣" not in page
    assert desk.post(f"{where}commit/").status_code == 302
    work()
    assert "已入库1行" in text(desk.get(where))
    assert "共4人" in text(desk.get("/desk/people/"))
    assert "要撤回1行新增和0行更新" in text(desk.get(f"{where}undo/"))
    desk.post(f"{where}undo/")
    work()
    assert "入库的行都撤回了" in text(desk.get(where))
    assert "共3人" in text(desk.get("/desk/people/"))


def test_a_column_nobody_knows_tells_no_name_and_no_address(desk: Client, world: Any) -> None:
    data = supply_workbook(
        [[*ROWS[0], "沈一舟", "云泽市北渡县柳塘镇石磨村12号院", "13800003309"]],
        ("姓名", "身份证号", "电话", "期望月薪", "甲", "乙", "丙"),
    )
    where: str = send(desk, world, data)["Location"]
    work()
    page = text(desk.get(where, follow=True))
    assert "沈**" in page and "沈一舟" not in page
    assert "12号院" not in page and "13800003309" not in page


def stop(where: str, error: str = "WorkerLost") -> None:
    """Book the waiting run as tried too often, as a worker does that was lost five times."""
    waiting = Job.objects.filter(idempotency_key__contains=where.split("/")[-2], done_at__isnull=True)
    assert waiting.update(quarantined_at=clock.now(), attempts=5, last_error=error) == 1


def test_what_stopped_half_way_says_why_and_goes_on_by_one_button(desk: Client, world: Any) -> None:
    where = checked(desk, world)
    desk.post(f"{where}commit/")
    stop(where)
    page = text(desk.get(where))
    assert "入库做到一半停下了" in page and "做它的进程中途没了" in page and "接着入库" in page
    assert f"{where}undo/" in page and "hx-get" not in page
    assert "做到一半停下了" in text(desk.get("/desk/"))
    assert desk.post(f"{where}continue/").status_code == 302
    assert "正在排队" in text(desk.get(where))
    work()
    assert "已入库1行" in text(desk.get(where))
    desk.post(f"{where}undo/")
    stop(where, "FileMissing:files.missing")
    page = text(desk.get(where))
    assert "接着撤回" in page and "要读的文件已经不在" in page
    desk.post(f"{where}continue/")
    work()
    assert "入库的行都撤回了" in text(desk.get(where))
    assert "没有停在半路" in text(desk.post(f"{where}continue/", follow=True))


def test_an_import_that_stopped_on_its_way_in_can_be_taken_back(desk: Client, world: Any) -> None:
    where = checked(desk, world)
    desk.post(f"{where}commit/")
    stop(where)
    assert "要撤回0行新增和0行更新" in text(desk.get(f"{where}undo/"))
    desk.post(f"{where}undo/")
    work()
    assert "有1行没有入过库" in text(desk.get(where))
    assert "共3人" in text(desk.get("/desk/people/"))


def test_a_reading_that_stopped_can_be_cancelled(desk: Client, world: Any) -> None:
    where = send(desk, world, supply_workbook(ROWS))["Location"]
    stop(where, "ValueError")
    assert "接着读表" in text(desk.get(where)) and "程序出了错（ValueError）" in text(desk.get(where))
    desk.post(f"{where}cancel/")
    work()
    assert "什么也没有入库" in text(desk.get(where))


def test_bad_rows_come_back_with_reasons(desk: Client, world: Any) -> None:
    where = checked(desk, world)
    book = desk.post(f"{where}errors/")
    with zipfile.ZipFile(io.BytesIO(book.content)) as opened:
        inside = "".join(opened.read(name).decode("utf-8", "ignore") for name in opened.namelist())
    assert "钱坏号" in inside and "原表第3行" in inside and "郑一鸣" not in inside
    again = send(desk, world, book.content)["Location"]
    work()
    assert "问题" in text(desk.get(again, follow=True))


def test_after_its_term_the_page_says_that_the_rows_are_gone(desk: Client, world: Any) -> None:
    where = checked(desk, world)
    desk.post(f"{where}commit/")
    work()
    with clock.at(clock.now() + datetime.timedelta(days=31)), system_scope("test"):
        assert forget_expired() == 1
    page = text(desk.get(where))
    assert "每行写了什么已按规定清除" in page and "下载1行有误的去改" not in page
    assert "已按规定清除" in text(desk.post(f"{where}errors/", follow=True))
    desk.post(f"{where}undo/")
    work()
    assert "入库的行都撤回了" in text(desk.get(where))


def test_file_that_is_no_table_is_refused_with_a_sentence(desk: Client, world: Any) -> None:
    response = send(desk, world, b"%PDF-1.7 not a table")
    assert response.status_code == 422
    assert not list(_batches())
    assert "有误：" in text(response)


def test_place_of_another_county_cannot_be_chosen(desk: Client, world: Any) -> None:
    response = send(desk, world, supply_workbook(ROWS), place=str(world.other_county.id))
    assert response.status_code == 422 and not list(_batches())


def test_batch_of_another_county_does_not_exist(desk: Client, elsewhere: Client, world: Any) -> None:
    where = checked(desk, world)
    for step in ("", "columns/", "undo/"):
        assert elsewhere.get(where + step).status_code == 404
    for step in ("columns/", "commit/", "continue/", "cancel/", "errors/", "undo/"):
        assert elsewhere.post(where + step).status_code == 404


def test_one_field_twice_is_a_sentence(desk: Client, world: Any) -> None:
    where = send(desk, world, supply_workbook(ROWS))["Location"]
    work()
    form = dict.fromkeys(as_taken(text(desk.get(f"{where}columns/"))), "full_name")
    response = desk.post(f"{where}columns/", form)
    assert response.status_code == 422 and "有两列认成了同一项" in text(response)


def test_cancelled_file_lets_nothing_in(desk: Client, world: Any) -> None:
    where = checked(desk, world)
    desk.post(f"{where}cancel/")
    assert "什么也没有入库" in text(desk.get(where))
    desk.post(f"{where}commit/")
    work()
    assert "共3人" in text(desk.get("/desk/people/"))


def test_template_has_the_headings(desk: Client) -> None:
    book = desk.get("/desk/imports/template/workers/")
    with zipfile.ZipFile(io.BytesIO(book.content)) as opened:
        inside = opened.read("xl/worksheets/sheet1.xml").decode()
    assert "姓名" in inside and "身份证号" in inside
    assert desk.get("/desk/imports/template/nothing/").status_code == 404


def _batches() -> Any:
    with system_scope("test"):
        return list(ImportBatch.objects.all())


def test_the_lists_used_most_stand_first_and_every_list_once(desk: Client) -> None:
    page = desk.get("/desk/imports/new/").content.decode()
    offered = re.findall(r'name="list_name" value="(\w+)"', page)
    assert offered[:4] == ["shortages", "workers", "vacancies", "employers"]
    assert sorted(offered) == sorted(list_names())
    assert page.index("最常用") < page.index("企业的其他情况") < page.index("服务和政策")
