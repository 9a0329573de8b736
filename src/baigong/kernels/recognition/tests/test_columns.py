"""Ten tables as offices send them: what is taken is right, and what is not certain is asked.

The count that must be nought is the wrong column silently taken; the share recognised without help is
printed and has a floor.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date

import pytest

from baigong.kernels.identity import mint_test_credit_code, mint_test_identity_number
from baigong.kernels.recognition import (
    Cell,
    ColumnGuess,
    Field,
    Layout,
    find_table,
    heading_key,
    read_heading,
    recognise,
)

WORKERS = Layout(
    "workers",
    "人力资源供给清单",
    (
        Field("full_name", "姓名", "text", ("名字", "求职者姓名", "人员姓名", "劳动力姓名"), required=True),
        Field("sex", "性别", "choice", (), choices=("男", "女")),
        Field(
            "identity_number",
            "身份证号",
            "identity_number",
            ("身份证号码", "公民身份号码", "身份证", "证件号码"),
        ),
        Field("phone", "联系电话", "phone", ("电话", "手机号", "手机号码", "手机", "联系方式")),
        Field("place", "现居镇村", "place", ("现居住地", "居住地", "所属村（社区）", "村居", "住址")),
        Field("education", "学历", "education", ("文化程度", "最高学历")),
        Field("skill", "技能等级", "skill", ("技能等级/证书", "职业技能等级")),
        Field("occupation", "求职工种", "occupation", ("意向岗位", "求职意向", "意向工种", "求职岗位")),
        Field("pay", "期望月薪", "pay", ("期望薪资", "期望工资", "薪资要求")),
        Field("wish_places", "意向地区", "text", ("就业意向地", "期望工作地")),
        Field("surveyor", "摸排人", "text", ("网格员",)),
        Field("surveyed_on", "摸排日期", "date", ("登记日期", "采集时间", "登记时间")),
        Field("note", "备注", "text", ("说明",)),
    ),
)
SHORTAGES = Layout(
    "shortages",
    "缺工企业清单",
    (
        Field(
            "employer_name",
            "企业名称",
            "text",
            ("企业全称", "公司全称", "单位名称", "公司名", "用人单位", "单位"),
        ),
        Field("credit_code", "统一社会信用代码", "credit_code", ("信用代码", "社会信用码")),
        Field("place", "所属县镇", "place", ("镇街（园区）", "镇街", "所在乡镇")),
        Field("contact_name", "联系人", "text", ("企业联系人",)),
        Field("contact_phone", "联系电话", "phone", ("企业联系电话", "联系方式", "电话")),
        Field("employees", "现有员工", "integer", ("职工总数", "在岗职工")),
        Field("trade", "缺工岗位（工种）", "occupation", ("缺工工种", "岗位名称", "工种", "职位名")),
        Field("headcount", "缺工人数", "integer", ("需求人数", "招聘人数", "尚缺工人数")),
        Field("education", "学历", "education", ("学历要求",)),
        Field("pay", "月薪", "pay", ("薪资", "薪酬", "薪资待遇", "工资待遇")),
        Field("pay_from", "月薪下限", "pay", ("薪资范围起",)),
        Field("pay_to", "月薪上限", "pay", ("薪资范围至",)),
        Field("reported_on", "更新日期", "date", ("填报日期", "采集时间")),
    ),
)


def person(number: int) -> str:
    return mint_test_identity_number("370100", date(1980 + number % 20, 1 + number % 12, 5), number, "male")


def firm(number: int) -> str:
    return mint_test_credit_code("370102", number)


def table(lines: str, rows: int = 12) -> tuple[tuple[str, ...], list[list[Cell]]]:
    """Headings and data of a sheet: the last line is repeated with other people, firms and phones."""
    *above, pattern = lines.strip().split("\n")
    filled = [
        pattern.format(n=n, person=person(n), other=person(n + 40), firm=firm(n), phone=13800138000 + n)
        for n in range(rows)
    ]
    sheet = [[Cell(text.strip()) for text in line.split("|")] for line in (*above, *filled)]
    found = find_table(
        sheet,
        known=[name for each in (WORKERS, SHORTAGES) for f in each.fields for name in (f.label, *f.aliases)],
    )
    assert found is not None
    return found.headings, [sheet[row] for row in found.data_rows]


# For each column what it truly is; None where the list has no such field.
Office = tuple[str, Layout, str, tuple[str | None, ...]]
OFFICES: tuple[Office, ...] = (
    ("a village that copies the template", WORKERS, """
姓名|性别|身份证号|联系电话|现居镇村|学历|求职工种|期望月薪|备注
张{n}三|男|{person}|{phone}|北镇东村|初中|焊工|5000-6000|""",
     ("full_name", "sex", "identity_number", "phone", "place", "education", "occupation", "pay", "note")),
    ("a town with the head of the household beside each person", WORKERS, """
北镇摸排表
序号|户主姓名|户主身份证号|姓名|与户主关系|身份证号码|学历|电话|摸排人|摸排时间
{n}|王户主|{other}|张小三|子女|{person}|高中|{phone}|李网格|2026.1.5""",
     (None, None, None, "full_name", None, "identity_number", "education", "phone", "surveyor",
      "surveyed_on")),
    ("spouses written beside", WORKERS, """
姓名|身份证号|配偶姓名|配偶身份证|本人电话|紧急联系电话|村居
张三|{person}|李四|{other}|{phone}|{phone}|东村""",
     ("full_name", "identity_number", None, None, "phone", None, "place")),
    ("columns in the wrong order under right headings", WORKERS, """
姓名|身份证号|联系电话|学历
张三|{phone}|{person}|初中""",
     ("full_name", "phone", "identity_number", "education")),
    ("two rows of merged headings", WORKERS, """
基本信息|||求职意向||户主|
姓名|性别|身份证号|意向岗位|期望月薪（元）|姓名|电话
张三|女|{person}|电工|5500|王五|{phone}""",
     ("full_name", "sex", "identity_number", "occupation", "pay", None, None)),
    ("a firm list with the legal person", SHORTAGES, """
企业全称|信用代码|法人姓名|法人电话|联系人|联系方式|尚缺工人数（不包含未返岗）|已招聘人数|薪资待遇（元/月）
甲{n}公司|{firm}|赵总|{phone}|钱经理|{phone}|1{n}|3|5000-8000""",
     ("employer_name", "credit_code", None, None, "contact_name", "contact_phone", "headcount", None, "pay")),
    ("a unit that contradicts the figures", SHORTAGES, """
职位名|公司名|工作地点|薪资|单位|发布时间
焊工|甲{n}公司|北镇|1{n}000|万/月|04-25""",
     ("trade", "employer_name", None, "pay", None, None)),
    ("a week's report with last week beside", SHORTAGES, """
单位名称|上周缺工人数|缺工人数|其中普工|职工总数|上年职工总数|填报日期
甲公司|2{n}|1{n}|5|20{n}|18{n}|2026年1月5日""",
     ("employer_name", None, "headcount", None, "employees", None, "reported_on")),
    ("headings that say too little", SHORTAGES, """
名称|号码|人数|时间|要求
甲{n}公司|{phone}|1{n}|2026-01-05|初中以上""",
     ("employer_name", "contact_phone", "headcount", "reported_on", "education")),
    ("no heading at all", WORKERS, """
张三|{person}|{phone}|初中""",
     ("full_name", "identity_number", "phone", "education")),
)  # fmt: skip


def judged(office: Office) -> tuple[tuple[ColumnGuess, ...], tuple[str | None, ...]]:
    _, layout, lines, truth = office
    headings, rows = table(lines)
    assert len(headings) == len(truth), headings
    return recognise(headings, rows, layout), truth


@pytest.mark.parametrize("office", OFFICES, ids=[office[0] for office in OFFICES])
def test_no_column_is_taken_wrongly_and_every_guess_says_why(office: Office) -> None:
    guesses, truth = judged(office)
    wrong = [
        (guess.heading, guess.taken.name, right)
        for guess, right in zip(guesses, truth, strict=True)
        if guess.taken is not None and guess.taken.name != right
    ]
    assert wrong == []
    assert all(guess.why.endswith("。") for guess in guesses)


def test_no_column_that_is_needed_is_silently_left_out() -> None:
    left_out = [
        (office[0], guess.heading)
        for office in OFFICES
        for guess, right in zip(*judged(office), strict=True)
        if right is not None and guess.certainty == "ignored"
    ]
    assert left_out == []


def test_most_columns_with_honest_headings_need_no_question(capsys: pytest.CaptureFixture[str]) -> None:
    wanted = taken = asked_rightly = 0
    for office in OFFICES:
        for guess, right in zip(*judged(office), strict=True):
            wanted += right is not None
            taken += right is not None and guess.taken is not None
            asked_rightly += (
                guess.certainty == "asked" and guess.field is not None and guess.field.name == right
            )
    with capsys.disabled():
        sys.stdout.write(f"\nrecognised without a question: {taken} of {wanted}; ")
        sys.stdout.write(f"asked with the right suggestion: {asked_rightly}\n")
    assert taken * 10 >= wanted * 6


def one(
    layout: Layout, heading: str, values: list[str], remembered: Mapping[str, str | None] | None = None
) -> ColumnGuess:
    return recognise([heading], [[Cell(value)] for value in values], layout, remembered)[0]


def test_a_contradiction_is_asked_and_names_what_the_values_look_like() -> None:
    guess = one(WORKERS, "身份证号", ["13800138000", "13800138001"])
    assert (guess.certainty, guess.alternatives[:1]) == ("asked", ("phone",))
    assert "手机号" in guess.why
    assert one(WORKERS, "姓名", ["1", "2", "3"]).certainty == "asked"
    assert one(WORKERS, "性别", ["1", "2"]).certainty == "asked"
    assert one(SHORTAGES, "缺工人数", ["焊工", "电工"]).certainty == "asked"
    assert one(SHORTAGES, "缺工人数", ["约20人", "3", "5-8人"]).certainty == "sure"


def test_ranges_of_people_are_no_dates() -> None:
    layout = Layout("employers", "企业", (Field("size_label", "企业规模"),))
    assert one(layout, "企业规模", ["20-99", "1-10", "10-20"]).certainty == "sure"
    assert one(SHORTAGES, "填报日期", ["04-25", "3月5日"]).certainty == "sure"


@pytest.mark.parametrize(
    ("heading", "values", "certainty"),
    [
        ("薪资（元/月）", ["5000", "6000"], "sure"),
        ("薪资（万元/月）", ["10000", "8000"], "asked"),
        ("薪资（元/月）", ["5", "6"], "asked"),
        ("薪资（千元）", ["5", "6.5"], "sure"),
        ("薪资（万元/年）", ["6", "8"], "sure"),
        ("薪资", ["5", "6"], "asked"),
        ("薪资", ["6-8千", "面议"], "sure"),
        ("薪资（元/天）", ["200", "260"], "sure"),
    ],
)
def test_a_unit_that_cannot_be_meant_is_asked(heading: str, values: list[str], certainty: str) -> None:
    assert one(SHORTAGES, heading, values).certainty == certainty


def test_the_unit_of_a_heading_is_kept() -> None:
    assert one(SHORTAGES, "月薪（元/月）", ["5000"]).unit == "元/月"
    assert read_heading("★ 3、期望月薪 （单位：元）【必填】").core == "期望月薪"
    assert read_heading("缺工人数(人)").unit == "人"


def test_two_columns_of_one_name_are_both_asked() -> None:
    headings = ["电话", "电话"]
    guesses = recognise(headings, [[Cell("13800138000"), Cell("13800138001")]], WORKERS)
    assert [guess.certainty for guess in guesses] == ["asked", "asked"]


def test_a_known_heading_goes_before_a_similar_one() -> None:
    guesses = recognise(["本人身份证号", "身份证号"], [[Cell(person(1)), Cell(person(2))]], WORKERS)
    assert [guess.certainty for guess in guesses] == ["asked", "sure"]
    assert one(WORKERS, "本人身份证号", [person(1), person(2)]).certainty == "likely"


def test_what_people_confirmed_is_remembered_unless_the_values_speak_against_it() -> None:
    remembered = {heading_key("证"): "identity_number", heading_key("备 注"): None}
    assert one(WORKERS, "证", [person(1)], remembered).certainty == "sure"
    assert one(WORKERS, "证", ["13800138000"], remembered).certainty == "asked"
    assert one(WORKERS, "备注", ["好"], remembered).certainty == "ignored"


@pytest.mark.parametrize(
    ("heading", "values", "suggested"),
    [
        ("要多少钱", ["6-8千·13薪", "5000以上", "面议", "一万左右"], "pay"),
        ("念过什么书", ["初中", "高中", "大专", "小学"], "education"),
        ("男的女的", ["男", "女", "女"], "sex"),
        ("想干啥", ["电焊", "开叉车", "保洁"], None),
        ("喜欢吃啥", ["饺子", "面条"], None),
    ],
)
def test_an_unknown_column_with_something_in_it_is_asked(
    heading: str, values: list[str], suggested: str | None
) -> None:
    guess = one(WORKERS, heading, values)
    assert (guess.certainty, guess.taken) == ("asked", None)
    assert (guess.field.name if guess.field else None) == suggested
    assert "没见过" in guess.why


def test_a_single_empty_unknown_column_is_no_question() -> None:
    assert one(WORKERS, "喜欢吃啥", [""]).certainty == "ignored"


def test_serial_numbers_and_our_own_columns_are_ignored() -> None:
    for heading in ("序号", "编号", "问题", "行标识"):
        assert one(WORKERS, heading, ["1", "2"]).certainty == "ignored"


def test_without_the_check_of_values_a_wrong_column_would_be_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: the guard is taken away and the harm is there."""
    office = OFFICES[3]
    monkeypatch.setattr("baigong.kernels.recognition.columns._contradiction", lambda *_: None)
    guesses, truth = judged(office)
    assert any(guess.taken and guess.taken.name != right for guess, right in zip(guesses, truth, strict=True))
