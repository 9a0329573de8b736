"""Education and skill levels: ranks, and free text to codes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baigong.kernels.codes import (
    NO_REQUIREMENT,
    CodesError,
    education_levels,
    education_rank,
    recognise_education,
    recognise_skill_level,
    skill_levels,
    skill_rank,
)


class TestRanks:
    def test_finished_levels_climb(self) -> None:
        ranks = [education_rank(code) for code in ("90", "81", "71", "61", "31", "21", "14", "11")]
        assert ranks == list(range(8))
        assert {education_rank(code) for code in ("41", "44", "47", "61", "40", "60")} == {3}

    def test_a_course_not_finished_never_satisfies_a_demand_for_it(self) -> None:
        by_label = {code.label: code.code for code in education_levels()}
        for label, code in by_label.items():
            finished = by_label.get(label.replace("肄业", "毕业").replace("结业", "毕业"))
            assert finished is not None
            assert finished == code or education_rank(code) < education_rank(finished)

    def test_a_bachelor_course_left_counts_as_upper_secondary(self) -> None:
        assert education_rank("23") == 3 and education_rank("16") == 5 and education_rank("13") == 6

    def test_unknown_codes_are_refused(self) -> None:
        with pytest.raises(CodesError):
            education_rank("99")
        with pytest.raises(CodesError):
            skill_rank("8")

    def test_eight_skill_levels(self) -> None:
        assert [skill_rank(code.code) for code in skill_levels()] == list(range(8))
        assert skill_levels()["3"].label == "高级工"


class TestEducationText:
    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("博士", "11"), ("博士研究生", "11"), ("硕士", "14"), ("硕士研究生及以上", "14"),
            ("研究生", "10"),
            ("本科", "21"), ("大学本科", "21"), ("全日制本科", "21"), ("大学", "21"),
            ("本科及以上学历", "21"),
            ("大专", "31"), ("专科", "31"), ("大学专科", "31"), ("高职", "31"), ("大专及以上", "31"),
            ("大专/大学", "31"),
            ("中专", "41"), ("中等专科", "41"), ("中等专科毕业", "41"), ("职高", "44"), ("技校", "47"),
            ("中技", "47"),
            ("中专/中技", "40"), ("中专、技校、职高", "40"), ("中职", "40"),
            ("高中", "61"), ("普通高中", "61"), ("高中/中专", "60"), ("高中或中专以上", "60"),
            ("高中/中专/技校", "60"),
            ("初中", "71"), ("初中及以上", "71"), ("小学", "81"), ("文盲", "90"), ("初中及以下", "70"),
            ("本科肄业", "23"), ("大专肄业", "33"), ("大专结业", "32"), ("高中肄业", "63"),
            ("初中肄业", "73"),
            ("大专以上，本科优先", "31"), ("高中以上,经验不限", "61"), (" 大 专 ", "31"), ("（大专）", "31"),
            ("无要求", ""), ("不限", ""), ("学历不限", ""), ("无", ""), ("不限学历", ""),
            ("不限，大专优先", ""), ("—", ""), ("/", ""),
        ],
    )  # fmt: skip
    def test_understood(self, text: str, code: str) -> None:
        assert recognise_education(text) == code

    @pytest.mark.parametrize(
        "text",
        [
            "",
            " ",
            "面议",
            "大专在读",
            "某某大学",
            "大学生",
            "本科优先",
            "小学结业",
            "中专或本科肄业",
            "高中以下",
            "45",
            "5年",
        ],
    )
    def test_a_question_rather_than_a_guess(self, text: str) -> None:
        assert recognise_education(text) is None

    def test_below_asks_for_nothing(self) -> None:
        assert recognise_education("初中及以下", as_requirement=True) == NO_REQUIREMENT
        assert recognise_education("高中以下", as_requirement=True) == NO_REQUIREMENT

    def test_every_label_of_the_table_reads_back(self) -> None:
        kinds = [
            code for code in education_levels() if code.parent and code.code not in ("17", "18", "19", "28")
        ]
        assert {code.code: recognise_education(code.label) for code in kinds} == {
            code.code: code.code for code in kinds
        }

    @given(st.text(max_size=30))
    def test_any_text_gives_a_code_of_the_table_or_none(self, text: str) -> None:
        code = recognise_education(text)
        assert code is None or code == NO_REQUIREMENT or code in education_levels()


class TestSkillText:
    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("学徒", "0"), ("初级工", "1"), ("五级", "1"), ("初级工/五级", "1"), ("四级", "2"),
            ("四级/中级工", "2"),
            ("中级", "2"), ("中级以上", "2"), ("高级工", "3"), ("三级", "3"),
            ("职业技能等级证书三级及以上", "3"),
            ("技师", "4"), ("二级/技师", "4"), ("国家职业资格二级（技师）", "4"), ("技师、高级技师", "4"),
            ("高级技师", "5"), ("一级", "5"), ("特级技师", "6"), ("首席技师", "7"), ("焊工四级", "2"),
            ("电工（三级）", "3"),
            ("高级工（焊工）", "3"), ("无", ""), ("无要求", ""), ("不限", ""), ("技能等级不限", ""),
        ],
    )  # fmt: skip
    def test_understood(self, text: str, code: str) -> None:
        assert recognise_skill_level(text) == code

    @pytest.mark.parametrize(
        "text",
        [
            "", "中级工程师", "高级工程师", "中级职称", "二级建造师", "英语四级", "高级工班", "技师学院",
            "主管技师", "药师",
            "四级及以下", "面议", "计算机二级", "高级技工学校",
        ],
    )  # fmt: skip
    def test_a_question_rather_than_a_guess(self, text: str) -> None:
        assert recognise_skill_level(text) is None

    def test_below_asks_for_nothing(self) -> None:
        assert recognise_skill_level("四级及以下", as_requirement=True) == NO_REQUIREMENT

    def test_every_name_of_the_table_reads_back(self) -> None:
        for code in skill_levels():
            assert {recognise_skill_level(name) for name in (code.label, *code.aliases)} == {code.code}

    @given(st.text(alphabet="一二三四五级初中高特技师工学徒证书以上下/（）无不限", max_size=12))
    def test_any_text_gives_a_code_of_the_table_or_none(self, text: str) -> None:
        code = recognise_skill_level(text)
        assert code is None or code == NO_REQUIREMENT or code in skill_levels()
