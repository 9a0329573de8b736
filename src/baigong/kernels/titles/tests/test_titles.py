"""Titles read into occupation codes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baigong.kernels.titles import known_names, occupations, rank, rank_occupations, standard_form, wording
from baigong.kernels.titles.index import CosineIndex
from baigong.kernels.titles.occupations import colloquial_names, load_occupations

CODES = {occupation.code for occupation in load_occupations()}


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("焊工", "6-18-02-04"),
        ("二保焊", "6-18-02-04"),
        ("急招电焊工（包吃住）6000-8000元", "6-18-02-04"),
        ("叉车司机", "6-30-05-01"),
        ("保洁阿姨", "4-09-08-01"),
        ("缝纫工", "6-05-01-03"),
        ("平车工", "6-05-01-03"),
        ("数控车床操作工", "6-18-01-01"),
        ("加工中心操作工", "6-18-01-07"),
        ("高压电工", "6-28-01-14"),
        ("外卖骑手", "4-10-08-01"),
        ("养老护理员", "4-10-01-05"),
        ("律师", "2-07-04-00"),
        ("诚聘会计", "2-06-03-00"),
        ("Java开发工程师", "2-02-10-03"),
        ("ＣＮＣ操作员", "6-18-01-07"),
        ("高级注塑技术员", "6-14-02-00"),
        ("质检员/QC", "6-31-03-05"),
        ("白班保安·五险一金", "4-07-05-01"),
        ("五险+双休（焊工）", "6-18-02-04"),
        ("朝九晚六+双休+五险（律师）", "2-07-04-00"),
    ],
)
def test_the_plain_case_comes_first(title: str, code: str) -> None:
    assert rank_occupations(title)[0].code == code


def test_what_stands_in_brackets_is_among_the_first_and_welfare_in_brackets_is_not() -> None:
    assert "6-31-01-04" in [one.code for one in rank_occupations("普工（仪表工）", 3)]
    assert rank_occupations("焊工（包吃住）") == rank_occupations("焊工")


def test_answers_as_many_as_asked_best_first_without_repeats() -> None:
    ranked = rank_occupations("仓库管理员", 10)
    codes = [one.code for one in ranked]
    assert len(codes) == len(set(codes)) == 10
    assert [one.score for one in ranked] == sorted((one.score for one in ranked), reverse=True)
    assert [one.code for one in rank_occupations("仓库管理员", 3)] == codes[:3]
    assert ranked[0].why in known_names()


@pytest.mark.parametrize("title", ["", "  ", "12345", "---", "（）"])
def test_a_title_without_words_has_no_code(title: str) -> None:
    assert rank_occupations(title) == ()


def test_colloquial_names_point_to_codes_that_exist_and_stand_once_in_a_line() -> None:
    for code, names in colloquial_names():
        assert code in CODES
        assert len(names) == len(set(names)), code


def test_a_colloquial_name_finds_its_own_code_among_the_first_three() -> None:
    missed = [
        (code, name)
        for code, names in colloquial_names()
        for name in names[:3]
        if code not in {one.code for one in rank_occupations(name, 3)}
    ]
    assert missed == []


def test_without_the_colloquial_names_the_workshop_is_not_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    assert rank_occupations("二保焊")[0].code == "6-18-02-04"
    monkeypatch.setattr(occupations, "colloquial_names", lambda: iter(()))
    rank.lexicon.cache_clear()
    try:
        assert rank_occupations("圆机挡车工")[0].code != "6-04-04-01"
    finally:
        monkeypatch.undo()
        rank.lexicon.cache_clear()
    assert rank_occupations("圆机挡车工")[0].code == "6-04-04-01"


def test_every_name_is_found_in_its_standard_form() -> None:
    assert standard_form("CNC 操作员") == "cnc操作员"
    assert "cnc操作员" in known_names()


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("普工 6000-8000元/月 包吃住", "普工"),
        ("【急聘】焊工（五险一金）", "焊工"),
        ("双休文员", "文员"),
        ("招聘专员", "招聘专员"),
        ("C++工程师", "cpp工程师"),
    ],
)
def test_pay_and_welfare_words_are_left_out(title: str, kept: str) -> None:
    assert wording.plain(wording.cleaned(title)) == kept


def test_rank_words_leave_the_trade() -> None:
    assert wording.without_rank("高级焊工组长") == "焊工"
    assert wording.without_rank("主管") == "主管"


def test_an_index_gives_the_row_like_the_query_the_highest_score() -> None:
    index = CosineIndex([{"a": 1.0, "b": 1.0}, {"b": 1.0, "c": 1.0}, {"d": 1.0}])
    scores = index.scores({"c": 1.0, "b": 1.0})
    assert int(scores.argmax()) == 1
    assert index.scores({"z": 1.0}).tolist() == [0.0, 0.0, 0.0]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_answered_the_same_way_twice(title: str) -> None:
    first = rank_occupations(title)
    assert first == rank_occupations(title)
    assert len(first) in (0, 10)
    assert all(re.fullmatch(r"\d-\d\d-\d\d-\d\d", one.code) and one.code in CODES for one in first)


def test_a_missing_occupation_package_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(occupations, "find_spec", lambda _: None)
    with pytest.raises(occupations.OccupationsMissing, match="职业分类数据"):
        load_occupations()
