"""Columns beside the plans' own words: papers, doors, grades, versions, consent (LG-10, LG-11, LG-15, LG-21, LG-32)."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from tests.sand_table import World, build_world

from baigong.domains.agreements.models import Agreement
from baigong.domains.cases.models import Case
from baigong.domains.parties.models import PartyLink
from baigong.domains.placements.hiring import hire
from baigong.domains.placements.services import introduce
from baigong.domains.policies.models import PolicyItem
from baigong.domains.policies.publishing import publish_policy
from baigong.domains.reports.sources import sources
from baigong.domains.shortages.services import report_need
from baigong.domains.statuses.models import Status
from baigong.foundation import clock
from baigong.foundation.scope import system_scope
from baigong.foundation.scope.models import Share

DAY = datetime.date(2026, 3, 20)
HERE, THERE, COUNTY = "1.1.1.1", "1.1.1.2", "1.1"
pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Any:
    with clock.at(DAY):
        built = build_world()
        with system_scope("试"):
            yield built


def at(world: World, key: str = HERE) -> dict[str, Any]:
    return {"place_path": world.places[key].path, "county_id": world.places[key].county_id}


def row(world: World, name: str, row_id: Any) -> dict[str, Any]:
    source = sources()[name]
    rows = source.rows_with(source.fields)(world.places[COUNTY].path, DAY)
    return next(each for each in rows if each["id"] == row_id)


def test_a_hire_says_its_door_and_whether_somebody_checked(world: World) -> None:
    entry, vacancy = world.registrations[HERE], world.vacancies[HERE]
    introduced = introduce(by="t", vacancy=vacancy, registration=entry, on=DAY)
    made = hire(by="t", role="county_officer", introduction=introduced, on=DAY)
    told = row(world, "placements.hires", made.id)
    assert (told["channel_label"], told["is_verified"]) == ("窗口介绍", made.certainty >= 2)


def test_a_seeker_is_matched_and_consents(world: World) -> None:
    entry = world.registrations[HERE]
    before = row(world, "workers.supply_list", entry.id)
    assert (before["is_matched"], before["has_consented"]) == (False, False)
    introduce(by="t", vacancy=world.vacancies[HERE], registration=entry, on=DAY)
    Share.objects.create(
        object_kind="party", object_id=entry.person_id, to_party_id=world.firms[HERE].id, purpose="试",
        basis=Share.Basis.CONSENT, starts_on=DAY, recorded_by="t",
    )  # fmt: skip
    after = row(world, "workers.supply_list", entry.id)
    assert (after["is_matched"], after["has_consented"]) == (True, True)


def test_a_pair_says_the_agencys_grade_and_who_was_hired_since(world: World) -> None:
    link = PartyLink.objects.create(
        from_party_id=world.firms[THERE].id, to_party_id=world.firms[HERE].id, kind="agency_serves",
        starts_on=DAY - datetime.timedelta(days=9), **at(world),
    )  # fmt: skip
    assert row(world, "lists.party_links", link.id)["hired_since"] == 0
    Status.objects.create(
        party_id=world.firms[THERE].id,
        code="grade-aaa",
        starts_on=DAY - datetime.timedelta(days=90),
        **at(world),
    )
    introduced = introduce(
        by="t", vacancy=world.vacancies[HERE], registration=world.registrations[HERE], on=DAY
    )
    hire(by="t", role="county_officer", introduction=introduced, on=DAY)
    told = row(world, "lists.party_links", link.id)
    assert (told["agency_grade"], told["hired_since"]) == ("AAA级人力资源服务机构", 1)


def test_an_agreement_says_its_months(world: World) -> None:
    made = Agreement.objects.create(
        kind="sharing", first=world.firms[HERE], second=world.firms[THERE], signed_on=DAY, starts_on=DAY,
        ends_before=datetime.date(2026, 9, 20), **at(world),
    )  # fmt: skip
    assert row(world, "lists.agreements", made.id)["months"] == 6


def test_a_policy_says_its_version(world: World) -> None:
    item = PolicyItem.objects.create(
        field="employment", title="稳岗补贴", level="county", issuer="县人社局", conditions_text="缴费满一年",
        audience_text="企业", standard_text="每人五百元", channel_text="县人社局窗口", valid_from=DAY,
        place=world.places[COUNTY], **at(world, COUNTY),
    )  # fmt: skip
    assert row(world, "lists.policy_items", item.id)["version_number"] is None
    publish_policy(by="t", by_label="t", item=item)
    told = row(world, "lists.policy_items", item.id)
    assert (told["version_number"], told["published_on"]) == (1, DAY)


def test_a_case_says_its_papers_and_when_it_was_published(world: World) -> None:
    case = Case.objects.create(
        kind="difficulty", label="夜班没有公交", place=world.places[HERE], opened_on=DAY, public_since=clock.now(),
        **at(world),
    )  # fmt: skip
    told = row(world, "lists.cases", case.id)
    assert (told["paper_count"], told["published_on"]) == (0, DAY)


def test_a_shortage_says_what_is_missing_its_week_and_its_papers(world: World) -> None:
    need = world.needs[HERE]
    assert row(world, "shortages.shortage_list", need.id)["missing_labels"] == ("类型", "技能", "薪资")
    report_need(by="t", need=need, contact_way="call", values={"kind": "skilled"}, reported_on=DAY)
    told = row(world, "shortages.shortage_list", need.id)
    assert told["missing_labels"] == ("技能", "薪资") and told["paper_count"] == 0
    assert told["reported_week_label"]
