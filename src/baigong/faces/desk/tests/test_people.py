"""The register and a person's page: masked, scoped, searched blindly, revealed with a purpose only."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.test import Client

from baigong.domains.workers.models import Registration
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.lists import paging
from baigong.foundation.scope import system_scope
from baigong.foundation.sheets.marks import unmarked

PHONE = "13800002201"
NAME = "陈小燕"


def text(response: Any) -> str:
    return str(response.content.decode())


def test_register_is_masked(desk: Client) -> None:
    page = text(desk.get("/desk/people/"))
    assert "陈**" in page and "138****2201" in page
    assert NAME not in page and PHONE not in page
    assert "共3人" in page


def test_register_of_another_county_is_empty(elsewhere: Client) -> None:
    page = text(elsewhere.get("/desk/people/"))
    assert "还没有求职人员" in page and "陈**" not in page


def test_public_is_sent_to_sign_in(world: Any) -> None:
    response = Client().get("/desk/people/")
    assert response.status_code == 302 and "/sign-in/" in response["Location"]


def test_filters_and_sorts(desk: Client, world: Any) -> None:
    page = text(desk.get("/desk/people/", {"place": world.village.path, "sort": "pay.desc"}))
    assert "共2人" in page and "按期望月薪从高到低" in page
    assert page.index("周**") < page.index("陈**")
    assert "共1人" in text(desk.get("/desk/people/", {"education": "3"}))
    assert "没有合条件的人" in text(desk.get("/desk/people/", {"state": "employed"}))
    assert '<option value="6">生产制造及有关人员</option>' in page
    assert "共3人" in text(desk.get("/desk/people/", {"group": "6"}))
    assert "没有合条件的人" in text(desk.get("/desk/people/", {"group": "1"}))


def test_far_pages_are_offered_once_the_total_is_counted(
    desk: Client, world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "COUNTED_TO", 2)
    page = text(desk.get("/desk/people/", {"sort": "pay.desc"}))
    assert "共2+人" in page and "数清一共多少人" in page and 'name="of"' not in page
    counted = text(desk.get("/desk/people/", {"sort": "pay.desc", "count": "exact"}))
    assert "共3人" in counted and 'name="of" value="3"' in counted and "数清一共多少人" not in counted
    jumped = text(desk.get("/desk/people/", {"sort": "pay.desc", "page": "1", "of": "3"}))
    assert "共3人" in jumped and 'name="of" value="3"' in jumped


def test_unknown_filter_is_refused_not_widened(desk: Client) -> None:
    response = desk.get("/desk/people/", {"stat": "employed"})
    assert response.status_code == 400 and "陈**" not in text(response)
    assert desk.get("/desk/people/", {"name": "zz"}).status_code == 400


def test_name_search_leaves_no_name_in_the_address(desk: Client) -> None:
    response = desk.post("/desk/people/find/", {"full_name": "小燕"})
    address = response["Location"]
    assert "%E7%87%95" not in address and "燕" not in address
    page = text(desk.get(address))
    assert "共1人" in page and "陈**" in page and "周**" not in page


def test_person_out_of_scope_does_not_exist(elsewhere: Client, world: Any) -> None:
    base = f"/desk/people/{world.entries[0].id}/"
    assert elsewhere.get(base).status_code == 404
    assert elsewhere.get(base + "edit/").status_code == 404
    assert elsewhere.post(base + "reveal/", {"purpose": "核对登记信息"}).status_code == 404


def test_reveal_needs_a_purpose_and_is_written_down(desk: Client, world: Any) -> None:
    base = f"/desk/people/{world.entries[0].id}/"
    refused = desk.post(base + "reveal/", {"purpose": "other", "words": "看看"})
    assert refused.status_code == 422 and PHONE not in text(refused)
    assert not AuditEntry.objects.filter(act="personal.reveal").exists()
    shown = desk.post(base + "reveal/", {"purpose": "核对登记信息", "words": ""})
    assert PHONE in text(shown) and NAME in text(shown)
    assert shown["Cache-Control"] == "no-store"
    entry = AuditEntry.objects.get(act="personal.reveal")
    assert entry.purpose == "核对登记信息" and entry.by == str(world.officer.id)
    assert PHONE not in text(desk.get(base))
    assert desk.get(base + "reveal/").status_code == 405


def test_edit_supersedes_and_keeps_the_past(desk: Client, world: Any) -> None:
    old = world.entries[0]
    sent = {
        "state": "unemployed",
        "occupation_text": "电焊工",
        "pay_yuan": "7000",
        "wish_places_text": "",
        "next_contact_on": "2026-06-01",
    }
    response = desk.post(f"/desk/people/{old.id}/edit/", sent)
    assert response.status_code == 302
    with system_scope("test"):
        rows = list(Registration.objects.filter(person_id=old.person_id).order_by("recorded_at"))
    assert [row.superseded_at is None for row in rows] == [False, True]
    assert rows[1].pay_from_fen_month == 700_000 and rows[1].state == "unemployed"
    page = text(desk.get(response["Location"]))
    assert "期望月薪由6000元改为7000元" in page
    assert "共3人" in text(desk.get("/desk/people/"))


def test_unchanged_edit_makes_no_new_entry(desk: Client, world: Any) -> None:
    old = world.entries[1]
    sent = {"state": "seeking", "occupation_text": "电焊工", "pay_yuan": "7000", "wish_places_text": ""}
    desk.post(f"/desk/people/{old.id}/edit/", sent)
    with system_scope("test"):
        assert Registration.objects.filter(person_id=old.person_id).count() == 1


def test_wrong_input_is_explained(desk: Client, world: Any) -> None:
    response = desk.post(
        f"/desk/people/{world.entries[0].id}/edit/", {"state": "seeking", "pay_yuan": "六千"}
    )
    assert response.status_code == 422 and "请填整数元" in text(response)


def test_export_is_masked_and_audited(desk: Client) -> None:
    response = desk.post("/desk/people/export/", {"query": "sort=pay.asc"})
    with zipfile.ZipFile(io.BytesIO(response.content)) as book:
        inside = "".join(book.read(name).decode("utf-8", "ignore") for name in book.namelist())
    assert "陈**" in unmarked(inside) and NAME not in inside and PHONE not in inside
    assert AuditEntry.objects.get(act="people.export").count == 3


@pytest.mark.parametrize(
    "path", ["/desk/", "/desk/people/", "/desk/firms/", "/desk/imports/", "/desk/imports/new/"]
)
def test_pages_answer(desk: Client, path: str) -> None:
    assert desk.get(path).status_code == 200


def test_a_hold_is_set_by_a_document_and_ended_with_a_reason(
    desk: Client, elsewhere: Client, world: Any
) -> None:
    """Reliability 127: an officer holds a person's data on the page of the person."""
    page, where = f"/desk/people/{world.entries[0].id}/", f"/desk/people/{world.entries[0].id}/hold/"
    assert "没写依据" in text(desk.post(where, {"words": ""}, follow=True))
    assert "已保全" in text(desk.post(where, {"words": "民初字第1号"}, follow=True))
    assert "民初字第1号" in text(desk.get(page))
    assert elsewhere.post(where, {"words": "结案", "ends": "on"}).status_code == 404
    assert "已解除" in text(desk.post(where, {"words": "结案", "ends": "on"}, follow=True))
    assert "民初字第1号" not in text(desk.get(page))
