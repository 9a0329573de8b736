"""Credit codes, phones and masks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from baigong.kernels.identity import (
    CreditCode,
    IdentityError,
    is_test_credit_code,
    mask_identity_number,
    mask_name,
    mask_phone,
    mint_test_credit_code,
    parse_credit_code,
    parse_phone,
)

EXAMPLE = "91110000600037341L"
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
minted = st.builds(
    mint_test_credit_code,
    st.sampled_from(["110100", "371602", "5106"]),
    st.integers(min_value=0, max_value=31**8 - 1),
    st.sampled_from(["91", "92", "93", "11", "12", "52"]),
)


def code_of_refusal(text: str) -> str:
    with pytest.raises(IdentityError) as raised:
        parse_credit_code(text)
    return raised.value.code


class TestCreditCode:
    def test_what_it_says(self) -> None:
        assert parse_credit_code(EXAMPLE) == CreditCode(EXAMPLE, "110000", "600037341")
        assert not parse_credit_code(EXAMPLE).is_public_body

    @pytest.mark.parametrize(
        "text",
        ["91110000600037341l", "９１１１００００６０００３７３４１Ｌ", " 9111 0000 6000 3734 1L",
         "'91110000600037341L",
                 "91110000-600037341-L"],
    )  # fmt: skip
    def test_as_typed(self, text: str) -> None:
        assert parse_credit_code(text).code == EXAMPLE

    @pytest.mark.parametrize(
        ("text", "code", "says"),
        [
            ("", "empty", "没有填"),
            ("9111000060003734", "length", "少了2位"),
            ("371600200012345", "length", "营业执照注册号"),
            ("600037341", "length", "组织机构代码"),
            ("9111000060003734OL", "letter", "第17位是字母O，代码里没有字母O。可能是数字0。"),
            ("911100006000373I1L", "letter", "可能是数字1"),
            ("9111000060003734ZL", "letter", "可能是数字2"),
            ("9111000060003734SL", "letter", "可能是数字5"),
            ("9111000060003734VL", "letter", "可能是字母U"),
            ("91A10000600037341L", "letter", "第3至8位只能是数字"),
            ("91110000600037341企", "letter", "第18位是“企”"),
            ("91110000600037341K", "checksum", "第18位校验码对不上"),
            ("9.11100006E+17", "stored_as_number", "存成了数字"),
            ("911100006000373000", "stored_as_number", "末尾是000"),
        ],
    )
    def test_refused_with_a_reason(self, text: str, code: str, says: str) -> None:
        with pytest.raises(IdentityError) as raised:
            parse_credit_code(text)
        assert raised.value.code == code and says in raised.value.sentence

    @given(minted)
    def test_agrees_with_an_independent_library(self, code: str) -> None:
        assert uscc.is_valid(code)
        assert parse_credit_code(code).warnings == ()

    @given(minted, st.integers(min_value=0, max_value=17), st.sampled_from(ALPHABET))
    def test_every_single_wrong_character_is_seen(self, code: str, place: int, character: str) -> None:
        wrong = code[:place] + character + code[place + 1 :]
        if wrong != code:
            assert code_of_refusal(wrong) in ("checksum", "letter", "stored_as_number")

    def test_a_wrong_organisation_check_is_a_warning(self) -> None:
        first17 = EXAMPLE[:16] + "2"
        code = next(first17 + last for last in ALPHABET if uscc.is_valid(first17 + last))
        assert "主体标识码" in parse_credit_code(code).warnings[0]

    def test_kinds(self) -> None:
        assert parse_credit_code(mint_test_credit_code("371602", 5, "12")).is_public_body
        assert parse_credit_code(mint_test_credit_code("371602", 5, "92")).is_sole_trader

    @given(minted)
    def test_minted_ones_belong_to_no_county(self, code: str) -> None:
        assert is_test_credit_code(code) and not is_test_credit_code(EXAMPLE)

    def test_minting_refuses_what_it_cannot_write(self) -> None:
        with pytest.raises(ValueError, match="sequence"):
            mint_test_credit_code("371602", 31**8)


class TestPhone:
    @pytest.mark.parametrize(
        ("text", "number", "kind", "extension"),
        [
            ("13812345678", "13812345678", "mobile", ""),
            ("138 1234 5678", "13812345678", "mobile", ""),
            ("138-1234-5678", "13812345678", "mobile", ""),
            ("1381234-5678", "13812345678", "mobile", ""),
            ("+86 13812345678", "13812345678", "mobile", ""),
            ("0086-13812345678", "13812345678", "mobile", ""),
            ("8613812345678", "13812345678", "mobile", ""),
            ("13812345678.0", "13812345678", "mobile", ""),
            ("１３８１２３４５６７８", "13812345678", "mobile", ""),
            ("'13812345678", "13812345678", "mobile", ""),
            ("013812345678", "13812345678", "mobile", ""),
            ("电话：13812345678", "13812345678", "mobile", ""),
            ("0543-3188678", "0543-3188678", "landline", ""),
            ("(0543)3188678", "0543-3188678", "landline", ""),
            ("05433188678", "0543-3188678", "landline", ""),
            ("010-88886666", "010-88886666", "landline", ""),
            ("0543-3188678-801", "0543-3188678", "landline", "801"),
            ("0543-3188678转801", "0543-3188678", "landline", "801"),
            ("400-123-4567", "4001234567", "service", ""),
        ],
    )
    def test_as_typed(self, text: str, number: str, kind: str, extension: str) -> None:
        phone = parse_phone(text)
        assert (phone.number, phone.kind, phone.extension) == (number, kind, extension)

    @pytest.mark.parametrize(
        ("text", "code", "says"),
        [
            ("", "empty", "没有填"),
            ("13812345678/13912345678", "several", "不止一个"),
            ("13812345678、3188678", "several", "不止一个"),
            ("1.38E+10", "stored_as_number", "设为文本"),
            ("1381234567", "length", "少了1位"),
            ("138123456789", "length", "多了1位"),
            ("12812345678", "prefix", "这里是12"),
            ("3188678", "area_code", "缺区号"),
            ("0543-318867", "length", "这里是10位"),
            ("138l2345678", "letter", "第4位是“L”"),
            ("王经理", "letter", "电话只有数字"),
        ],
    )
    def test_refused_with_a_reason(self, text: str, code: str, says: str) -> None:
        with pytest.raises(IdentityError) as raised:
            parse_phone(text)
        assert raised.value.code == code and says in raised.value.sentence

    def test_the_number_does_not_show_when_printed(self) -> None:
        assert repr(parse_phone("13812345678")) == "Phone(mobile)"

    @given(st.text(max_size=40))
    def test_any_text_is_read_or_refused(self, text: str) -> None:
        try:
            phone = parse_phone(text)
        except IdentityError as error:
            assert error.sentence.endswith("。")
        else:
            assert parse_phone(phone.number).number == phone.number


class TestMasks:
    def test_identity_number(self) -> None:
        assert mask_identity_number("110101199001011234") == "110101********1234"
        assert mask_identity_number("1101011990") == "**********"

    @pytest.mark.parametrize(
        ("name", "masked"),
        [
            ("张三", "张*"), ("张三丰", "张**"), ("欧阳锋锋", "欧阳**"), ("欧阳锋", "欧阳*"), ("欧阳", "欧*"),
            (" 张三 ", "张*"), ("张", "*"), ("", ""),
            ("买买提·吐尔逊", "买**·***"), ("John Smith", "J*** *****"),
        ],
    )  # fmt: skip
    def test_name(self, name: str, masked: str) -> None:
        assert mask_name(name) == masked

    def test_phone(self) -> None:
        assert mask_phone("13812345678") == "138****5678"
        assert mask_phone("0543-3188678") == "0543-****678"
        assert mask_phone("4001234567") == "******4567"
        assert mask_phone("12345") == "*****"

    @given(st.text(alphabet="0123456789", min_size=11, max_size=18))
    def test_a_mask_keeps_at_most_ten_digits(self, digits: str) -> None:
        assert sum(character != "*" for character in mask_identity_number(digits)) <= 10
