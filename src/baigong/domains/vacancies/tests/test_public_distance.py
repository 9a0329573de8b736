"""Distance in the public search: kilometres where both points are known, words where not; key firms first."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from baigong.domains.parties.enums import PartyKind
from baigong.domains.parties.models import Organisation, Party
from baigong.domains.places.enums import PlaceKind
from baigong.domains.places.models import Place
from baigong.domains.places.pointing import set_points
from baigong.domains.statuses.models import Status
from baigong.domains.vacancies import public, public_distance
from baigong.domains.vacancies.public import first_public, search_public
from baigong.domains.vacancies.public_distance import FARTHEST_KM, HowFar, Reach, shared_by
from baigong.domains.vacancies.public_reading import public_index
from baigong.domains.vacancies.public_search import VacancySearch
from baigong.domains.vacancies.tests.sample_vacancies import SINCE, SampleCounty
from baigong.foundation import clock
from baigong.foundation.scope import system_scope
from baigong.kernels.distance import Point

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 5, 13, 1, tzinfo=datetime.UTC)
HOME = Point.read("37.10000", "118.20000")


def north(kilometres: float) -> Point:
    """Return the point so far north of home; a degree is 111.195 km."""
    return Point.read(f"{37.1 + kilometres / 111.195:.5f}", "118.20000")


def enter(*found: tuple[Place, Point | None]) -> None:
    with system_scope("test"):
        set_points(by="test", points={place.code: point for place, point in found})


def add_firm(sample: SampleCounty, name: str, *codes: str) -> Organisation:
    """Return another firm, which holds these codes today."""
    where = {"place_path": sample.town.path, "county_id": sample.town.county_id}
    with system_scope("test"):
        party = Party.objects.create(kind=PartyKind.ORGANISATION, **where)
        for code in codes:
            Status.objects.create(party=party, code=code, starts_on=SINCE, **where)
        return Organisation.objects.create(
            id=party.id, party=party, name=name, provisional_key=name, place=sample.town, **where
        )


@pytest.fixture
def sample() -> Any:
    with clock.at(NOW):
        yield SampleCounty()


def titles(**asked: Any) -> list[str]:
    return [vacancy.title for vacancy in search_public(VacancySearch(**asked)).vacancies]


def told(**asked: Any) -> dict[str, HowFar]:
    page = search_public(VacancySearch(**asked))
    return {vacancy.title: page.how_far[vacancy.id] for vacancy in page.vacancies}


def test_kilometres_come_before_the_border_of_a_county(sample: SampleCounty) -> None:
    far_town = sample._place("远山镇", PlaceKind.TOWN, "999921200000", sample.county)
    sample.post("本镇")
    sample.post("同县远处", place=far_town)
    sample.post("邻县近处", place=sample.other_town)
    near = {"near_path": sample.town.path, "order": "near"}
    assert titles(**near) == ["本镇", "同县远处", "邻县近处"]  # by the tree the own county is nearer
    enter((sample.town, HOME), (far_town, north(40)), (sample.other_town, north(6)))
    assert titles(**near) == ["本镇", "邻县近处", "同县远处"]
    assert told(**near) == {
        "本镇": HowFar(0, "town", is_same_point=True),
        "邻县近处": HowFar(6, "none"),
        "同县远处": HowFar(40, "county"),
    }


def test_within_finds_what_is_known_to_be_near_and_counts_what_nobody_knows(sample: SampleCounty) -> None:
    unknown = sample._place("无名镇", PlaceKind.TOWN, "999921200000", sample.county)
    enter((sample.town, HOME), (sample.other_town, north(9.99)))
    sample.post("本镇")
    sample.post("邻县", place=sample.other_town, has_lodging=True)
    sample.post("不知道", place=unknown)
    sample.post("也不知道", place=unknown, has_lodging=True)
    near = {"near_path": sample.town.path, "order": "near"}
    assert titles(**near, within_km=10) == ["本镇", "邻县"]
    assert titles(**near, within_km=5) == ["本镇"]
    page = search_public(VacancySearch(**near, within_km=5))  # type: ignore[arg-type]
    assert (page.unmeasured, page.total_without["within"], page.is_origin_known) == (2, 4, True)
    page = search_public(VacancySearch(**near, within_km=5, has_lodging=True))  # type: ignore[arg-type]
    assert (page.total, page.unmeasured) == (0, 1)
    assert titles(**near) == ["本镇", "邻县", "也不知道", "不知道"]
    assert told(**near)["不知道"] == HowFar(None, "county")


def test_a_distance_from_nowhere_finds_nothing(sample: SampleCounty) -> None:
    """A condition that cannot be answered is never taken for none."""
    enter((sample.other_town, north(1)))
    sample.post("岗")
    sample.post("邻县", place=sample.other_town)
    for near_path in ("", sample.town.path, sample.county.path):
        page = search_public(VacancySearch(near_path=near_path, within_km=50))
        assert page.total == 0 and page.total_without == {"within": 2} and not page.is_origin_known


def test_taken_for_none_it_would_find_what_is_far(
    sample: SampleCounty, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sabotage twin: what nobody knows counts as near."""
    enter((sample.town, HOME))
    sample.post("不知道", place=sample.other_town)
    asked = {"near_path": sample.town.path, "within_km": 5}
    assert titles(**asked) == []
    monkeypatch.setattr(
        Reach,
        "within",
        lambda reach, index, kilometres: Reach._rows(index, reach.metres <= kilometres * 1_000),
    )
    assert titles(**asked) == ["不知道"]


def test_a_point_entered_later_is_measured_at_once(sample: SampleCounty) -> None:
    sample.post("邻县", place=sample.other_town)
    near = {"near_path": sample.town.path}
    assert told(**near)["邻县"].kilometres is None
    enter((sample.town, HOME), (sample.other_town, north(20)))
    assert told(**near)["邻县"].kilometres == 20
    enter((sample.other_town, None))
    assert told(**near)["邻县"].kilometres is None


@pytest.mark.parametrize("order", ["near", "key"])
def test_paging_visits_each_vacancy_once_and_comes_back(
    sample: SampleCounty, monkeypatch: pytest.MonkeyPatch, order: str
) -> None:
    monkeypatch.setattr(public, "PAGE_SIZE", 3)
    unknown = sample._place("无名镇", PlaceKind.TOWN, "999921200000", sample.county)
    enter((sample.town, HOME), (sample.other_town, north(7)))
    firms = [sample.firm, add_firm(sample, "重点机械有限公司", "key-enterprise")]
    for number in range(11):
        place = (unknown, sample.other_town, sample.town)[number % 3]
        sample.post(f"岗{number}", place=place, public_since=NOW, organisation=firms[number % 2])
    search = VacancySearch(order=order, near_path=sample.town.path)
    pages = [search_public(search)]
    while pages[-1].next:
        pages.append(search_public(search, after=pages[-1].next))
    seen = [vacancy.title for page in pages for vacancy in page.vacancies]
    assert sorted(seen) == sorted(f"岗{number}" for number in range(11))
    assert seen == [vacancy.title for vacancy in first_public(search, 11)]
    back = search_public(search, before=pages[3].previous or "")
    assert back.vacancies == pages[2].vacancies and back.number == 3


def test_key_firms_and_major_projects_come_first_and_among_them_the_newest(sample: SampleCounty) -> None:
    key = add_firm(sample, "重点机械有限公司", "key-enterprise", "four-above")
    project = add_firm(sample, "重大项目有限公司", "key-enterprise", "major-project")
    counted = add_firm(sample, "四上纺织有限公司", "four-above")
    for title, firm in (("重点", key), ("项目", project), ("四上", counted), ("平常", sample.firm)):
        sample.post(title, organisation=firm)
    page = search_public(VacancySearch(order="key"))
    assert [vacancy.title for vacancy in page.vacancies] == ["项目", "重点", "平常", "四上"]
    assert {vacancy.title: page.put_first.get(vacancy.id) for vacancy in page.vacancies} == {
        "项目": ("key-enterprise", "major-project"), "重点": ("key-enterprise",), "平常": None, "四上": None,
    }  # fmt: skip
    assert titles() == ["平常", "四上", "项目", "重点"] and not search_public(VacancySearch()).put_first
    with system_scope("test"):
        Status.objects.filter(party=key.party).update(ends_before=clock.today())
    assert titles(order="key") == ["项目", "平常", "四上", "重点"]


def test_the_number_of_statements_does_not_grow_with_what_is_found(sample: SampleCounty) -> None:
    def statements(**asked: Any) -> int:
        with CaptureQueriesContext(connection) as captured:
            search_public(VacancySearch(near_path=sample.town.path, **asked))
        return sum(query["sql"].startswith("SELECT") for query in captured)

    enter((sample.town, HOME), (sample.other_town, north(7)))
    sample.post("一")
    asked: list[dict[str, Any]] = [{"order": "near", "within_km": 20}, {"order": "key"}, {}]
    for each in asked:
        statements(**each)  # index and points are read once
    before = [statements(**each) for each in asked]
    for number in range(30):
        firm = add_firm(sample, f"{number}号重点机械有限公司", "key-enterprise")
        sample.post(place=(sample.town, sample.other_town)[number % 2], organisation=firm)
    statements()
    assert [statements(**each) for each in asked] == before


def test_what_lies_at_the_end_of_the_world_still_has_a_rank(sample: SampleCounty) -> None:
    """Ranks stay below 4,096, or the number an order falls by would run over."""
    sample.post("天边", place=sample.other_town)
    enter((sample.town, HOME), (sample.other_town, Point.read("3", "135")))
    index = public_index()
    reach = Reach.of(index, sample.town.path)
    assert reach.ranks(index).tolist() == [FARTHEST_KM]
    assert titles(near_path=sample.town.path, order="near") == ["天边"]
    deep = Reach(sample.town.path, True, np.array([-1]), np.array([9_999]))
    assert deep.ranks(index).tolist() == [4_095]


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("p/c/k/t/", "p/c/k/t/v/", "town"),
        ("p/c/k/t/w/", "p/c/k/t/v/", "town"),
        ("p/c/k/u/", "p/c/k/t/v/", "county"),
        ("p/c/k/", "p/c/k/t/", "county"),
        ("p/c/k/t/", "p/c/k/", "county"),
        ("p/c/l/t/", "p/c/k/t/", "none"),
        ("p/c/", "p/c/k/t/", "none"),
        ("p/c/kk/t/", "p/c/k/t/", "none"),
    ],
)
def test_the_least_two_places_share(one: str, other: str, shared: str) -> None:
    assert shared_by(one, other, "k") == shared


@given(
    metres=st.integers(min_value=0, max_value=20_000_000), more=st.integers(min_value=0, max_value=9_999_999)
)
def test_the_farther_never_comes_before_the_nearer(metres: int, more: int) -> None:
    ranked = public_distance._kilometres(np.array([metres, metres + more]))
    assert ranked[0] <= ranked[1] and abs(int(ranked[0]) * 1_000 - metres) <= 500
