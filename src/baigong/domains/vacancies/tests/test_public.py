"""Published vacancies for anybody: found, counted, paged; nothing else exists."""

import dataclasses
import datetime
import itertools
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baigong.domains.vacancies import public, public_rows
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.vacancies.public import (
    newest_public,
    public_overview,
    public_places,
    public_vacancy,
    search_public,
)
from baigong.domains.vacancies.public_addresses import public_addresses
from baigong.domains.vacancies.public_search import VacancySearch
from baigong.domains.vacancies.tests.sample_vacancies import SampleCounty
from baigong.foundation import clock
from baigong.foundation.lists.errors import ListRequestError
from baigong.foundation.scope import enter, public_scope, system_scope

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 5, 13, 1, tzinfo=datetime.UTC)


@pytest.fixture
def sample() -> Any:
    with clock.at(NOW):
        yield SampleCounty()


def titles(**asked: Any) -> list[str]:
    return [vacancy.title for vacancy in search_public(VacancySearch(**asked)).vacancies]


def hidden_ones(sample: SampleCounty) -> list[uuid.UUID]:
    return [
        sample.post("未公开", public_since=None).id,
        sample.post("已关闭", public_since=None, closed_on=NOW.date()).id,
        sample.post("已撤下", withdrawn_at=NOW).id,
        sample.post("还没到时候", public_since=NOW + datetime.timedelta(hours=1)).id,
    ]


def test_what_is_not_published_does_not_exist(sample: SampleCounty) -> None:
    shown = sample.post("焊工")
    hidden = hidden_ones(sample)
    assert titles() == ["焊工"]
    assert public_vacancy(shown.id) is not None
    assert [public_vacancy(key) for key in [*hidden, uuid.uuid4()]] == [None] * 5
    assert [vacancy.title for vacancy in newest_public(9)] == ["焊工"]
    assert [key for key, _ in public_addresses(9)] == [shown.id]
    assert public_overview(9).vacancies == 1


def test_sight_of_everything_makes_no_difference(sample: SampleCounty) -> None:
    hidden_ones(sample)
    with system_scope("test"):
        assert titles() == []
        assert public_overview(9).vacancies == 0


def test_without_the_conditions_the_public_scope_still_holds(
    sample: SampleCounty, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two walls: the scope hides what was never published, the selector what came down again."""
    keys = hidden_ones(sample)
    monkeypatch.setattr(public, "published", lambda: public_rows.Vacancy.objects.all())
    assert [public_vacancy(key) is not None for key in keys] == [False, False, True, True]
    with enter(public_scope()):
        assert public.published().count() == 2
    with enter(dataclasses.replace(public_scope(), everything=True)):
        assert public.published().count() == 4


def test_what_came_down_since_the_index_was_read_is_not_shown(
    sample: SampleCounty, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rows of a page are read anew, so an index that is late shows too few and never too much."""
    sample.post("焊工")
    assert titles() == ["焊工"]
    held = public.public_index()
    with system_scope("test"):
        Vacancy.objects.update(withdrawn_at=NOW)
    monkeypatch.setattr(public, "public_index", lambda: held)
    assert search_public(VacancySearch()).total == 1
    assert titles() == []
    monkeypatch.setattr(public_rows, "published", lambda: public_rows.Vacancy.objects.all())
    assert titles() == ["焊工"]


def test_words_of_two_characters_are_found_in_each_column(sample: SampleCounty) -> None:
    sample.post("出纳会计")
    sample.post("普工", benefits="供会计培训")
    sample.post("保安", description="与会计同楼")
    assert sorted(titles(words="会计")) == ["出纳会计", "普工"]
    assert titles(words="会计 出纳") == ["出纳会计"]
    assert len(titles(words="愚公")) == 3


def test_signs_of_a_pattern_are_only_signs(sample: SampleCounty) -> None:
    sample.post("普工")
    sample.post("底薪100%发放员")
    assert titles(words="%") == ["底薪100%发放员"]
    assert titles(words="_") == []


def test_both_widths_of_a_bracket_are_found(sample: SampleCounty) -> None:
    sample.post("焊工（二保焊）")
    assert titles(words="焊工（二保焊）", is_literal=True) == ["焊工（二保焊）"]


def test_a_spoken_word_finds_the_occupation(sample: SampleCounty) -> None:
    sample.post("二保焊操作员", occupation_codes=["6-18-02-04"])
    sample.post("缝纫车工", occupation_codes=["6-05-01-03"])
    search = VacancySearch(words="烧焊")
    assert titles(words="烧焊") == ["二保焊操作员"]
    assert search.understood() == ("焊工",)
    assert titles(words="烧焊", is_literal=True) == []
    assert VacancySearch(words="烧焊", is_literal=True).understood() == ()


def test_each_condition_narrows(sample: SampleCounty) -> None:
    sample.post("甲", occupation_group="6", pay_from_fen_month=600_000, shift="day", has_lodging=True)
    sample.post("乙", occupation_group="4", pay_from_fen_month=500_000, shift="two", place=sample.other_town)
    sample.post("丙", pay_to_fen_month=700_000, shift="any", has_lodging=False)
    assert titles(trade="6") == ["甲"]
    assert titles(place_path=sample.other_county.path) == ["乙"]
    assert titles(place_path=sample.town.path) == ["丙", "甲"]
    assert titles(pay_at_least_fen=600_000) == ["丙", "甲"]
    assert titles(shifts=("day",)) == ["丙", "甲"]
    assert titles(shifts=("day", "two")) == ["丙", "乙", "甲"]
    assert titles(has_lodging=True) == ["甲"]
    assert titles(order="pay") == ["丙", "甲", "乙"]


def test_counts_without_each_condition_add_up(sample: SampleCounty) -> None:
    sample.post("甲", has_lodging=True, headcount=3)
    sample.post("乙", shift="day", headcount=4)
    sample.post("丙", shift="day", headcount=5)
    page = search_public(VacancySearch(has_lodging=True, shifts=("day",)))
    assert page.total == 0
    assert page.headcount == 0
    assert page.total_without == {"shifts": 1, "lodging": 2}
    assert page.total_only == {"shifts": 2, "lodging": 1}
    assert search_public(VacancySearch(shifts=("day",))).headcount == 9
    assert search_public(VacancySearch(shifts=("day",), words="乙", pay_at_least_fen=0)).headcount == 4
    assert search_public(VacancySearch()).headcount == 12


def test_totals_are_those_of_the_rows_for_every_choice_of_conditions(sample: SampleCounty) -> None:
    sample.post("会计", has_lodging=True, shift="day", pay_from_fen_month=500_000, occupation_group="2")
    sample.post("普工", headcount=None)
    sample.post("会计", headcount=4, occupation_group="2", shift="two", place=sample.other_town)
    asked = {"words": "会计", "trade": "2", "place_path": sample.town.path, "pay_at_least_fen": 450_000,
             "shifts": ("day",), "has_lodging": True}  # fmt: skip
    for size in range(len(asked) + 1):
        for names in itertools.combinations(asked, size):
            page = search_public(VacancySearch(**{name: asked[name] for name in names}))  # type: ignore[arg-type]
            assert page.total == len(page.vacancies), names
            assert page.headcount == sum(vacancy.headcount or 0 for vacancy in page.vacancies), names
            assert page.is_headcount_partial is any(vacancy.headcount is None for vacancy in page.vacancies)


@pytest.mark.parametrize("order", ["new", "pay", "near"])
def test_paging_visits_each_vacancy_once_and_comes_back(
    sample: SampleCounty, monkeypatch: pytest.MonkeyPatch, order: str
) -> None:
    monkeypatch.setattr(public, "PAGE_SIZE", 3)
    for number in range(8):
        sample.post(f"岗{number}", pay_from_fen_month=number // 3 * 1000 or None, public_since=NOW)
    search = VacancySearch(order=order)
    pages = [search_public(search)]
    while pages[-1].next:
        pages.append(search_public(search, after=pages[-1].next))
    seen = [vacancy.title for page in pages for vacancy in page.vacancies]
    assert sorted(seen) == [f"岗{number}" for number in range(8)]
    assert [page.number for page in pages] == [1, 2, 3]
    assert pages[0].previous is None
    back = search_public(search, before=pages[2].previous or "")
    assert back.vacancies == pages[1].vacancies
    assert back.number == 2
    first = search_public(search, before=back.previous or "")
    assert first.vacancies == pages[0].vacancies
    assert first.previous is None


@pytest.mark.parametrize("word", ["x", "====", "W10", "a" * 700])
def test_a_broken_position_is_refused(sample: SampleCounty, word: str) -> None:
    with pytest.raises(ListRequestError):
        search_public(VacancySearch(), after=word)


def test_a_position_of_another_order_is_refused(
    sample: SampleCounty, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public, "PAGE_SIZE", 1)
    sample.post()
    sample.post()
    position = search_public(VacancySearch()).next
    assert position
    with pytest.raises(ListRequestError):
        search_public(VacancySearch(order="pay"), after=position)


def statements(act: Any) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return sum(query["sql"].startswith("SELECT") and "set_config" not in query["sql"] for query in captured)


def test_the_number_of_statements_does_not_grow(sample: SampleCounty) -> None:
    asked = [
        lambda: search_public(VacancySearch(words="焊工", has_lodging=False)),
        lambda: newest_public(9),
        lambda: public_overview(9),
        lambda: public_vacancy(first.id),
    ]
    first = sample.post()
    newest_public(1)  # the index is read once
    with_one = [statements(act) for act in asked]
    sample.post(place=sample.other_town)
    sample.post()
    newest_public(1)
    assert [statements(act) for act in asked] == with_one
    assert max(with_one) <= 4


def test_only_the_columns_allowed_are_read(sample: SampleCounty) -> None:
    key = sample.post(description="电话13912345678").id
    with CaptureQueriesContext(connection) as captured:
        detail = public_vacancy(key)
        search_public(VacancySearch())
    assert "13912345678" not in repr(detail)
    assert "秦始终" not in repr(detail)
    asked = " ".join(query["sql"] for query in captured)
    assert "parties_" not in asked
    for column in ("need_id", "source_id", "external_id"):
        assert column not in asked


def test_a_place_is_named_by_county_and_town(sample: SampleCounty) -> None:
    sample.post(place=sample.town)
    sample.post(place=sample.other_county)
    assert [vacancy.place_label for vacancy in newest_public(9)] == ["石桥县", "北渡县柳塘镇"]
    listed = [(place.county, place.name) for place in public_places()]
    assert listed == [("", "北渡县"), ("北渡县", "柳塘镇"), ("", "石桥县"), ("石桥县", "东桥镇")]


def test_the_overview_counts(sample: SampleCounty) -> None:
    sample.post("焊工", headcount=5, has_lodging=True)
    sample.post("焊工", headcount=2, place=sample.other_town)
    sample.post("普工", headcount=6)
    overview = public_overview(1)
    assert (overview.vacancies, overview.headcount, overview.with_lodging) == (3, 13, 1)
    assert [(each.label, each.vacancies, each.headcount) for each in overview.counties] == [
        ("北渡县", 2, 11), ("石桥县", 1, 2),
    ]  # fmt: skip
    assert [(each.label, each.headcount) for each in overview.titles] == [("焊工", 7)]
