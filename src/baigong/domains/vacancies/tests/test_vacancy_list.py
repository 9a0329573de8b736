"""The list of vacancies, publishing and closing."""

from __future__ import annotations

import datetime

import pytest
from tests.real_data import real_file

from baigong.domains.parties.models import Organisation
from baigong.domains.parties.tests.bringing_in import DAY, Counties, counts, gbk, sentences
from baigong.domains.placements.services import introduce
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.vacancies.revising import revise_vacancy
from baigong.domains.vacancies.services import VacancyError, close_vacancy, publish_vacancies
from baigong.domains.workers.models import Registration
from baigong.domains.workers.tests.supplying import bring, zhang
from baigong.foundation import clock
from baigong.foundation.exchange.models import ImportRow
from baigong.foundation.scope import enter, public_scope, system_scope

pytestmark = pytest.mark.django_db

HEAD = [
    "企业名称",
    "所属县镇",
    "岗位名称",
    "招聘人数",
    "月薪（元/月）",
    "学历要求",
    "班次",
    "提供住宿",
    "工作地点",
    "岗位描述",
]
FIRM = "北渡愚公机械有限公司"
WELDER = [
    FIRM,
    "柳塘镇",
    "电焊工",
    "5",
    "6000-8000",
    "初中及以上",
    "两班倒",
    "是",
    "一号厂房",
    "焊接&nbsp;结构件<br>。",
]


@pytest.fixture
def counties():
    return Counties()


def _vacancies(counties):
    with enter(counties.scope()):
        return list(
            Vacancy.objects.filter(withdrawn_at__isnull=True)
            .select_related("organisation")
            .order_by("title", "id")
        )


def test_a_post_comes_in_with_its_firm_and_is_not_public(counties):
    batch = counties.bring("vacancies", gbk([["岗位清单"], HEAD, WELDER]))
    assert counts(batch) == {"rows": 1, "accepted": 1, "created": 1}
    (post,) = _vacancies(counties)
    assert (post.title, post.headcount, post.employer_name) == ("电焊工", 5, FIRM)
    assert (post.pay_from_fen_month, post.pay_to_fen_month, post.education_rank) == (600_000, 800_000, 2)
    assert post.shift and post.has_lodging and post.occupation_codes and post.occupation_group == "6"
    assert "<br>" not in post.description and "&nbsp;" not in post.description
    assert post.public_since is None and post.organisation.provisional_key
    with enter(public_scope()):
        assert not Vacancy.objects.exists()


def test_same_file_twice_empty_cell_absent_row(counties):
    other = [FIRM, "柳塘镇", "车工", *WELDER[3:]]
    data = gbk([HEAD, WELDER, other])
    counties.bring("vacancies", data)
    assert counts(counties.bring("vacancies", data)) == {"rows": 2, "accepted": 2, "unchanged": 2}
    empty = [FIRM, "柳塘镇", "电焊工", "", "", "", "", "", "一号厂房", ""]
    assert counts(counties.bring("vacancies", gbk([HEAD, empty])))["unchanged"] == 1
    assert [post.headcount for post in _vacancies(counties)] == [5, 5]
    assert all(post.closed_on is None for post in _vacancies(counties))


def test_two_workplaces_are_two_posts_and_the_same_twice_is_a_duplicate(counties):
    second = [*WELDER[:8], "二号厂房", ""]
    batch = counties.bring("vacancies", gbk([HEAD, WELDER, second, WELDER]))
    assert counts(batch) == {"rows": 3, "accepted": 2, "created": 2, "duplicates": 1}
    again = counties.bring("vacancies", gbk([HEAD, second, WELDER]))
    assert counts(again) == {"rows": 2, "accepted": 2, "unchanged": 2}


def test_undo_twice_and_what_is_published_stays(counties):
    batch = counties.bring("vacancies", gbk([HEAD, WELDER, [FIRM, "柳塘镇", "车工", *WELDER[3:]]]))
    with enter(counties.scope()), clock.at(DAY):
        publish_vacancies(
            by="officer", vacancies=[post for post in _vacancies(counties) if post.title == "车工"]
        )
    assert counties.undo(batch) == ["已撤回", "这个岗位已经发布，留着没动。要撤，请先关闭。"]
    assert counties.undo(batch) == ["已撤回", "这个岗位已经发布，留着没动。要撤，请先关闭。"]
    assert [post.title for post in _vacancies(counties)] == ["车工"]
    with system_scope("test"):
        assert Organisation.objects.get().withdrawn_at is None, "the firm is still needed by the other post"


def test_undo_keeps_and_names_what_somebody_was_introduced_to_and_what_was_closed(counties):
    batch = counties.bring("vacancies", gbk([HEAD, WELDER, [FIRM, "柳塘镇", "车工", *WELDER[3:]]]))
    bring(counties, zhang())
    with clock.at(DAY), enter(counties.scope()):
        welder, turner = Vacancy.objects.get(title="电焊工"), Vacancy.objects.get(title="车工")
        introduce(by="officer", vacancy=welder, registration=Registration.objects.get(), on=DAY)
        close_vacancy(by="officer", vacancy=turner, reason="已招满", on=DAY)
    told = ["这个岗位已经介绍过人，留着没动。", "这个岗位入库以后已经关闭，留着没动。"]
    assert counties.undo(batch) == told
    assert counties.undo(batch) == told
    assert len(_vacancies(counties)) == 2


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("底薪3000+提成", 300_000, None),
        ("底薪2500-3000，加提成", 250_000, None),
        ("底薪3000+提成，综合6000-8000", 600_000, 800_000),
        ("月薪6000-8000，含提成", 600_000, 800_000),
        ("3000元/月", 300_000, 300_000),
    ],
)
def test_a_base_is_a_floor_and_the_whole_is_a_range(counties, text, low, high):
    counties.bring("vacancies", gbk([HEAD, [*WELDER[:4], text, *WELDER[5:]]]))
    (post,) = _vacancies(counties)
    assert (post.pay_from_fen_month, post.pay_to_fen_month) == (low, high)
    assert post.pay_text.startswith(text)  # its heading's unit may follow


def test_a_base_written_over_a_range_opens_its_end(counties):
    counties.bring("vacancies", gbk([HEAD, WELDER]))
    (post,) = _vacancies(counties)
    with enter(counties.scope()):
        mended = revise_vacancy(by="t", vacancy=post, values={"pay_text": "底薪3000+提成"})
    assert (mended.pay_from_fen_month, mended.pay_to_fen_month) == (300_000, None)


def test_undo_of_an_update_puts_it_back(counties):
    counties.bring("vacancies", gbk([HEAD, WELDER]))
    batch = counties.bring("vacancies", gbk([HEAD, [*WELDER[:3], "9", "面议", *WELDER[5:]]]))
    (post,) = _vacancies(counties)
    assert (post.headcount, post.pay_text, post.pay_from_fen_month) == (9, "面议", None)
    counties.undo(batch)
    (post,) = _vacancies(counties)
    assert (post.headcount, post.pay_from_fen_month) == (5, 600_000)


def test_publishing_is_all_or_nothing_and_keeps_the_name(counties):
    counties.bring("vacancies", gbk([HEAD, WELDER, [FIRM, "柳塘镇", "车工", "", *WELDER[4:]]]))
    posts = _vacancies(counties)
    with enter(counties.scope()), pytest.raises(VacancyError, match="没写招几人"):
        publish_vacancies(by="officer", vacancies=posts)
    assert all(post.public_since is None for post in _vacancies(counties))
    welder = next(post for post in _vacancies(counties) if post.title == "电焊工")
    with enter(counties.scope()):
        assert publish_vacancies(by="officer", vacancies=[welder]) == [welder]
        assert publish_vacancies(by="officer", vacancies=[welder]) == []
    with enter(public_scope()):
        assert Vacancy.objects.get().employer_name == FIRM


def test_closing_takes_it_from_the_public(counties):
    counties.bring("vacancies", gbk([HEAD, WELDER]))
    (post,) = _vacancies(counties)
    with enter(counties.scope()), clock.at(DAY):
        publish_vacancies(by="officer", vacancies=[post])
        with pytest.raises(VacancyError, match="原因"):
            close_vacancy(by="officer", vacancy=post, reason="", on=DAY)
        close_vacancy(by="officer", vacancy=post, reason="已招满", on=DAY)
        with pytest.raises(VacancyError, match="已经关闭"):
            publish_vacancies(by="officer", vacancies=[Vacancy.objects.get(public_since=None)])
    with enter(public_scope()):
        assert not Vacancy.objects.exists()
    with pytest.raises(VacancyError, match="已经关闭"):
        close_vacancy(by="officer", vacancy=post, reason="已招满", on=datetime.date(2026, 5, 1))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("job_ads_factories_2020.csv", {"rows": 1603, "rejected": 15}),
        ("job_ads_government_template_2025.xlsx", {"rows": 415}),
        ("job_ads_multi_sheet_2020.xlsx", {"rows": 2500}),
    ],
)
def test_real_advertisements_are_accounted_for(counties, name, expected):
    batch = counties.bring("vacancies", real_file(name).read_bytes(), name=name)
    found = counts(batch)
    assert {key: found.get(key, 0) for key in ("rows", "rejected")} == {"rejected": 0, **expected}
    assert found["created"] >= found["rows"] * 95 // 100
    with enter(counties.scope()):
        assert not Vacancy.objects.filter(title__contains="�").exists()
        assert not ImportRow.objects.filter(batch=batch, outcome="wrong", problems=[]).exists()
        known = ("认不出", "没有企业名称", "没有填", "说的是同一个")
        assert [each for each in sentences(batch) if not any(part in each for part in known)] == []
