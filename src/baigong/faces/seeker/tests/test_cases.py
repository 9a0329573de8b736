"""The own case at the person's page: what became of it, a word more, satisfied or not; nobody else's."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.sand_table import officer

from baigong.domains.cases.enums import CaseKind, CaseStepKind
from baigong.domains.cases.models import Case
from baigong.domains.cases.participants import Named, withhold_case
from baigong.domains.cases.steps import Step, take_step
from baigong.domains.seekers.tests.seeking import HOME, OTHER, seeker
from baigong.foundation import clock
from baigong.foundation.scope import system_scope


@pytest.fixture
def case(world: Any) -> Case:
    """A complaint of the person, withheld from the offices of the place."""
    place, handler = world.places[HOME], officer(world, "county_officer", "1.1")
    with system_scope("test"):
        built: Case = Case.objects.create(
            kind=CaseKind.COMPLAINT, label="窗口推诿", place=place, place_path=place.path,
            county_id=place.county_id, opened_on=clock.today(),
        )  # fmt: skip
        withhold_case(by=str(handler.id), case=built, others=[Named(party_id=world.persons[HOME].id)])
    return built


def stepped(case: Case, kind: CaseStepKind, text: str) -> None:
    with system_scope("test"):
        department = "县某局" if kind == CaseStepKind.ASSIGN else ""
        take_step(by="test", case=case, step=Step(kind, clock.today(), text, department))


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_the_person_sees_how_far_the_own_case_is(me: Client, case: Case) -> None:
    stepped(case, CaseStepKind.NOTE, "找李某核实")
    stepped(case, CaseStepKind.ASSIGN, "盯着点")
    stepped(case, CaseStepKind.ANSWER, "已经责令改正")
    assert "窗口推诿" in text_of(me.get("/me/")) and "窗口推诿" in text_of(me.get("/me/cases/"))
    page = text_of(me.get(f"/me/cases/{case.id}/"))
    for words in ("投诉提出", "县某局", "已经责令改正", "正在办", "只有办理人和您看得到"):
        assert words in page, words
    assert "找李某核实" not in page and "盯着点" not in page and "满不满意" not in page


def test_nobody_elses_is_there(me: Client, case: Case, world: Any, signed_in: Any) -> None:
    other = signed_in(seeker(world, OTHER, phone="13900007009"))
    assert "没有您反映的事" in text_of(other.get("/me/cases/")) and "窗口推诿" not in text_of(
        other.get("/me/")
    )
    assert other.get(f"/me/cases/{case.id}/").status_code == 404
    for deed in ("word", "satisfaction"):
        answer = other.post(f"/me/cases/{case.id}/{deed}/", {"text": "我也是", "answer": "good"})
        assert answer.status_code == 404
    clerk = signed_in(officer(world, "village_officer", HOME))
    assert clerk.get(f"/me/cases/{case.id}/").status_code == 403


def test_a_word_more_is_mended_in_place_and_then_stands_there(me: Client, case: Case) -> None:
    empty = me.post(f"/me/cases/{case.id}/word/", {"text": ""})
    assert empty.status_code == 422 and "还没写要补充什么" in text_of(empty)
    short = me.post(f"/me/cases/{case.id}/word/", {"text": "啊"})
    assert short.status_code == 422
    page = me.post(f"/me/cases/{case.id}/word/", {"text": "那天窗口没人"}, follow=True)
    assert "已经告诉办理人" in text_of(page) and "那天窗口没人" in text_of(page)


def test_done_it_asks_once_how_satisfied_the_person_is(me: Client, case: Case) -> None:
    where = f"/me/cases/{case.id}/satisfaction/"
    assert "现在不用评价" in text_of(me.post(where, {"answer": "good"}, follow=True))
    stepped(case, CaseStepKind.SOLVE, "退了材料费")
    assert "等您说满不满意" in text_of(me.get("/me/"))
    empty = me.post(where, {})
    assert empty.status_code == 422 and "还没选满不满意" in text_of(empty)
    page = text_of(me.post(where, {"answer": "bad", "why": "还是没退"}, follow=True))
    assert "不满意：还是没退" in page and "评价记下了" in page
    assert "现在不用评价" in text_of(me.post(where, {"answer": "good"}, follow=True))
    assert "窗口推诿" not in text_of(me.get("/me/"))


def test_the_own_plan_of_aid_stands_in_the_record_and_nobody_elses(me: Client, world: Any) -> None:
    with system_scope("test"):
        for key, words in ((HOME, "离家近的活"), (OTHER, "别人的方案")):
            place = world.places[key]
            Case.objects.create(
                kind=CaseKind.AID_PLAN, label=words, measure_text="推荐镇上岗位", responsible_text="王专员",
                person=world.persons[key], place=place, place_path=place.path, county_id=place.county_id,
                opened_on=clock.today(), due_on=clock.today(),
            )  # fmt: skip
    page = text_of(me.get("/me/record/"))
    assert "离家近的活" in page and "王专员负责" in page and "别人的方案" not in page
    assert "离家近的活" not in text_of(me.get("/me/cases/"))


def test_firms_one_was_introduced_to_are_offered_and_no_others(me: Client, world: Any) -> None:
    vacancy = world.vacancies[HOME]
    assert vacancy.employer_name not in text_of(me.get("/me/cases/new/"))
    me.post(f"/me/jobs/{vacancy.id}/apply/")
    page = text_of(me.get("/me/cases/new/"))
    offered = page.split('<datalist id="own-firms">')[1].split("</datalist>")[0]
    assert vacancy.employer_name in offered and world.vacancies[OTHER].employer_name not in offered


def test_a_person_brings_something_up_and_follows_it(me: Client, world: Any) -> None:
    assert "反映一件事" in text_of(me.get("/me/cases/"))
    page = text_of(me.get("/me/cases/new/"))
    assert "单位看不到您反映的内容" in page
    empty = me.post("/me/cases/new/", {"matter": "", "text": ""})
    assert (
        empty.status_code == 422 and "还没选是什么事" in text_of(empty) and "还没写怎么回事" in text_of(empty)
    )
    office = page.split('name="office"')[1].split('value="')[1].split('"')[0]
    given = {"matter": "arrears", "firm": "滨河厂", "text": "三个月没发工资", "office": office}
    done = me.post("/me/cases/new/", given, follow=True)
    assert "记下了" in text_of(done) and "三个月没发工资" in text_of(done) and "等办理" in text_of(done)
    foreign = me.post("/me/cases/new/", given | {"office": str(world.places["1.2"].id)})
    assert foreign.status_code == 422
