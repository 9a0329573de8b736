"""What strangers read carries no markup and nobody's name or number."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baigong.domains.vacancies import public_text as module
from baigong.domains.vacancies.public_text import WITHHELD, public_line, public_text


@pytest.mark.parametrize(
    ("written", "secret"),
    [
        ("电话13912345678，随时打", "13912345678"),
        ("电话 139 1234 5678", "5678"),
        ("致电139-1234-5678", "5678"),
        ("１３９１２３４５６７８", "5678"),
        ("+86 13912345678", "13912345678"),
        ("座机0543-3361234", "3361234"),
        ("(0543)3361234", "3361234"),
        ("微信：wang_hr2020", "wang_hr"),
        ("加QQ12345678", "12345678"),
        ("发简历到hr.wang@firm.example.cn", "hr.wang"),
        ("联系人：王小燕", "王小燕"),
        ("联系人王小燕。", "王小燕"),
        ("请找王经理面谈", "王经理"),
        ("联系欧阳女士", "欧阳"),
        ("身份证11010119900307123X", "19900307"),
        ("联系人：王小燕 手机：13912345678", "小燕"),
    ],
)
def test_numbers_and_names_of_contacts_are_withheld(written: str, secret: str) -> None:
    assert secret in written.translate(str.maketrans("０１２３４５６７８９", "0123456789"))
    shown = public_text(written)
    assert secret not in shown
    assert WITHHELD in shown


@pytest.mark.parametrize(
    "harmless",
    ["月薪6500–8500元，13薪", "工作时间7:40–17:10", "2026年5月12日前报到", "看得懂图纸，懂CO2气体保护焊",
     "负责人员招聘和考勤", "项目经理一名，5年经验", "岗位编号 BD-26-03418", "产值1200000000元的企业"],
)  # fmt: skip
def test_ordinary_words_stay(harmless: str) -> None:
    assert public_text(harmless) == harmless


def test_without_the_patterns_the_number_would_be_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_CONTACTS", ())
    assert "13912345678" in public_text("电话13912345678")


def test_markup_becomes_lines() -> None:
    written = "<p>一、焊接</p><ul><li>二、打磨</li></ul>&lt;b&gt;三&lt;/b&gt;<script>alert(1)</script>"
    assert public_text(written) == "一、焊接\n二、打磨\n三"
    assert public_text("工资<8000且>5000") == "工资<8000且>5000"
    assert public_line("甲\r\n\u200b乙\x00\u202e丙") == "甲 乙 丙"


@settings(max_examples=100)
@given(st.text(alphabet="0123456789 -<>/b联系人：王电话微信\n&;lt", max_size=60))
def test_cleaning_twice_is_cleaning_once_for_numbers(text: str) -> None:
    once = public_text(f"{text}，13912345678")
    assert "13912345678" not in once
    assert "\x00" not in once
