"""A plan of aid: for a person of an aid group, one open at a time, seen by her and the offices of her place."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from tests.sand_table import World, build_world

from baigong.domains.cases import aid_plans
from baigong.domains.cases.aid_plans import AidPlan, plans_of, state_plan
from baigong.domains.cases.enums import CaseKind, CaseStepKind
from baigong.domains.cases.errors import CaseError
from baigong.domains.cases.models import Case
from baigong.domains.cases.steps import Step, take_step
from baigong.domains.statuses.models import Status
from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.scope import Scope, enter, public_scope, system_scope

AT, OTHER = "1.1.1.1", "1.2.1.1"
SOON = datetime.timedelta(days=30)


@pytest.fixture
def world(db: None) -> World:
    with system_scope("test"):
        built = build_world()
        person, place = built.persons[AT], built.places[AT]
        Status.objects.create(
            party_id=person.id, code="hard-to-employ", starts_on=datetime.date(2026, 1, 1),
            place_path=place.path, county_id=place.county_id,
        )  # fmt: skip
    return built


def stated(world: World, at: str = AT, **changed: Any) -> Case:
    given = {"needs": "离家近的活", "measures": "推荐镇上岗位", "responsible": "王专员",
             "review_on": clock.today() + SOON} | changed  # fmt: skip
    with enter(world.scope_at(at)):
        return state_plan(by="o", registration=world.registrations[at], plan=AidPlan(**given))


def seen_by(scope: Scope, world: World) -> list[str]:
    with enter(scope):
        return [plan.label for plan in plans_of(world.persons[AT].id)]


def test_it_lies_at_the_persons_place_and_she_and_her_offices_see_it(world: World) -> None:
    case = stated(world)
    assert (case.kind, case.place_path, case.due_on) == (
        CaseKind.AID_PLAN, world.places[AT].path, clock.today() + SOON,
    )  # fmt: skip
    own = Scope(actor="p", label="本人", parties=(world.persons[AT].id,))
    other = Scope(actor="q", label="别人", parties=(world.persons[OTHER].id,))
    for scope in (own, world.scope_at(AT), world.scope_at("1.1")):
        assert seen_by(scope, world) == ["离家近的活"]
    for scope in (other, world.scope_at("1.2"), public_scope()):
        assert seen_by(scope, world) == []
    with system_scope("test"):
        assert AuditEntry.objects.filter(act="cases.plan", object_ids=[str(case.id)]).count() == 1


def test_one_is_open_at_a_time_and_a_result_ends_it(world: World) -> None:
    case = stated(world)
    with pytest.raises(CaseError, match="在办"):
        stated(world, needs="学手艺")
    later = clock.today() + 2 * SOON
    with enter(world.scope_at(AT)):
        take_step(by="o", case=case, step=Step(CaseStepKind.EXTEND, clock.today(), "还在找", due_on=later))
        take_step(by="o", case=case, step=Step(CaseStepKind.SOLVE, clock.today(), "镇上厂里上班了"))
    with system_scope("test"):
        done = Case.objects.get(id=case.id)
    assert (done.due_on, done.result_text) == (later, "镇上厂里上班了")
    with pytest.raises(CaseError, match="今天已经定过"):
        stated(world)


def test_twin_without_the_look_a_second_one_stands_beside_it(world: World, monkeypatch: Any) -> None:
    stated(world)
    monkeypatch.setattr(aid_plans, "_OPEN", ())
    with clock.at(clock.today() + datetime.timedelta(days=1)):
        stated(world, needs="学手艺")
    assert len(seen_by(world.scope_at(AT), world)) == 2


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"needs": " "}, "需要什么"),
        ({"measures": ""}, "怎么帮"),
        ({"responsible": ""}, "谁负责"),
        ({"review_on": datetime.date(2020, 1, 1)}, "今天以后"),
        ({"at": OTHER}, "不在帮扶的人群里"),
    ],
)
def test_what_is_missing_is_said(world: World, wrong: dict[str, Any], sentence: str) -> None:
    with pytest.raises(CaseError, match=sentence):
        stated(world, **wrong)


def test_the_database_knows_no_plan_without_a_person_and_no_other_case_with_one(world: World) -> None:
    case = stated(world)
    for values in ({"person": None}, {"kind": CaseKind.PROBLEM}):
        with system_scope("test"), pytest.raises(IntegrityError), transaction.atomic():
            Case.objects.filter(id=case.id).update(**values)
