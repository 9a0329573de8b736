"""A post is joined to the shortage it fills, by its trade or by an officer's word."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest
from tests.sand_table import World, build_world

from baigong.domains.placements.hiring import hire
from baigong.domains.placements.services import introduce
from baigong.domains.shortages.models import Need
from baigong.domains.shortages.striking_off import close_need
from baigong.domains.vacancies.linking import choose_need, link_to_needs
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.vacancies.services import VacancyError
from baigong.foundation import clock
from baigong.foundation.audit.models import Change
from baigong.foundation.scope import system_scope

HERE, THERE = "1.1.1.1", "1.1.1.2"
DAY = datetime.date(2026, 3, 16)


@pytest.fixture
def world(db: None) -> Iterator[World]:
    built = build_world()
    with system_scope("test"):
        yield built


def post(world: World, title: str, codes: tuple[str, ...] = ()) -> Vacancy:
    like = world.vacancies[HERE]
    return Vacancy.objects.create(
        organisation=world.firms[HERE],
        place=like.place,
        place_path=like.place_path,
        county_id=like.county_id,
        employer_name=like.employer_name,
        title=title,
        headcount=1,
        occupation_codes=list(codes),
    )


def another_need(world: World, label: str, code: str = "") -> Need:
    like = world.needs[HERE]
    return Need.objects.create(
        organisation=world.firms[HERE],
        place=like.place,
        place_path=like.place_path,
        county_id=like.county_id,
        label=label,
        occupation_code=code,
        headcount=2,
    )


def test_the_longest_trade_the_title_names_wins(world: World) -> None:
    wide, narrow = world.needs[HERE], another_need(world, "二保焊工")
    posts = [post(world, "二保焊工（夜班）"), post(world, "熟练焊工"), post(world, "保洁员")]
    assert link_to_needs(by="test", vacancies=posts) == 2
    assert [each.need_id for each in posts] == [narrow.id, wide.id, None]
    assert Change.objects.filter(object_id=str(posts[0].id)).count() == 1


def test_the_only_need_of_the_same_occupation_is_taken_and_two_are_not_guessed(world: World) -> None:
    need = another_need(world, "数控操作", "6-18-01-01")
    lathe = post(world, "加工中心师傅", ("6-18-01-01", "6-18-01-02"))
    assert link_to_needs(by="test", vacancies=[lathe]) == 1
    assert lathe.need_id == need.id
    another_need(world, "机加工", "6-18-01-01")
    unsure = post(world, "机床师傅", ("6-18-01-01",))
    assert link_to_needs(by="test", vacancies=[unsure]) == 0


def test_a_hire_on_a_loose_post_counts_for_the_shortage(world: World) -> None:
    loose = post(world, "电焊工")
    introduction = introduce(by="test", vacancy=loose, registration=world.registrations[HERE], on=DAY)
    engagement = hire(by="test", role="county_officer", introduction=introduction, on=DAY)
    assert engagement.need_id == world.needs[HERE].id


def test_an_officer_chooses_and_takes_back(world: World) -> None:
    need, loose = another_need(world, "包装工"), post(world, "杂工")
    choose_need(by="test", vacancy=loose, need=need)
    loose.refresh_from_db()
    assert loose.need_id == need.id
    choose_need(by="test", vacancy=loose, need=None)
    loose.refresh_from_db()
    assert loose.need_id is None


def test_another_firms_need_and_a_closed_one_are_refused(world: World) -> None:
    loose = post(world, "杂工")
    with pytest.raises(VacancyError, match="别的单位"):
        choose_need(by="test", vacancy=loose, need=world.needs[THERE])
    closed = close_need(by="test", need=world.needs[HERE], reason="已经招满", on=clock.today())
    with pytest.raises(VacancyError, match="已经销号"):
        choose_need(by="test", vacancy=loose, need=closed)
