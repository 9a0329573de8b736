"""A heading in other words is taken, and one strange word in it is enough to ask."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baigong.kernels.recognition import Cell, ColumnGuess, Field, Layout, names, recognise
from baigong.kernels.recognition.headings import parted
from baigong.kernels.recognition.vocabulary import meaning, words_of

PEOPLE = Layout(
    "workers",
    "名单",
    (
        Field("full_name", "姓名"),
        Field("phone", "联系电话", "phone"),
        Field("state", "就业状态", "choice", choices=("已就业", "登记失业")),
        Field("occupation", "求职工种", "occupation"),
        Field("pay", "期望月薪", "pay"),
        Field("groups", "重点群体", aliases=("人员类别",)),
        Field("surveyed_on", "摸排日期", "date"),
    ),
)
FIRMS = Layout(
    "shortages",
    "企业",
    (
        Field("employer_name", "企业名称"),
        Field("contact_phone", "联系电话", "phone"),
        Field("employees", "现有员工", "integer", aliases=("在岗职工总数",)),
        Field("trade", "缺工工种", "occupation"),
        Field("headcount", "缺工人数", "integer"),
        Field("pay", "月薪", "pay"),
    ),
)
VALUES = {
    "phone": "13800138000",
    "contact_phone": "13800138000",
    "pay": "5000元/月",
    "surveyed_on": "2026-03-01",
    "state": "已就业",
    "employees": "120",
    "headcount": "12",
}
STRANGERS = (
    "配偶",
    "法人",
    "户主",
    "前任",
    "上周",
    "邻居",
    "其中女",
    "已招",
    "减少",
    "担保人",
    "村支书",
    "上年度",
)


def one(layout: Layout, heading: str, value: str) -> ColumnGuess:
    return recognise([heading], [[Cell(value)]] * 5, layout)[0]


@pytest.mark.parametrize(
    ("layout", "heading", "field"),
    [
        (PEOPLE, "意向岗位", "occupation"),
        (PEOPLE, "期望薪酬（元/月）", "pay"),
        (PEOPLE, "求职意愿/期望薪酬（元/月）", "pay"),
        (PEOPLE, "本人手机号码", "phone"),
        (PEOPLE, "登记时间", "surveyed_on"),
        (PEOPLE, "就业状况", "state"),
        (FIRMS, "用工单位全称", "employer_name"),
        (FIRMS, "急需职位", "trade"),
        (FIRMS, "缺口数（人）", "headcount"),
        (FIRMS, "缺工情况/人数", None),
        (FIRMS, "招聘热线", "contact_phone"),
    ],
)
def test_other_words_of_the_same_meaning_are_taken(layout: Layout, heading: str, field: str | None) -> None:
    guess = one(layout, heading, VALUES.get(field or "", "焊工"))
    assert (guess.taken.name if guess.taken else None) == field


@pytest.mark.parametrize(
    ("layout", "heading", "value"),
    [
        (PEOPLE, "企业信息/电话", "13800138000"),
        (PEOPLE, "联系人/电话", "13800138000"),
        (PEOPLE, "月收入", "5000元"),
        (PEOPLE, "就业情况/工种", "焊工"),
        (FIRMS, "职工总数", "120"),
        (FIRMS, "法定代表人/电话", "13800138000"),
    ],
)
def test_a_heading_about_somebody_or_something_else_is_not_taken(
    layout: Layout, heading: str, value: str
) -> None:
    assert one(layout, heading, value).taken is None


NAMES = [
    (layout, field, name)
    for layout in (PEOPLE, FIRMS)
    for field in layout.fields
    for name in (field.label, *field.aliases)
]


@given(st.sampled_from(NAMES), st.sampled_from(STRANGERS), st.booleans())
def test_one_strange_word_beside_a_known_name_is_never_taken(
    known: tuple[Layout, Field, str], stranger: str, is_above: bool
) -> None:
    layout, field, name = known
    heading = f"{stranger}情况/{name}" if is_above else f"{stranger}{name}"
    assert one(layout, heading, VALUES.get(field.name, "甲乙丙")).taken is None


def test_a_heading_without_its_strange_words_would_be_taken_for_the_known_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The twin: unknown stretches are dropped as likeness would drop them, and the neighbour's pay is taken."""
    assert one(FIRMS, "邻居单位月薪", "5000元/月").taken is None
    monkeypatch.setattr(
        names, "meaning", lambda core: frozenset(w for w in meaning(core) if w[0] != "?") - {"firm"}
    )
    assert one(FIRMS, "邻居单位月薪", "5000元/月").taken is not None


@given(st.text(alphabet="姓名电话月薪缺工人数的本人abc/（）元1", max_size=12))
def test_every_character_of_a_heading_is_some_word(text: str) -> None:
    assert all(isinstance(word, str) for word in words_of(text))
    assert (
        "".join(word[1:] for word in words_of(text) if word.startswith("?")) in text
        or len(words_of(text)) > 1
    )


def test_a_stroke_in_brackets_parts_no_heading() -> None:
    assert parted("求职意愿/期望薪酬（元/月）") == ("求职意愿", "期望薪酬（元/月）")
    assert parted("薪资（元/月）") == ("", "薪资（元/月）")


def test_columns_of_ticks_under_one_heading_are_one_field() -> None:
    headings = ["人员类别/脱贫户", "人员类别/残疾人", "就业状况/已就业", "就业状况/在外"]
    rows = [[Cell("√"), Cell(""), Cell("√"), Cell("")], [Cell("√"), Cell("√"), Cell(""), Cell("√")]]
    guesses = recognise(headings, rows, PEOPLE)
    assert [(guess.taken.name if guess.taken else None, guess.answer) for guess in guesses] == [
        ("groups", "脱贫户"),
        ("groups", "残疾人"),
        ("state", "已就业"),
        (None, "在外"),
    ]


def test_ticks_beside_a_written_column_of_the_same_field_are_asked() -> None:
    guesses = recognise(["人员类别/脱贫户", "重点群体"], [[Cell("√"), Cell("残疾人")]], PEOPLE)
    assert [guess.certainty for guess in guesses] == ["asked", "sure"]


def test_a_table_on_its_side_says_how_to_turn_it() -> None:
    headings = ["企业名称", "甲公司", "乙公司"]
    rows = [[Cell(name), Cell("1"), Cell("2")] for name in ("联系电话", "现有员工", "缺工工种", "缺工人数")]
    guesses = recognise(headings, rows, FIRMS)
    assert {guess.certainty for guess in guesses} == {"asked"}
    assert all("转置" in guess.why and guess.field is None for guess in guesses)


def test_what_no_list_asks_for_is_known_and_left_out_without_a_question() -> None:
    for heading in ("年龄", "法人姓名", "户主电话", "出生年月", "人员编号", "填报人"):
        guess = one(FIRMS, heading, "甲")
        assert (guess.certainty, guess.field) == ("ignored", None), heading
        assert "用不上" in guess.why or "序号" in guess.why
