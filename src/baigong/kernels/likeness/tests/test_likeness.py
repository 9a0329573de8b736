"""Names of one person or one firm: what is alike, what is not, and that order never matters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baigong.kernels.likeness import core_of_firm_name, firm_names_alike, names_alike, plain_name

NAMES = st.text("王李张刘陈小燕大海春生·", min_size=0, max_size=6)
FIRMS = st.text("云泽北渡愚公机械有限责任公司（）() 分店", min_size=0, max_size=14)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("陈小燕", "陈小艳", True),
        ("陈小燕", "陈燕", True),
        ("陈小燕", "陈燕小", True),
        ("买买提·艾力", "买买提艾力", True),
        ("李娜", "李那", True),
        ("李娜", "王娜", False),
        ("陈小燕", "周大海", False),
        ("陈小燕", "陈大海", False),
        ("陈小燕", "张小燕", False),
        ("李", "李娜", False),
        ("", "", False),
    ],
)
def test_names_of_persons(one: str, other: str, alike: bool) -> None:
    assert names_alike(one, other) is alike


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("云泽（北渡）机械有限责任公司", "云泽(北渡)机械有限公司", True),
        ("石磨村豆腐坊（个体工商户）", "石磨村豆腐坊", True),
        ("北渡愚公机械有限公司", "北渡愚公机械有限公司城东分公司", False),
        ("北渡愚公超市第一店", "北渡愚公超市第二店", False),
        ("北渡愚公机械有限公司", "北渡愚公机电有限公司", False),
        ("（）", "()", False),
    ],
)
def test_names_of_firms(one: str, other: str, alike: bool) -> None:
    assert firm_names_alike(one, other) is alike


@given(NAMES, NAMES)
def test_order_does_not_matter_and_a_name_is_like_itself(one: str, other: str) -> None:
    assert names_alike(one, other) == names_alike(other, one)
    assert names_alike(one, one) is bool(plain_name(one))


@given(FIRMS, FIRMS)
def test_firms_alike_is_an_equivalence_by_core(one: str, other: str) -> None:
    assert firm_names_alike(one, other) == firm_names_alike(other, one)
    assert core_of_firm_name(core_of_firm_name(one)) == core_of_firm_name(one)


@given(st.text("王李张陈小燕大海", min_size=2, max_size=5), st.integers(0, 4))
def test_one_character_left_out_after_the_first_is_forgiven(name: str, place: int) -> None:
    at = 1 + place % (len(name) - 1)
    shorter = name[:at] + name[at + 1 :]
    assert names_alike(name, shorter) is (len(shorter) >= 2)
