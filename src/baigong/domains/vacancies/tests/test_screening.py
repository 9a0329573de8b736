"""Publishing and mending under the law's checks: what is forbidden stays in, what is mended goes out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.sand_table import World, build_world

from baigong.domains.vacancies import services
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.vacancies.revising import revise_vacancy
from baigong.domains.vacancies.services import VacancyError, publish_vacancies
from baigong.foundation.audit.models import Change
from baigong.foundation.scope import system_scope

HERE = "1.1.1.1"


@pytest.fixture
def vacancy(db: None) -> Iterator[Vacancy]:
    world: World = build_world()
    with system_scope("test"):
        found = world.vacancies[HERE]
        found.description, found.pay_text = "焊接机架。", "6000-8000元/月"
        found.save()
        yield found


def mend(vacancy: Vacancy, **values: Any) -> Vacancy:
    return revise_vacancy(by="test", vacancy=vacancy, values=values)


def test_what_the_law_forbids_is_not_published_and_the_sentence_says_where_and_why(vacancy: Vacancy) -> None:
    vacancy = mend(vacancy, description="入职交押金200元。")
    with pytest.raises(VacancyError) as refusal:
        publish_vacancies(by="test", vacancies=[vacancy])
    assert refusal.value.code == "screening"
    assert all(word in refusal.value.sentence for word in ("工作内容", "押金", "劳动合同法第九条"))
    vacancy.refresh_from_db()
    assert vacancy.public_since is None


def test_mended_it_is_published_and_a_warning_does_not_stop_it(vacancy: Vacancy) -> None:
    vacancy = mend(mend(vacancy, title="女焊工"), title="焊工", description="焊接机架，45岁以下。")
    assert publish_vacancies(by="test", vacancies=[vacancy]) == [vacancy]
    assert Change.objects.filter(object_id=str(vacancy.id), field="title").count() == 2


def test_a_public_advertisement_may_not_come_to_say_what_is_forbidden(vacancy: Vacancy) -> None:
    publish_vacancies(by="test", vacancies=[vacancy])
    with pytest.raises(VacancyError, match="先从门户撤下"):
        mend(vacancy, description="限男。")
    vacancy.refresh_from_db()
    assert vacancy.description == "焊接机架。"


def test_pay_and_occupation_are_read_anew_from_their_words(vacancy: Vacancy) -> None:
    vacancy = mend(vacancy, title="保洁员", pay_text="3-4千")
    assert (vacancy.pay_from_fen_month, vacancy.pay_to_fen_month) == (300_000, 400_000)
    assert vacancy.occupation_codes and vacancy.occupation_codes != ["6-18-02-04"]
    vacancy = mend(vacancy, pay_text="面议")
    assert (vacancy.pay_from_fen_month, vacancy.pay_to_fen_month) == (None, None)
    with pytest.raises(VacancyError, match="看不懂"):
        mend(vacancy, pay_text="好商量得很")


def test_two_posts_of_one_name_at_one_place_are_refused_in_words(vacancy: Vacancy) -> None:
    Vacancy.objects.create(
        organisation=vacancy.organisation,
        place=vacancy.place,
        place_path=vacancy.place_path,
        county_id=vacancy.county_id,
        employer_name=vacancy.employer_name,
        title="钳工",
        headcount=1,
    )
    with pytest.raises(VacancyError, match="同名的岗位"):
        mend(vacancy, title="钳工")


def test_without_the_check_the_forbidden_would_be_public(
    vacancy: Vacancy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sabotage twin."""
    vacancy = mend(vacancy, description="入职交押金200元。")
    monkeypatch.setattr(services, "findings_of", lambda vacancies: {each.id: () for each in vacancies})
    publish_vacancies(by="test", vacancies=[vacancy])
    assert vacancy.public_since is not None
