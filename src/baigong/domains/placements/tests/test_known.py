"""Certificates held and who comes first count in the score, as the pack says, and whoever looks sees one score."""

from __future__ import annotations

import datetime

import pytest
from tests.sand_table import World, build_world

from baigong.domains.parties.credentials import add_credential, check_credential
from baigong.domains.placements import known
from baigong.domains.placements.known import certificate_key
from baigong.domains.placements.matching import best_for_registration, best_for_vacancy
from baigong.domains.placements.selectors import explanation_of
from baigong.domains.statuses.models import Status
from baigong.domains.vacancies.models import Vacancy
from baigong.foundation import clock
from baigong.foundation.scope import enter, public_scope, system_scope
from baigong.kernels.matching import Explanation

KEY, TODAY = "1.1.1.1", clock.today()
DAY = datetime.timedelta(days=1)


@pytest.fixture
def world(db: None) -> World:
    found = build_world()
    with system_scope("试验"):
        Vacancy.objects.filter(id=found.vacancies[KEY].id).update(certificates=["焊工证"])
        found.vacancies[KEY].refresh_from_db()
    return found


def told(world: World) -> Explanation:
    with system_scope("试验"):
        return explanation_of(world.registrations[KEY], world.vacancies[KEY], on=TODAY)


def part(found: Explanation, name: str) -> tuple[int, int, str]:
    reason = next(each for each in found.reasons if each.name == name)
    assert found.score == sum(each[1] for each in found.parts)
    return reason.points, reason.maximum, reason.sentence_zh


def hold(
    world: World, label: str = "焊工 证书", valid_until: datetime.date | None = None, checked: bool = True
) -> None:
    person = world.persons[KEY]
    with system_scope("试验"):
        given = add_credential(
            by="t", person_id=person.id, place_path=person.place_path, county_id=person.county_id,
            kind="skill_level", label=label, valid_until=valid_until,
        )  # fmt: skip
        if checked:
            check_credential(by="officer", credential=given)


def group(world: World, party_id: object, code: str) -> None:
    at = world.firms[KEY]
    with system_scope("试验"):
        Status.objects.create(
            party_id=party_id,
            code=code,
            starts_on=TODAY - DAY,
            place_path=at.place_path,
            county_id=at.county_id,
        )


def test_a_checked_certificate_is_worth_more_than_a_declared_one(world: World) -> None:
    points, maximum, sentence = part(told(world), "certificate")
    assert (points, maximum) == (maximum // 2, 3) and sentence == "有没有焊工证待补"
    hold(world, checked=False)
    assert part(told(world), "certificate") == (maximum * 60 // 100, 3, "本人说有焊工证，还没核对")
    with system_scope("试验"):
        held = world.persons[KEY].credentials.get()
        check_credential(by="officer", credential=held)
    assert part(told(world), "certificate") == (3, 3, "持焊工证，满足要求")


def test_one_that_ran_out_or_is_another_counts_for_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = part(told(world), "certificate")
    hold(world, valid_until=TODAY - DAY)
    hold(world, label="电工证")
    assert part(told(world), "certificate") == before
    # Twin: it is the name that tells one certificate from another.
    monkeypatch.setattr(known, "certificate_key", lambda name: "焊工")
    assert part(told(world), "certificate")[0] == 3


def test_the_day_is_what_ends_a_certificate(world: World) -> None:
    """Twin of the day: valid to today still counts."""
    hold(world, valid_until=TODAY)
    assert part(told(world), "certificate")[0] == 3


def test_key_firms_tiers_and_people_a_plan_names_count_as_priority(world: World) -> None:
    assert part(told(world), "priority")[0] == 0
    world.registrations[KEY].group_codes = ["veteran"]
    assert part(told(world), "priority")[2] == "此人是优先帮扶的人"
    world.registrations[KEY].group_codes = []
    group(world, world.persons[KEY].id, "hard-to-employ")
    points, maximum, sentence = part(told(world), "priority")
    assert (points, sentence) == (maximum // 2, "此人是优先帮扶的人")
    group(world, world.firms[KEY].id, "monitored-unemployment")
    points, maximum, sentence = part(told(world), "priority")
    assert (points, sentence) == (maximum, "本岗是优先保障的岗位")


def test_whoever_looks_sees_one_score(world: World) -> None:
    hold(world)
    group(world, world.firms[KEY].id, "key-enterprise")
    whole = told(world).score
    with system_scope("试验"):
        Vacancy.objects.filter(id=world.vacancies[KEY].id).update(public_since=clock.now())
    with enter(world.scope_at(KEY)):
        (best,) = [
            each
            for each in best_for_vacancy(world.vacancies[KEY], on=TODAY)
            if each.row.id == world.registrations[KEY].id
        ]
        other = best_for_registration(world.registrations[KEY], on=TODAY)[0]
    with enter(public_scope()):
        stranger = best_for_registration(world.registrations[KEY], on=TODAY)[0]
    assert best.score == other.score == stranger.score == whole


def test_how_names_of_certificates_meet() -> None:
    assert (
        certificate_key(" 焊工 证书")
        == certificate_key("焊工证")
        == certificate_key("焊工")
        != certificate_key("电工证")
    )
