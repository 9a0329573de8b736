"""Firms short of workers: list, one line of time, a report of a contact."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client

from baigong.domains.placements.hiring import add_proof, hire
from baigong.domains.placements.services import introduce
from baigong.domains.shortages.models import Need, NeedReport
from baigong.domains.shortages.services import report_need
from baigong.domains.shortages.striking_off import say_filled
from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.scope import system_scope

REPORT = {
    "reported_on": "", "contact_way": "visit", "headcount_open": "9", "kind": "skilled", "skill_text": "持证",
    "employees": "412", "pay_from_yuan": "6500", "pay_to_yuan": "8500",
}  # fmt: skip


def text(response: Any) -> str:
    return str(response.content.decode())


def hired(world: Any) -> None:
    with system_scope("test"):
        made = introduce(by="test", vacancy=world.vacancy, registration=world.entries[0], on=clock.today())
        engagement = hire(by="test", role="county_officer", introduction=made, on=clock.today())
        add_proof(by="test", engagement=engagement, kind="contract", signed_on=clock.today())


def test_list_shows_gap_after_hire(desk: Client, world: Any) -> None:
    assert "还缺12人" in text(desk.get("/desk/firms/"))
    hired(world)
    page = text(desk.get("/desk/firms/"))
    assert "需12人，已补1人，还缺11人" in page and "有缺项" in page


def test_firm_has_everything_on_one_line(desk: Client, world: Any) -> None:
    hired(world)
    page = text(desk.get(f"/desk/firms/{world.firm.id}/"))
    for words in ("登记缺工“电焊工”", "登记岗位“二保焊工”5人", "介绍到“二保焊工”", "陈**到岗", "劳动合同"):
        assert words in page
    assert "冯广财" not in page and "陈小燕" not in page
    only = text(desk.get(f"/desk/firms/{world.firm.id}/", {"kind": "vacancy"}))
    assert "登记岗位“二保焊工”5人" in only and "陈**到岗" not in only


def test_firm_out_of_scope_does_not_exist(elsewhere: Client, world: Any) -> None:
    base = f"/desk/firms/{world.firm.id}/"
    assert elsewhere.get(base).status_code == 404
    assert elsewhere.post(base + "reveal/", {"purpose": "核对登记信息"}).status_code == 404
    assert elsewhere.post(f"{base}needs/{world.need.id}/report/", REPORT).status_code == 404
    assert "愚公" not in text(elsewhere.get("/desk/firms/"))


def test_contact_is_revealed_once_and_audited(desk: Client, world: Any) -> None:
    page = desk.post(f"/desk/firms/{world.firm.id}/reveal/", {"purpose": "上门走访", "words": ""})
    assert "冯广财" in text(page) and "13800002299" in text(page)
    assert AuditEntry.objects.get(act="personal.reveal").purpose == "上门走访"


def test_report_makes_the_four_facts_clear(desk: Client, world: Any) -> None:
    path = f"/desk/firms/{world.firm.id}/needs/{world.need.id}/report/"
    assert "最低月薪" in text(desk.get(path))
    sent = {**REPORT, "reported_on": str(clock.today())}
    assert desk.post(path, sent).status_code == 302
    with system_scope("test"):
        report, need = NeedReport.objects.get(need=world.need), Need.objects.get(id=world.need.id)
    assert (report.headcount_open, report.employees, report.contact_way) == (9, 412, "visit")
    assert need.pay_from_fen_month == 650_000 and need.headcount == 9
    assert "还缺9人" in text(desk.get(f"/desk/firms/{world.firm.id}/"))
    assert "没有合条件的企业" in text(desk.get("/desk/firms/", {"clear": "missing"}))


def test_report_of_tomorrow_or_upside_down_pay_is_refused(desk: Client, world: Any) -> None:
    path = f"/desk/firms/{world.firm.id}/needs/{world.need.id}/report/"
    tomorrow = clock.today() + datetime.timedelta(days=1)
    late = desk.post(path, {**REPORT, "reported_on": str(tomorrow)})
    assert late.status_code == 422 and "联系日期还没到" in text(late)
    turned = desk.post(path, {**REPORT, "reported_on": str(clock.today()), "pay_to_yuan": "1000"})
    assert "最高月薪比最低月薪还低" in text(turned)
    with system_scope("test"):
        assert not NeedReport.objects.exists()


def test_home_says_what_is_due(desk: Client, elsewhere: Client, world: Any) -> None:
    with system_scope("test"):
        long_ago = clock.today() - datetime.timedelta(days=30)
        introduce(by="test", vacancy=world.vacancy, registration=world.entries[1], on=long_ago)
    page = text(desk.get("/desk/"))
    assert "周**介绍到“二保焊工”，还没有结果" in page
    assert "联系陈**" in page and "的“电焊工”缺类型、技能、薪资" in page
    assert page.index("周**") < page.index("联系陈**")
    assert "今天没有要办的事" in text(elsewhere.get("/desk/"))


@pytest.fixture
def waiting(world: Any) -> str:
    """The address of the need its firm says is filled."""
    with system_scope("test"):
        need = Need.objects.get(id=world.need.id)
        report_need(by="boss", need=need, contact_way="form", values={"headcount": 0})
        say_filled(by="boss", need=need, on=clock.today())
    return f"/desk/firms/{world.firm.id}/needs/{world.need.id}/"


def test_what_a_firm_says_is_filled_waits_among_the_tasks_and_on_the_list(
    desk: Client, elsewhere: Client, world: Any, waiting: str
) -> None:
    assert "报“电焊工”已招满，请核实" in text(desk.get("/desk/"))
    assert "请核实" not in text(elsewhere.get("/desk/"))
    page = text(desk.get("/desk/firms/"))
    assert "另有1条待核销" in page and "0家，还缺0人" in page and world.firm.name in page
    page = text(desk.get("/desk/firms/", {"which": "waiting"}))
    assert "等核实的1条" in page and world.firm.name in page
    assert "待核销" in text(desk.get(f"/desk/firms/{world.firm.id}/"))
    assert "没有合条件的企业" in text(elsewhere.get("/desk/firms/", {"which": "waiting"}))


def test_it_is_verified_on_its_evidence(desk: Client, world: Any, waiting: str) -> None:
    page = text(desk.get(f"{waiting}close/"))
    assert "报已招满" in page and "还没有记到岗" in page and "没招满，退回在招" in page
    said = {"on": str(clock.today()), "reason": "电话问过，合同齐全"}
    assert "已销号" in text(desk.post(f"{waiting}close/", said, follow=True))
    page = text(desk.get(f"{waiting}reopen/"))
    assert "销号的经过" in page and "电话问过，合同齐全" in page and "报已招满" in page


def test_it_is_refused_with_what_is_lacking(
    desk: Client, elsewhere: Client, world: Any, waiting: str
) -> None:
    address = f"{waiting}refuse/"
    assert elsewhere.get(address).status_code == elsewhere.post(address).status_code == 404
    said = {"headcount": "2", "contact_way": "call", "reason": "还有两人没到岗"}
    wrong = desk.post(address, said | {"headcount": "0"})
    assert wrong.status_code == 422 and "没招满就要写还缺几人" in text(wrong)
    assert "退回在招" in text(desk.post(address, said, follow=True))
    assert "1家，还缺2人" in text(desk.get("/desk/firms/"))
    assert "不用退回" in text(desk.get(address)) and desk.post(address, said).status_code == 422


def test_what_was_struck_off_is_reopened_from_the_firms_page(
    desk: Client, elsewhere: Client, world: Any
) -> None:
    base = f"/desk/firms/{world.firm.id}/"
    address = f"{base}needs/{world.need.id}/reopen/"
    assert "不用重开" in text(desk.get(address))
    assert desk.post(address, {"reason": "两个人又走了"}).status_code == 422
    closing = {"on": str(clock.today()), "reason": "企业说已招满"}
    desk.post(f"{base}needs/{world.need.id}/close/", closing)
    page = text(desk.get(base))
    assert "企业说已招满" in page and f"{world.officer.display_name}核实" in page and address in page
    assert elsewhere.get(address).status_code == elsewhere.post(address).status_code == 404
    short = desk.post(address, {"reason": "又缺"})
    assert short.status_code == 422 and "至少四个字" in text(short)
    again = text(desk.post(address, {"reason": "两个人又走了"}, follow=True))
    assert "已重开" in again and "“电焊工”重开" in again and "已销号" not in again
    assert desk.post(address, {"reason": "两个人又走了"}).status_code == 422
    with system_scope("test"):
        assert Need.objects.get(id=world.need.id).reopened_reason == "两个人又走了"
