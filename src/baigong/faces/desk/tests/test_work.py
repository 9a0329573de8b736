"""Vacancies, matches, introductions, hires and proofs at the desk."""

from __future__ import annotations

import datetime
import re
from typing import Any
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from baigong.domains.placements.enums import IntroductionState
from baigong.domains.placements.hiring import hire
from baigong.domains.placements.models import Engagement, InsuranceSpan, Introduction, Proof
from baigong.domains.placements.services import introduce
from baigong.domains.vacancies.models import Vacancy
from baigong.faces.desk.tests.work_world import World, add_need, add_vacancy, add_worker, make_world
from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.scope import system_scope

pytestmark = [pytest.mark.django_db]
GIVEN_NAME = "周晓燕"


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def desk(world: World, client: Client) -> Client:
    client.force_login(world.officer)
    return client


def page(client: Client, view: str, *arguments: Any, **query: str) -> str:
    response = client.get(reverse(f"desk:{view}", args=arguments), query)
    assert response.status_code == 200, response.content.decode()[:2000]
    return response.content.decode()


def vacancy_of(world: World, title: str = "电焊工", **values: Any) -> Vacancy:
    with system_scope("test"):
        need = add_need(world.town, world.firm, title, 5, clock.today())
        return add_vacancy(world.town, world.firm, title, need, **values)


def test_list_shows_own_places_only_and_filters(world: World, desk: Client) -> None:
    vacancy_of(world)
    with system_scope("test"):
        add_vacancy(world.other_county, world.other_firm, "包装工", public_since=clock.now())
        add_vacancy(world.town, world.firm, "钳工", closed_on=clock.today())
    shown = page(desk, "vacancies")
    assert "电焊工" in shown
    assert "包装工" not in shown
    assert "钳工" not in shown
    assert "钳工" in page(desk, "vacancies", open="all")
    assert "电焊工" not in page(desk, "vacancies", q="铣工")
    assert "电焊工" in page(desk, "vacancies", q="愚公 电焊", town=world.town.path, public="no")
    assert "电焊工" not in page(desk, "vacancies", public="yes")


def test_broken_position_leads_back(world: World, desk: Client) -> None:
    response = desk.get(reverse("desk:vacancies"), {"after": "nonsense"})
    assert response.status_code == 302


def test_publish_take_down_close(world: World, desk: Client) -> None:
    vacancy = vacancy_of(world)
    desk.post(reverse("desk:vacancy_publish", args=[vacancy.id]))
    with system_scope("test"):
        assert Vacancy.objects.get(id=vacancy.id).public_since
    without = desk.post(reverse("desk:vacancy_take_down", args=[vacancy.id]), {"down-reason": ""})
    assert without.status_code == 400 and "还没写为什么撤下" in without.content.decode()
    desk.post(reverse("desk:vacancy_take_down", args=[vacancy.id]), {"down-reason": "写了押金，先改"})
    with system_scope("test"):
        assert Vacancy.objects.get(id=vacancy.id).public_since is None
    refused = desk.post(reverse("desk:vacancy_close", args=[vacancy.id]), {"reason": ""})
    assert refused.status_code == 400
    desk.post(reverse("desk:vacancy_close", args=[vacancy.id]), {"reason": "企业已招满"})
    assert "企业已招满" in page(desk, "vacancy", vacancy.id)


def test_best_people_are_masked_and_parts_sum_to_the_score(world: World, desk: Client) -> None:
    vacancy = vacancy_of(world)
    with system_scope("test"):
        registration = add_worker(world.town, GIVEN_NAME)
    shown = page(desk, "vacancy_match", vacancy.id)
    assert GIVEN_NAME not in shown
    assert "周**" in shown
    score = int(re.search(r'class="score">(\d+)', shown)[1])  # type: ignore[index]
    parts = [int(each) for each in re.findall(r"<td>(\d+)/\d+</td>", shown)]
    assert sum(parts) == score > 0
    assert "电焊工" in page(desk, "person_match", registration.id)


def test_why_not_names_the_failing_condition(world: World, desk: Client) -> None:
    vacancy = vacancy_of(world)
    with system_scope("test"):
        dear = add_worker(world.town, "王建国", pay_from_fen_month=2_000_000)
        add_worker(world.other_county, "王建民")
    sent = desk.post(reverse("desk:vacancy_find", args=[vacancy.id]), {"name": "王建"})
    assert "王" not in unquote(sent["Location"])
    found = desk.get(sent["Location"]).content.decode()
    assert str(dear.id) in found
    assert found.count("person=") == 1  # the other county's is not offered
    answer = page(desk, "vacancy_match", vacancy.id, person=str(dear.id))
    assert "20000" in answer
    assert "若" in answer
    assert "差一点" in page(desk, "person_match", dear.id, vacancy=str(vacancy.id))
    nobody = desk.post(reverse("desk:vacancy_find", args=[vacancy.id]), {"name": "赵钱"}, follow=True)
    assert "没有登记过叫这个名字" in nobody.content.decode()
    assert desk.get(reverse("desk:vacancy_match", args=[vacancy.id]), {"name": "王建"}).status_code == 404
    wrong = desk.get(reverse("desk:vacancy_match", args=[vacancy.id]), {"person": "nobody"})
    assert wrong.status_code == 404


def test_introducing_keeps_score_and_reasons_once(world: World, desk: Client) -> None:
    vacancy = vacancy_of(world)
    with system_scope("test"):
        registration = add_worker(world.town, GIVEN_NAME)
    address = reverse("desk:introduce", args=[vacancy.id, registration.id])
    for _ in range(2):
        assert desk.post(address).status_code == 302
    with system_scope("test"):
        kept = Introduction.objects.get()
    assert kept.score == sum(reason["points"] for reason in kept.reasons)
    assert GIVEN_NAME not in page(desk, "vacancy", vacancy.id)


def test_an_advertisement_is_mended_on_its_page_before_it_goes_out(world: World, desk: Client) -> None:
    vacancy = vacancy_of(world)
    address = reverse("desk:vacancy_edit", args=[vacancy.id])
    said = {"title": "电焊工", "headcount": "3", "pay_text": "6-8千", "description": "限男，交押金。"}
    assert desk.post(address, said).status_code == 302
    shown = page(desk, "vacancy", vacancy.id)
    assert "不能公开" in shown and "妇女权益保障法" in shown and "劳动合同法" in shown
    refused = desk.post(reverse("desk:vacancy_publish", args=[vacancy.id]), follow=True).content.decode()
    assert "不能公开。请删去" in refused and "已公开，门户上能看到" not in refused
    wrong = desk.post(address, said | {"headcount": "0"})
    assert wrong.status_code == 422 and "至少招1人" in wrong.content.decode()
    desk.post(address, said | {"description": "焊接机架。"})
    sent = desk.post(reverse("desk:vacancy_publish", args=[vacancy.id]), follow=True).content.decode()
    assert "已公开，门户上能看到" in sent


def test_what_the_checks_refuse_is_not_offered_to_be_published(world: World, desk: Client) -> None:
    good, bad = vacancy_of(world), vacancy_of(world, "装配工", description="限男性，本地户口优先。")
    assert "公开到门户" in page(desk, "vacancy", good.id)
    shown = page(desk, "vacancy", bad.id)
    assert "公开到门户" not in shown and "先改岗位，再公开" in shown


def introduction_of(world: World, vacancy: Vacancy, name: str) -> Introduction:
    with system_scope("test"):
        registration = add_worker(world.town, name)
        return introduce(by="test", vacancy=vacancy, registration=registration, on=clock.today(), score=80)


def step(client: Client, introduction: Introduction, code: str, **given: str) -> str:
    data = {"on": clock.today().isoformat(), **given}
    response = client.post(reverse("desk:introduction_step", args=[introduction.id, code]), data, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def test_refusal_needs_a_reason_of_its_own_side(world: World, desk: Client) -> None:
    introduction = introduction_of(world, vacancy_of(world), GIVEN_NAME)
    assert "还差原因" in step(desk, introduction, "person_refuses")
    assert "不能用在" in step(desk, introduction, "person_refuses", refusal_code="employer-filled")
    assert "本人未去" in step(desk, introduction, "person_refuses", refusal_code="person-pay")
    assert "不能再" in step(desk, introduction, "interview")
    with system_scope("test"):
        assert Introduction.objects.get().refusal_code == "person-pay"


def test_step_on_a_day_to_come_or_unknown_is_refused(world: World, desk: Client) -> None:
    introduction = introduction_of(world, vacancy_of(world), GIVEN_NAME)
    tomorrow = clock.today() + datetime.timedelta(days=1)
    assert "日期在今天之后" in step(desk, introduction, "interview", on=tomorrow.isoformat())
    unknown = desk.post(reverse("desk:introduction_step", args=[introduction.id, "promote"]), {})
    assert unknown.status_code == 404
    with system_scope("test"):
        assert Introduction.objects.get().state == IntroductionState.INTRODUCED


def test_hire_is_proved_step_by_step_until_it_counts(world: World, desk: Client) -> None:
    introduction = introduction_of(world, vacancy_of(world), GIVEN_NAME)
    assert "还不计为补上" in step(desk, introduction, "hire", kind="employee")
    with system_scope("test"):
        engagement = Engagement.objects.get()
    today = clock.today()
    proof = {"signed_on": today.isoformat(), "source": "officer", "certainty": "2"}
    for kind in ("contract", "registration"):
        added = desk.post(reverse("desk:hire_proof", args=[engagement.id]), {**proof, "kind": kind})
        assert added.status_code == 302
    assert "参保满1个月，须经办人核对" in page(desk, "hire", engagement.id)
    twice = desk.post(reverse("desk:hire_proof", args=[engagement.id]), {**proof, "kind": "contract"})
    assert twice.status_code == 400
    assert "已经记过" in twice.content.decode()
    paid = {"months": "1", "source": "register", "certainty": "3"}
    wrong = desk.post(
        reverse("desk:hire_insurance", args=[engagement.id]), {**paid, "first_month": "2026-13"}
    )
    assert wrong.status_code == 400 and "月份从01到12" in wrong.content.decode()
    desk.post(reverse("desk:hire_insurance", args=[engagement.id]), {**paid, "first_month": f"{today:%Y-%m}"})
    assert "算补上了一个缺口" in page(desk, "hire", engagement.id)
    with system_scope("test"):
        assert (Proof.objects.count(), InsuranceSpan.objects.count()) == (2, 1)


@pytest.mark.parametrize("who", ["other_officer", "employer"])
def test_strangers_are_kept_out(world: World, client: Client, who: str) -> None:
    vacancy = vacancy_of(world, public_since=clock.now())
    introduction = introduction_of(world, vacancy, GIVEN_NAME)
    with system_scope("test"):
        engagement = hire(by="test", role="county_officer", introduction=introduction, on=clock.today())
    client.force_login(getattr(world, who))
    refused = 404 if who == "other_officer" else 403
    looks = [
        ("vacancy", vacancy.id),
        ("vacancy_match", vacancy.id),
        ("hire", engagement.id),
        ("person_match", introduction.registration_id),
    ]
    for name, key in looks:
        assert client.get(reverse(f"desk:{name}", args=[key])).status_code == refused
    deeds: list[Any] = [
        ("vacancy_publish", [vacancy.id]),
        ("vacancy_take_down", [vacancy.id]),
        ("vacancy_close", [vacancy.id]),
        ("introduction_step", [introduction.id, "withdraw"]),
        ("hire_proof", [engagement.id]),
        ("hire_insurance", [engagement.id]),
        ("introduce", [vacancy.id, introduction.registration_id]),
    ]
    before = AuditEntry.objects.count()
    for name, arguments in deeds:
        assert (
            client.post(reverse(f"desk:{name}", args=arguments), {"reason": "想要关闭它"}).status_code
            == refused
        )
    assert AuditEntry.objects.count() == before


def queries(client: Client, view: str, *arguments: Any) -> int:
    with CaptureQueriesContext(connection) as captured:
        page(client, view, *arguments)
    return len(captured)


def test_queries_do_not_grow_with_rows(world: World, desk: Client) -> None:
    vacancy = vacancy_of(world)
    introduction = introduction_of(world, vacancy, "陈一凡")
    with system_scope("test"):
        seeker = add_worker(world.town, "林一凡")
    pages: list[Any] = [
        ("vacancies",),
        ("vacancy", vacancy.id),
        ("vacancy_match", vacancy.id),
        ("person_match", seeker.id),
    ]
    for each in pages:
        page(desk, *each)  # what is read once and kept is read now
    first = [queries(desk, *each) for each in pages]
    for number in "二三":
        vacancy_of(world, f"电焊工{number}")
        introduction_of(world, vacancy, f"陈{number}凡")
        with system_scope("test"):
            add_worker(world.town, f"林{number}凡")
    assert [queries(desk, *each) for each in pages] == first
    assert introduction.state == IntroductionState.INTRODUCED
