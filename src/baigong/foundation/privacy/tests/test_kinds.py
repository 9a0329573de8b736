from __future__ import annotations

import pytest

from baigong.foundation.privacy import kinds


@pytest.mark.parametrize(
    ("kind", "plain", "shown"),
    [
        ("identity_number", "11010119900307123X", "110101********123X"),
        ("phone", "13800005678", "138****5678"),
        ("name", "张三", "张*"),
        ("address", "甲省乙市丙县丁镇一村二组三号", "甲省乙市丙县＊＊＊"),
        ("address", "一村二组", "＊＊＊"),
        ("bank_account", "6222000000001234", "＊＊＊1234"),
        ("bank_account", "1234", "＊＊＊"),
        ("file_name", "张三身份证.jpg", "＊＊＊.jpg"),
        ("file_name", "张三.身份证", "＊＊＊"),
        ("text", "任何内容", "＊＊＊"),
        ("name", "*", "＊＊＊"),
        ("text", "", ""),
    ],
)
def test_mask(kind, plain, shown):
    assert kinds.mask(kind, plain) == shown


@pytest.mark.parametrize(
    "typed",
    [
        "11010119900307123x",
        "１１０１０１１９９００３０７１２３Ｘ",
        " 110101 19900307 123X ",
        "11010119900307123X",
    ],
)
def test_one_number_however_it_is_typed(typed):
    assert kinds.normalise("identity_number", typed) == "11010119900307123X"


def test_a_number_of_15_digits_is_its_18_characters():
    old = "110101900307123"
    assert kinds.normalise("identity_number", old)[:17] == "11010119900307123"


def test_phones_compare_without_dashes_and_country_code():
    assert kinds.normalise("phone", "+86 138-0000-5678") == kinds.normalise("phone", "13800005678")
    assert kinds.normalise("phone", "无") == "无"
