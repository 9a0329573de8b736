"""A firm and a line of its shortage entered by hand at the desk (BZ-1a, M02.1, M04.1)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from baigong.domains.parties.models import Organisation
from baigong.domains.shortages.models import Need, NeedReport
from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.privacy.secret import open_inside
from baigong.foundation.scope import system_scope
from baigong.kernels.identity import mint_test_credit_code

NEW = "/desk/firms/new/"
CODE = mint_test_credit_code("371600", 7)


def text(response: Any) -> str:
    return str(response.content.decode())


def firm_said(world: Any, **more: str) -> dict[str, str]:
    return {
        "name": "北渡石磨食品有限公司",
        "credit_code": CODE,
        "code_missing": "",
        "place": str(world.village.id),
        "nature": "",
        "industry": "38",
        "size_label": "小型",
        "address": "石磨村1号",
        "contact_name": "冯小磨",
        "contact_phone": "138 0000 2298",
        **more,
    }


def need_said(world: Any, **more: str) -> dict[str, str]:
    return {
        "label": "钳工",
        "place": str(world.town.id),
        "reported_on": str(clock.today()),
        "contact_way": "visit",
        "headcount_open": "4",
        "kind": "skilled",
        "skill_text": "中级工",
        "plan_text": "月底前招齐",
        "employees": "80",
        "pay_from_yuan": "6000",
        "pay_to_yuan": "8000",
        **more,
    }


def firms() -> list[Organisation]:
    with system_scope("test"):
        return list(Organisation.objects.order_by("recorded_at", "id"))


def test_a_firm_is_entered_with_all_that_the_list_asks(desk: Client, world: Any) -> None:
    response = desk.post(NEW, firm_said(world))
    made = next(each for each in firms() if each.credit_code == CODE)
    assert response.status_code == 302 and response["Location"] == f"/desk/firms/{made.id}/"
    said = (made.name, made.industry_code, made.size_label, made.address, made.place_path)
    assert said == ("北渡石磨食品有限公司", "38", "小型", "石磨村1号", world.village.path)
    assert open_inside(made.contact_phone) == "13800002298" and open_inside(made.contact_name) == "冯小磨"
    assert AuditEntry.objects.filter(act="parties.enter_firm").count() == 1
    assert "登记缺工" in text(desk.get(response["Location"]))


def test_a_known_code_leads_to_the_firm_that_is_there(desk: Client, world: Any) -> None:
    first = desk.post(NEW, firm_said(world))["Location"]
    again = desk.post(NEW, firm_said(world, name="石磨食品", size_label="大型"), follow=True)
    assert again.redirect_chain[-1][0] == first and "这家登记过" in text(again)
    assert [each.size_label for each in firms() if each.credit_code == CODE] == ["小型"]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "还没写企业名称"),
        ("credit_code", CODE[:-1] + ("0" if CODE[-1] != "0" else "1"), "信用代码"),
        ("credit_code", "", "请选一个原因"),
        ("industry", "做豆腐的", "行业分类里没有"),
        ("contact_phone", "12", "电话"),
        ("place", "x", "x"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_entered(
    desk: Client, world: Any, field: str, value: str, sentence: str
) -> None:
    response = desk.post(NEW, firm_said(world, **{field: value}))
    assert response.status_code == 422 and sentence in text(response)
    assert response["Cache-Control"] == "no-store"
    assert len(firms()) == 1


def test_a_place_elsewhere_cannot_be_chosen(desk: Client, world: Any) -> None:
    far = str(world.other_county.id)
    assert desk.post(NEW, firm_said(world, place=far)).status_code == 422
    address = f"/desk/firms/{world.firm.id}/needs/new/"
    assert desk.post(address, need_said(world, place=far)).status_code == 422
    assert len(firms()) == 1


def test_a_line_is_opened_with_its_four_facts_and_first_report(desk: Client, world: Any) -> None:
    address = f"/desk/firms/{world.firm.id}/needs/new/"
    assert f'value="{world.town.id}"' in text(desk.get(address))
    assert desk.post(address, need_said(world)).status_code == 302
    with system_scope("test"):
        need = Need.objects.get(label="钳工")
        report = NeedReport.objects.get(need=need)
    assert (need.headcount, need.kind, need.skill_text, need.plan_text) == (
        4,
        "skilled",
        "中级工",
        "月底前招齐",
    )
    assert (need.pay_from_fen_month, need.pay_to_fen_month) == (600_000, 800_000)
    assert need.occupation_code and need.place_path == world.town.path
    assert (report.contact_way, report.employees, report.headcount_open) == ("visit", 80, 4)
    assert AuditEntry.objects.filter(act="shortages.open_need").count() == 1
    page = text(desk.get(f"/desk/firms/{world.firm.id}/"))
    assert "钳工" in page and "中级工" in page


def test_a_trade_that_is_open_there_is_not_opened_twice(desk: Client, world: Any) -> None:
    address = f"/desk/firms/{world.firm.id}/needs/new/"
    assert "已经在报" in text(desk.post(address, need_said(world, label="电焊工")))
    assert "还没写缺什么工种" in text(desk.post(address, need_said(world, label=" ")))
    tomorrow = need_said(world, reported_on="2999-01-01")
    assert "还没到" in text(desk.post(address, tomorrow))
    with system_scope("test"):
        assert Need.objects.count() == 1 and not NeedReport.objects.exists()


def test_a_firm_elsewhere_gets_no_line(elsewhere: Client, world: Any) -> None:
    address = f"/desk/firms/{world.firm.id}/needs/new/"
    assert elsewhere.get(address).status_code == 404
    assert elsewhere.post(address, need_said(world)).status_code == 404
    with system_scope("test"):
        assert Need.objects.count() == 1


def test_the_empty_list_leads_to_the_form(elsewhere: Client) -> None:
    page = text(elsewhere.get("/desk/firms/"))
    assert "还没有缺工企业" in page and NEW in page and "list=shortages" in page
