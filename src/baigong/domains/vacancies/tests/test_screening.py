"""Publishing and mending under the law's checks: what is forbidden stays in, what is mended goes out."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.sand_table import World, build_world

from baigong.domains.parties.models import Organisation
from baigong.domains.statuses.models import Status
from baigong.domains.vacancies import services
from baigong.domains.vacancies.firm import copy_vacancy
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.vacancies.revising import revise_vacancy
from baigong.domains.vacancies.screening import findings_of
from baigong.domains.vacancies.services import VacancyError, publish_vacancies
from baigong.foundation import clock
from baigong.foundation.audit.models import Change
from baigong.foundation.parameters.services import set_value
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


def set_minimum(vacancy: Vacancy, yuan: int) -> None:
    set_value(
        by="test", parameter="minimum-wage-month", place_path=vacancy.place_path, county_id=vacancy.county_id,
        valid_from=datetime.date(2020, 1, 1), value=Decimal(yuan), unit="元/月", document="省政府公布的标准",
    )  # fmt: skip


def checks(vacancy: Vacancy) -> list[str]:
    return [each.check.id for each in findings_of([vacancy])[vacancy.id]]


def test_pay_below_the_minimum_the_office_entered_is_not_published(vacancy: Vacancy) -> None:
    """AD-08; twin: as long as no figure was entered, nothing is held against the pay."""
    vacancy = mend(vacancy, pay_text="1500-1800元/月")
    assert checks(vacancy) == []
    set_minimum(vacancy, 1700)
    assert checks(vacancy) == ["AD-08-LOW"]
    set_minimum_again = mend(vacancy, pay_text="1500-1600元/月")
    assert checks(set_minimum_again) == ["AD-08"]
    with pytest.raises(VacancyError, match="薪资：低于当地月最低工资标准"):
        publish_vacancies(by="test", vacancies=[set_minimum_again])
    assert checks(mend(vacancy, pay_text="1700元/月")) == []


def test_an_agency_publishes_with_its_licence_and_is_told_its_duties(vacancy: Vacancy) -> None:
    """AD-10, AD-12; twin: the licence of yesterday is none."""
    Organisation.objects.filter(id=vacancy.organisation_id).update(nature="agency")
    assert checks(vacancy) == ["AD-10", "AD-12"]
    today = clock.today()
    licence = Status.objects.create(
        party_id=vacancy.organisation_id, code="agency-licence", starts_on=today - datetime.timedelta(days=30),
        place_path=vacancy.place_path, county_id=vacancy.county_id,
    )  # fmt: skip
    assert checks(vacancy) == ["AD-12"]
    assert publish_vacancies(by="test", vacancies=[vacancy]) == [vacancy]
    Status.objects.filter(id=licence.id).update(ends_before=today)
    assert checks(vacancy) == ["AD-10", "AD-12"]


@pytest.mark.parametrize(
    ("missing", "expected"),
    [("not_registered", ["AD-11"]), ("not_at_hand", ["AD-13"]), ("not_given", ["AD-13"]), ("", [])],
)
def test_a_firm_without_papers_is_not_recruited_for(
    vacancy: Vacancy, missing: str, expected: list[str]
) -> None:
    Organisation.objects.filter(id=vacancy.organisation_id).update(code_missing=missing)
    assert checks(vacancy) == expected
    Organisation.objects.filter(id=vacancy.organisation_id).update(credit_code="91371600MA0000001X")
    assert checks(vacancy) == []


def test_an_old_advertisement_is_asked_about_before_it_goes_out(vacancy: Vacancy) -> None:
    """AD-13: current information; the figure is the plan's."""
    for days, expected in ((30, []), (31, ["AD-13-CURRENT"])):
        Vacancy.objects.filter(id=vacancy.id).update(updated_at=clock.now() - datetime.timedelta(days=days))
        vacancy.refresh_from_db()
        assert checks(vacancy) == expected


def test_the_queries_do_not_grow_with_the_vacancies_of_a_place(
    vacancy: Vacancy, django_assert_num_queries: Any
) -> None:
    others = [copy_vacancy(by="test", vacancy=vacancy, title=f"焊工{number}") for number in range(3)]
    findings_of([vacancy])
    with CaptureQueriesContext(connection) as one:
        findings_of([vacancy])
    with django_assert_num_queries(len(one)):
        findings_of([vacancy, *others])
