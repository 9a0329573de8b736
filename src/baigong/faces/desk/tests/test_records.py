"""The lists beside people, firms and posts, as an officer meets them."""

from __future__ import annotations

import datetime
import io

import openpyxl
import pytest
from django.urls import reverse

from baigong.domains.activities.models import Activity, ActivityCost
from baigong.domains.cases.models import Case, CaseStep
from baigong.domains.cases.steps import Step, take_step
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.exchange.declared import declared_lists
from baigong.foundation.privacy.secret import Secret, open_inside
from baigong.foundation.scope import system_scope

FAIR = {
    "kind": "招聘会",
    "label": "春风行动专场",
    "held_on": "2026-03-05",
    "tags": "制造业、20+N",
    "reported_firm_count": "35",
}


def entered(desk, world, **said):
    return desk.post(
        reverse("desk:record_new", args=["activities"]), FAIR | {"place": str(world.county.id)} | said
    )


def fairs() -> list[Activity]:
    with system_scope("test"):
        return list(Activity.objects.order_by("recorded_at"))


@pytest.mark.parametrize("name", sorted(declared_lists()))
def test_every_list_has_its_pages(desk, world, name):
    assert desk.get(reverse("desk:records", args=[name])).status_code == 200
    page = desk.get(reverse("desk:record_new", args=[name])).content.decode()
    for field in declared_lists()[name].layout.fields:
        assert field.label in page
    assert desk.post(reverse("desk:record_new", args=[name]), {}).status_code == 422


def test_an_unknown_list_is_not_there(desk):
    assert desk.get("/desk/records/nothing/").status_code == 404


def test_a_fair_is_entered_found_exported_and_voided(desk, world):
    answer = entered(desk, world)
    assert answer.status_code == 302
    fair = fairs()[0]
    page = desk.get(answer["Location"]).content.decode()
    assert "春风行动专场" in page and "制造业、20+N" in page and "经办人录入" in page
    assert "春风行动专场" in desk.get("/desk/records/activities/?kind=fair").content.decode()
    assert "春风行动专场" not in desk.get("/desk/records/activities/?kind=trip").content.decode()
    book = desk.post("/desk/records/activities/workbook/", {"query": "kind=fair"})
    cells = [
        cell.value
        for row in openpyxl.load_workbook(io.BytesIO(book.content)).active.iter_rows()
        for cell in row
    ]
    assert "春风行动专场" in cells
    assert AuditEntry.objects.filter(act="records.export").count() == 1
    address = reverse("desk:record_void", args=["activities", fair.id])
    assert desk.post(address, {"reason": "错"}).status_code == 422
    assert desk.post(address, {"reason": "录错了"}).status_code == 302
    assert "录错了" in desk.get(answer["Location"]).content.decode()
    assert "春风行动专场" not in desk.get("/desk/records/activities/").content.decode()


def test_the_same_fair_told_again_takes_the_place_of_the_first(desk, world):
    entered(desk, world)
    answer = entered(desk, world, reported_firm_count="41")
    first, second = fairs()
    assert first.superseded_at is not None and second.reported_firm_count == 41
    assert answer["Location"].endswith(f"{second.id}/")


def test_a_wrong_form_keeps_what_was_typed_and_says_where(desk, world):
    answer = entered(desk, world, held_on="2026-02-30", reported_firm_count="三十五家左右")
    page = answer.content.decode()
    assert answer.status_code == 422 and fairs() == []
    assert "春风行动专场" in page and "三十五家左右" in page
    assert page.count('class="err"') >= 2 or page.count("aria-invalid") >= 2


def test_next_leads_to_an_empty_form(desk, world):
    assert entered(desk, world, then="next")["Location"] == reverse("desk:record_new", args=["activities"])


def test_a_question_nobody_asks_is_refused(desk, world):
    assert desk.get("/desk/records/activities/?kind=nothing").status_code == 400


def case_of(desk, world) -> Case:
    said = {
        "kind": "企业困难",
        "label": "夜班没有公交",
        "opened_on": "2026-03-01",
        "place": str(world.county.id),
    }
    assert desk.post(reverse("desk:record_new", args=["cases"]), said).status_code == 302
    with system_scope("test"):
        return Case.objects.get()


def more(desk, name, row, **said):
    return desk.post(reverse("desk:record_more", args=[name, row.id]), said)


def test_a_case_is_taken_further_step_by_step_on_its_page(desk, world):
    case = case_of(desk, world)
    step = {"step-kind": "answer", "step-on": "2026-03-05", "step-text": "加开两班"}
    answer = more(desk, "cases", case, **step)
    assert answer.status_code == 302
    page = desk.get(answer["Location"]).content.decode()
    assert "加开两班" in page and "办理中" in page and "办理经过" in page
    assert more(desk, "cases", case, **step | {"step-kind": "close"}).status_code == 422  # not offered yet
    early = more(desk, "cases", case, **step | {"step-on": "2026-02-01"})
    assert early.status_code == 422 and "早于提出日期" in early.content.decode()
    with system_scope("test"):
        assert CaseStep.objects.get().by_post_id is not None


def own_words(desk, world) -> Case:
    case = case_of(desk, world)
    with system_scope("test"):
        step = Step("note", datetime.date(2026, 3, 2), said="班长扣了我的证件")
        take_step(by="p", case=case, step=step, source="person")
    return case


def test_what_the_person_wrote_is_covered_and_shown_for_a_purpose_that_is_kept(desk, world):
    case = own_words(desk, world)
    page = desk.get(reverse("desk:record", args=["cases", case.id])).content.decode()
    assert "本人写：＊＊＊" in page and "扣了我的证件" not in page and "显示本人写的话" in page
    address = reverse("desk:record_words", args=["cases", case.id])
    without = desk.post(address, {"purpose": "other", "words": ""})
    assert without.status_code == 422 and "扣了我的证件" not in without.content.decode()
    shown = desk.post(address, {"purpose": "办理本人反映的事"})
    assert "扣了我的证件" in shown.content.decode() and shown["Cache-Control"] == "no-store"
    with system_scope("test"):
        entry = AuditEntry.objects.get(act="personal.reveal")
    assert entry.object_kind == "cases.casestep" and entry.purpose == "办理本人反映的事"
    assert desk.get(address).status_code == 405


def test_twin_with_the_mask_off_the_words_stand_on_the_page(desk, world, monkeypatch):
    case = own_words(desk, world)
    monkeypatch.setattr(Secret, "__str__", open_inside)
    assert "扣了我的证件" in desk.get(reverse("desk:record", args=["cases", case.id])).content.decode()


def test_a_voucher_is_entered_in_yuan_counted_and_taken_back(desk, world):
    entered(desk, world)
    fair = fairs()[0]
    cost = {"cost-kind": "venue", "cost-yuan": "1200.50", "cost-voucher": "票001"}
    answer = more(desk, "activities", fair, **cost)
    page = desk.get(answer["Location"]).content.decode()
    assert "1,200.50" in page and "票001" in page
    twice = more(desk, "activities", fair, **cost)
    assert twice.status_code == 422 and "登记过" in twice.content.decode()
    with system_scope("test"):
        key = str(ActivityCost.objects.get().id)
    more(desk, "activities", fair, voucher_of=key, reason="重复报销")
    assert "票001" not in desk.get(answer["Location"]).content.decode()
    with system_scope("test"):
        assert ActivityCost.objects.get().voided_reason == "重复报销"


def test_a_list_with_nothing_further_and_a_voided_row_take_nothing(desk, world):
    entered(desk, world)
    fair = fairs()[0]
    desk.post(reverse("desk:record_void", args=["activities", fair.id]), {"reason": "录错了"})
    cost = {"cost-kind": "venue", "cost-yuan": "1", "cost-voucher": "票002"}
    assert more(desk, "activities", fair, **cost).status_code == 302
    with system_scope("test"):
        assert ActivityCost.objects.count() == 0
    assert (
        "record_more" not in desk.get(reverse("desk:record", args=["activities", fair.id])).content.decode()
    )
