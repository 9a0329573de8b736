"""Reasons and why-not in words, and that every promised mending really mends."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from baigong.kernels.matching import LawfulAge, Seeker, Vacancy, Weights, explain, match, why_not
from baigong.kernels.matching.explain import _mend_all
from baigong.kernels.matching.setting import CommuteTable, Setting
from baigong.kernels.matching.tests.worlds import (
    COMMUTE,
    ON,
    lawful_to_introduce,
    seekers,
    vacancies,
    weights,
)

LABELS = {
    "area:a": "石桥县",
    "area:d": "望海县",
    "place:1/2/": "望海县",
    "skill:3": "四级",
    "skill:4": "三级",
    "certificate:weld": "焊接操作证",
    "shift:night": "夜班",
    "shift:day": "长白班",
    "occupation:6-18-02-04": "焊工",
    "occupation:6-18-02-05": "钳工",
    "occupation:6-18-02": "机械热加工人员",
    "education:4": "高中",
    "education:6": "大学本科",
}
WELDER = Seeker(
    "s1",
    occupations=("6-18-02-04",),
    area="a",
    pay_from_fen=600_000,
    pay_to_fen=700_000,
    education_rank=4,
    skill_level=3,
    certificates=frozenset({"weld"}),
    shifts=frozenset({"day"}),
    wants_lodging=False,
)
POST = Vacancy(
    "v1",
    occupations=("6-18-02-04",),
    place_path="1/1/",
    area="a",
    pay_from_fen=650_000,
    pay_to_fen=850_000,
    skill_level=3,
    certificates=frozenset({"weld"}),
    shift="day",
)


def sentences(seeker: Seeker, vacancy: Vacancy) -> dict[str, str]:
    told = explain(seeker, vacancy, Weights(), COMMUTE, on=ON, labels=LABELS)
    return {reason.name: reason.sentence_zh for reason in told.reasons}


def answer(seeker: Seeker, vacancy: Vacancy, rules: Weights | None = None) -> str:
    return why_not(seeker, vacancy, rules or Weights(), COMMUTE, on=ON, labels=LABELS).sentence_zh


def test_a_fitting_pair_in_words() -> None:
    told = sentences(WELDER, POST)
    assert told["place"] == "同在石桥县"
    assert told["occupation"] == "焊工，正是首选意向"
    assert told["pay"] == "期望6000–7000元，本岗6500–8500元"
    assert told["skill"] == "持四级证，满足要求"
    assert told["certificate"] == "持焊接操作证，满足要求"
    assert told["shift"] == "长白班，可以接受"
    assert told["age"] == "本岗不看年龄"


def test_what_is_not_known_is_called_missing_paper_not_a_failing() -> None:
    blank = Seeker("s1")
    told = explain(blank, replace(POST, education_rank=4), Weights(), COMMUTE, on=ON, labels=LABELS)
    pending = {reason.name for reason in told.reasons if "待补" in reason.sentence_zh}
    assert pending >= {"place", "occupation", "pay", "education", "skill", "certificate", "shift"}
    assert told.failed is None


@pytest.mark.parametrize(
    ("facts", "work", "expected"),
    [
        ({"pay_from_fen": 924_000, "pay_to_fen": None}, {}, "若把上限提到8800元，得"),
        ({"pay_from_fen": 924_000, "pay_to_fen": None}, {}, "高出上限740元"),
        ({"certificates": frozenset()}, {}, "没有焊接操作证，本岗必须持证。若取得焊接操作证，得"),
        ({}, {"shift": "night"}, "本岗是夜班，只接受长白班。若接受夜班，得"),
        ({}, {"education_rank": 6}, "学历高中，本岗要大学本科以上。若学历放宽到高中，得"),
        (
            {},
            {"area": "d", "place_path": "1/2/"},
            "单程约61分钟，超出60分钟，本岗没有住宿。若意向地区加上望海县，得",
        ),
        ({"area": "c"}, {}, "不在通勤范围"),
        ({}, {"area": "d", "has_lodging": True}, "若此人愿住宿舍，得"),
        ({"wants_lodging": True}, {"area": "d"}, "若本岗提供住宿，得"),
        ({}, {"area": "d", "place_path": ""}, "若本岗提供住宿，此人也愿住，得"),
        ({"occupations": ("4-02-01-01",)}, {}, "若求职意向加上焊工，得"),
        ({"skill_level": 1}, {"skill_level": 3}, "若技能等级放宽到2，得"),
    ],
)
def test_the_smallest_change_in_words(facts: dict, work: dict, expected: str) -> None:
    assert expected in answer(replace(WELDER, **facts), replace(POST, **work))


def test_two_failings_are_mended_in_order() -> None:
    told = answer(replace(WELDER, pay_from_fen=924_000, pay_to_fen=None), replace(POST, shift="night"))
    assert "若把上限提到8800元，再接受夜班，得" in told


def test_the_law_is_not_mended() -> None:
    limited = replace(POST, lawful_age=LawfulAge(18, 45, "矿山井下作业规定"))
    found = why_not(replace(WELDER, birth_year=1950), limited, Weights(), COMMUTE, on=ON)
    assert (found.mendable, found.changes, found.mended_score) == (False, (), None)
    assert found.sentence_zh == "1950年出生，本岗须18–45岁（矿山井下作业规定）。这是法定条件，不能放宽。"


def test_a_fitting_pair_gets_its_ranks_as_the_lists_have_them() -> None:
    people = [
        replace(WELDER, id=f"s{n}", skill_level=2 + n % 2, pay_from_fen=600_000 + n * 30_000, pay_to_fen=None)
        for n in range(9)
    ]
    posts = [replace(POST, id=f"v{n}", priority=10 * n) for n in range(9)]
    found = match(people, posts, Weights(), commute=COMMUTE, on=ON)
    for person in people:
        for post in posts:
            told = why_not(person, post, Weights(), COMMUTE, on=ON, seekers=people, vacancies=posts)
            by_post = [key for key, _ in found.for_vacancy.ranked_ids(post.id)]
            by_person = [key for key, _ in found.for_seeker.ranked_ids(person.id)]
            assert told.rank_for_vacancy == by_post.index(person.id) + 1
            assert told.rank_for_seeker == by_person.index(post.id) + 1
            assert f"排第{told.rank_for_vacancy}名" in told.sentence_zh


def test_ranks_are_those_of_the_lists_where_plans_differ() -> None:
    """Each vacancy counts with the weights of its own place; the person's place has no say."""
    rules = {"1/1/": Weights(), "1/2/": Weights(occupation=20, priority=25)}
    posts = [
        replace(POST, id=f"v{n}", place_path=f"1/{1 + n % 2}/", area="a", priority=10 * n) for n in range(9)
    ]
    found = match([WELDER], posts, rules, commute=COMMUTE, on=ON)
    order = [key for key, _ in found.for_seeker.ranked_ids(WELDER.id)]
    told = [why_not(WELDER, post, rules, COMMUTE, on=ON, vacancies=posts) for post in posts]
    assert [order.index(post.id) + 1 for post in posts] == [each.rank_for_seeker for each in told]
    one_plan = match([WELDER], posts, rules["1/1/"], commute=COMMUTE, on=ON)
    assert order != [key for key, _ in one_plan.for_seeker.ranked_ids(WELDER.id)]  # twin: it matters


def test_who_has_no_rival_is_first_and_without_candidates_there_is_no_rank() -> None:
    alone = why_not(WELDER, POST, Weights(), COMMUTE, on=ON, seekers=[], vacancies=[POST])
    assert (alone.rank_for_vacancy, alone.rank_for_seeker) == (1, 1)
    assert "在本岗的人选里排第1名，在此人的岗位里排第1名" in alone.sentence_zh
    unasked = why_not(WELDER, POST, Weights(), COMMUTE, on=ON)
    assert (unasked.rank_for_vacancy, unasked.rank_for_seeker) == (None, None)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(seekers(1), vacancies(1), weights)
def test_every_promised_mending_mends(seeker: Seeker, vacancy: Vacancy, rules: Weights) -> None:
    told = why_not(seeker, vacancy, rules, COMMUTE, on=ON)
    if told.failed is None:
        assert told.changes == () and told.mended_score == told.explanation.score
        return
    changes, mended = _mend_all(seeker, vacancy, Setting(rules, COMMUTE, ON), {})
    assert changes == told.changes
    if mended is None:
        assert not told.mendable
        assert told.sentence_zh.endswith("不能放宽。")
        return
    assert changes[0].name == told.failed.name
    assert lawful_to_introduce(*mended, rules)
    assert told.mended_score == explain(*mended, rules, COMMUTE, on=ON).score


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(seekers(1), vacancies(1))
def test_one_yuan_less_would_not_mend_the_pay(seeker: Seeker, vacancy: Vacancy) -> None:
    fit = replace(vacancy, area="a", occupations=(), pay_from_fen=None, pay_to_fen=1_000)
    wisher = replace(seeker, area="a", wish_places=(), pay_from_fen=(seeker.pay_from_fen or 300_000))
    told = why_not(wisher, fit, Weights(), COMMUTE, on=ON)
    assert told.failed is not None and told.failed.name == "pay"
    upper = int(told.changes[0].value)
    for amount, refused in ((upper, False), (upper - 100, True)):
        failed = explain(wisher, replace(fit, pay_to_fen=amount), Weights(), COMMUTE, on=ON).failed
        assert (failed is not None and failed.name == "pay") is refused


def test_an_unconnected_area_is_not_reached() -> None:
    assert CommuteTable().between("a", "b") is None
    assert CommuteTable().between("a", "a") == 0
    assert COMMUTE.between("e", "a") == 30
    assert COMMUTE.between("b", "a") == COMMUTE.between("a", "b") == 20
