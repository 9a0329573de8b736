"""The index of a process follows the table: whoever writes, whatever is rolled back, however long its tail."""

from __future__ import annotations

import datetime
import random
import uuid
from typing import Any

import pytest
from django.db import connection, transaction

from baigong.domains.vacancies import public_index as index_module
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.vacancies.public import search_public
from baigong.domains.vacancies.public_index import IndexRow, PublicIndex
from baigong.domains.vacancies.public_reading import Keeper
from baigong.domains.vacancies.public_search import VacancySearch
from baigong.domains.vacancies.services import close_vacancy
from baigong.domains.vacancies.tests.sample_vacancies import SampleCounty
from baigong.foundation import clock
from baigong.foundation.freshness.models import RowChange
from baigong.foundation.scope import system_scope

NOW = datetime.datetime(2026, 5, 13, 1, tzinfo=datetime.UTC)


@pytest.fixture
def sample(db: None) -> Any:
    with clock.at(NOW):
        yield SampleCounty()


def found(word: str = "焊工") -> int:
    return search_public(VacancySearch(words=word, is_literal=True)).total


def test_writing_in_any_way_is_seen_at_once(sample: SampleCounty) -> None:
    vacancy = sample.post("焊工")
    assert found() == 1
    with system_scope("test"):
        Vacancy.objects.filter(id=vacancy.id).update(title="保安")
        assert (found(), found("保安")) == (0, 1)
        close_vacancy(by="test", vacancy=vacancy, reason="已招满", on=clock.today())
        assert found("保安") == 0
        with connection.cursor() as cursor:  # past every service and every manager
            cursor.execute(
                "UPDATE vacancies_vacancy SET closed_on = NULL, public_since = recorded_at"
                " WHERE 1=1 /*scope:vacancies_vacancy*/"
            )
    assert found("保安") == 1


def test_what_is_rolled_back_is_forgotten(sample: SampleCounty) -> None:
    sample.post("焊工")
    assert found() == 1
    with pytest.raises(RuntimeError), transaction.atomic():
        sample.post("焊工")
        assert found() == 2
        raise RuntimeError
    assert found() == 1
    sample.post("焊工")
    assert found() == 2


def test_a_column_nobody_reads_here_is_not_noted(sample: SampleCounty) -> None:
    vacancy = sample.post("焊工")
    hidden = sample.post("焊工", public_since=None)
    before = RowChange.objects.count()
    with system_scope("test"):
        Vacancy.objects.filter(id=vacancy.id).update(external_source="other")
        Vacancy.objects.filter(id=hidden.id).update(title="保安")
    assert RowChange.objects.count() == before


def test_without_the_triggers_nothing_would_be_seen(sample: SampleCounty) -> None:
    """Sabotage twin."""
    vacancy = sample.post("焊工")
    keeper = Keeper()
    assert len(keeper.index().ids) == 1
    with system_scope("test"):
        Vacancy.objects.filter(id=vacancy.id).update(title="保安")
        RowChange.objects.exclude(id=RowChange.objects.earliest("id").id).delete()
    assert keeper.index().holding("焊工").any()


def row(number: int, rng: random.Random) -> IndexRow:
    text = "".join(rng.choices("焊工会计普保安", k=6))
    return IndexRow(
        id=uuid.UUID(int=number), public_since=rng.randrange(50), pay=rng.randrange(5), headcount=rng.choice([None, 2]),
        group=rng.choice("26"), codes=(f"6-18-0{rng.randrange(3)}-01",), shift="day", has_lodging=rng.random() < 0.5,
        place_path=f"000{rng.randrange(3)}/", county_id="0001", employer_id=uuid.UUID(int=1), employer_name="x",
        title=text, text=text, certificates=tuple(rng.sample(["电工证", "健康证"], rng.randrange(3))),
        skill_level=rng.choice([None, 3]),
    )  # fmt: skip


def told(index: PublicIndex) -> list[tuple[Any, ...]]:
    """Return what an index says, in the terms of its rows."""
    shown = index.published(100)
    masks = [index.holding("焊工"), index.with_codes(lambda code: code.startswith("6-18-01"))]
    masks += [index.where("places", lambda path: path == "0001/"), index.columns["lodging"]]
    masks += [index.with_certificates(lambda name: "电工" in name), index.columns["skill"] == 3]
    return [
        (index.ids[at], *(bool(mask[at]) for mask in masks), int(index.columns["people"][at]))
        for order in (index.newest, index.best_paid)
        for at in order[shown[order]]
    ]


@pytest.mark.parametrize("seed", range(6))
def test_an_index_renewed_is_the_index_built_anew(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_module, "LONGEST_TAIL", 4)
    rng = random.Random(seed)
    rows = {uuid.UUID(int=n): row(n, rng) for n in range(10)}
    index = PublicIndex.of(list(rows.values()))
    for _ in range(25):
        changed = {uuid.UUID(int=rng.randrange(18)) for _ in range(3)}
        for key in changed:
            rows.pop(key, None)
            if rng.random() < 0.7:
                rows[key] = row(key.int, rng)
        index = index.renewed(changed, [rows[key] for key in changed if key in rows])
        assert told(index) == told(PublicIndex.of(list(rows.values())))
