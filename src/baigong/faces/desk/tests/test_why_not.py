"""Whoever is named gets the reason (SD-2.1.2b, AH-2.1.2b), and a pair has one score on every page."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from baigong.domains.placements import matching
from baigong.domains.placements.models import Introduction
from baigong.domains.placements.selectors import explanation_of
from baigong.domains.placements.services import introduce, invite, take_step
from baigong.domains.placements.why_not import state_since
from baigong.domains.places.models import Place
from baigong.domains.places.services import add_place
from baigong.domains.policies.selectors import NATIONAL, all_packs, weights_for
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.vacancies.services import close_vacancy
from baigong.domains.workers.models import Registration
from baigong.domains.workers.services import revise_registration
from baigong.faces.desk.tests.work_world import (
    START,
    World,
    add_firm,
    add_vacancy,
    add_worker,
    make_world,
)
from baigong.foundation import clock
from baigong.foundation.scope import system_scope

pytestmark = [pytest.mark.django_db]
MARCH = datetime.date(2026, 3, 2)


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def desk(world: World, client: Client) -> Client:
    client.force_login(world.officer)
    return client


def box(client: Client, view: str, *arguments: Any, **query: str) -> str:
    response = client.get(reverse(f"desk:{view}", args=arguments), query)
    assert response.status_code == 200, response.content.decode()[:2000]
    return response.content.decode().partition('id="why-not"')[2]


def of_pair(client: Client, worker: Registration, vacancy: Vacancy) -> tuple[str, str]:
    """Return the answer on the vacancy's page and on the person's."""
    return (
        box(client, "vacancy_match", vacancy.id, person=str(worker.id)),
        box(client, "person_match", worker.id, vacancy=str(vacancy.id)),
    )


def choices(client: Client, vacancy: Vacancy, name: str) -> str:
    sent = client.post(reverse("desk:vacancy_find", args=[vacancy.id]), {"name": name}, follow=True)
    return sent.content.decode().partition('id="why-not"')[2]


def stage(world: World, **values: Any) -> tuple[Registration, Vacancy]:
    with system_scope("test"):
        worker = add_worker(world.town, "周晓燕", surveyed_on=START, **values)
        return worker, add_vacancy(world.town, world.firm, "电焊工")


def test_a_pair_has_its_rank_on_both_lists(world: World, desk: Client) -> None:
    """The person's page says where the post stands among hers; the cards of both lists stand in that order."""
    worker, vacancy = stage(world, pay_from_fen_month=750_000)
    with system_scope("test"):
        for number in range(3):  # better for her: what she wishes is promised in full
            add_vacancy(
                world.town, world.firm, f"氩弧焊工{number}", pay_from_fen_month=900_000, pay_to_fen_month=None
            )
        for name in ("王建国", "王建民"):
            add_worker(world.town, name, pay_from_fen_month=600_000, wants_lodging=False)
    for answer in of_pair(desk, worker, vacancy):
        assert "在本岗的人选里排第3名，在此人的岗位里排第4名" in answer
    cards = desk.get(reverse("desk:person_match", args=[worker.id])).content.decode()
    titles = re.findall(r"氩弧焊工\d|电焊工", cards.partition('id="why-not"')[0])
    assert list(dict.fromkeys(titles))[3] == "电焊工"


def test_somebody_who_looks_for_no_work_is_found_and_told_since_when(world: World, desk: Client) -> None:
    worker, vacancy = stage(world)
    with system_scope("test"):
        employed = revise_registration(
            by="t", registration=worker, changes={"state": "employed", "surveyed_on": MARCH}
        )
        revise_registration(
            by="t",
            registration=employed,
            changes={"surveyed_on": MARCH + datetime.timedelta(days=40), "surveyor": "李"},
        )
        current = Registration.objects.get(superseded_at__isnull=True)
    found = choices(desk, vacancy, "周晓燕")
    assert str(current.id) in found and "已就业" in found
    for answer in of_pair(desk, current, vacancy):
        assert "2026-03-02起登记为“已就业”，现在不找工作" in answer
        assert "除此之外：" in answer and "仍然介绍给企业" in answer
    assert "没有登记过叫这个名字" in choices(desk, vacancy, "赵钱孙")


def test_a_state_that_no_survey_said_holds_from_the_day_it_was_written(world: World) -> None:
    """Its own twin: with a survey of its own the survey's day counts, and a mistake of the same day counts not."""
    with system_scope("test"):
        worker = add_worker(world.town, "周晓燕", surveyed_on=START)
        assert state_since(worker) == START
        student = revise_registration(by="t", registration=worker, changes={"state": "student"})
        assert state_since(student) == clock.today()
        surveyed = revise_registration(
            by="t", registration=student, changes={"state": "not_seeking", "surveyed_on": MARCH}
        )
        assert state_since(surveyed) == MARCH


def test_somebody_introduced_is_called_introduced(world: World, desk: Client) -> None:
    worker, vacancy = stage(world)
    today = clock.today()
    assert not any(
        "已介绍过" in answer for answer in of_pair(desk, worker, vacancy)
    )  # twin: nothing, no word
    with system_scope("test"):
        introduction = introduce(by="t", vacancy=vacancy, registration=worker, on=today)
    for answer in of_pair(desk, worker, vacancy):
        assert f"已介绍过（{today}，已介绍）" in answer
        assert "介绍给企业</button>" not in answer  # it is open: a second one would be refused
    with system_scope("test"):
        take_step(
            by="t", role="county_officer", introduction=introduction, step="employer_refuses", on=today,
            refusal_code="employer-filled",
        )  # fmt: skip
    for answer in of_pair(desk, worker, vacancy):
        assert f"已介绍过（{today}，单位未录用）" in answer and "仍然介绍给企业" in answer


def test_somebody_a_firm_invited_is_called_invited(world: World, desk: Client) -> None:
    worker, vacancy = stage(world)
    with system_scope("test"):
        Vacancy.objects.filter(id=vacancy.id).update(public_since=clock.now())
        vacancy.refresh_from_db()
        invite(by="t", vacancy=vacancy, registration=worker, on=clock.today())
    for answer in of_pair(desk, worker, vacancy):
        assert f"企业已邀请过（{clock.today()}，等本人同意）" in answer


def test_a_closed_post_is_named_with_its_end(world: World, desk: Client) -> None:
    worker, vacancy = stage(world)
    with system_scope("test"):
        close_vacancy(by="t", vacancy=vacancy, reason="企业已招满", on=clock.today())
    named = box(desk, "person_match", worker.id, name="电焊")
    assert str(vacancy.id) in named and "已关闭" in named
    for answer in of_pair(desk, worker, vacancy):
        assert f"岗位{clock.today()}关闭（企业已招满）" in answer
        assert "介绍给企业</button>" not in answer


def test_a_public_post_elsewhere_is_answered_for_and_a_hidden_one_is_not(world: World, desk: Client) -> None:
    worker, _ = stage(world)
    with system_scope("test"):
        shown = add_vacancy(world.other_county, world.other_firm, "包装工", public_since=clock.now())
        hidden = add_vacancy(world.other_county, world.other_firm, "包装工（夜班）")
    named = box(desk, "person_match", worker.id, name="包装")
    assert str(shown.id) in named and str(hidden.id) not in named
    assert "介绍给企业</button>" not in box(desk, "person_match", worker.id, vacancy=str(shown.id))
    address = reverse("desk:person_match", args=[worker.id])
    assert desk.get(address, {"vacancy": str(hidden.id)}).status_code == 404


@pytest.fixture
def under_two_plans(world: World) -> tuple[Registration, Vacancy]:
    """A person under the usual weights, and a published post in a place whose plan sets its own."""
    pack = next(each for each in all_packs() if each.weights is not None and each.plan.id != NATIONAL)
    with system_scope("test"):
        far = add_place(
            name="另一市",
            kind="city",
            code=pack.plan.place_code.ljust(12, "0"),
            parent=None,
            valid_from=START,
        )
        county = add_place(name="青溪县", kind="county", code="000000000009", parent=far, valid_from=START)
        firm = add_firm(county, "青溪鲁班木业有限公司")
        worker = add_worker(world.town, "周晓燕", wish_places=[county.path])
        vacancy = add_vacancy(county, firm, "电焊工", public_since=clock.now())
    assert weights_for(worker.place_path) != weights_for(vacancy.place_path)
    return worker, vacancy


def scores(client: Client, worker: Registration, vacancy: Vacancy) -> tuple[int, int]:
    """Return the score on the person's list and the one in the answer for the pair."""
    page = client.get(reverse("desk:person_match", args=[worker.id]), {"vacancy": str(vacancy.id)})
    shown, _, asked = page.content.decode().partition('id="why-not"')
    of_list, of_answer = re.search(r'class="score">(\d+)', shown), re.search(r"(\d+)分，", asked)
    assert of_list and of_answer
    return int(of_list[1]), int(of_answer[1])


def kept(worker: Registration, vacancy: Vacancy) -> int:
    """Return the score an introduction of the pair keeps, made by the desk of the vacancy's place."""
    with system_scope("test"):
        told = explanation_of(worker, vacancy, on=clock.today())
        row = introduce(
            by="t", vacancy=vacancy, registration=worker, on=clock.today(), score=told.score,
            reasons=matching.kept_reasons(told),
        )  # fmt: skip
        found = Introduction.objects.get(id=row.id)
    assert found.score == sum(reason["points"] for reason in found.reasons)
    return int(found.score)


def test_a_pair_under_two_plans_has_one_score(
    under_two_plans: tuple[Registration, Vacancy], desk: Client
) -> None:
    of_list, of_answer = scores(desk, *under_two_plans)
    assert of_list == of_answer == kept(*under_two_plans)


def test_twin_the_weights_of_the_persons_place_would_show_another_score(
    under_two_plans: tuple[Registration, Vacancy], desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker, vacancy = under_two_plans
    own = weights_for(worker.place_path)
    monkeypatch.setattr(matching, "weights_by_place", lambda paths: dict.fromkeys(paths, own))
    assert scores(desk, worker, vacancy)[0] != kept(worker, vacancy)


def test_the_weights_of_many_places_take_one_query(world: World, django_assert_num_queries: Any) -> None:
    with system_scope("test"):
        paths = list(Place.objects.values_list("path", flat=True))
        with django_assert_num_queries(1):
            found = matching.weights_by_place(paths)
    assert found == {path: weights_for(path) for path in paths} and len(found) > 3
