"""Citizen identity numbers: accepted as typed, refused with a reason, minted for nobody."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baigong.kernels.identity import (
    PROVINCE_CODES,
    IdentityError,
    conflicts,
    is_test_identity_number,
    looks_like_damaged_number,
    mint_test_identity_number,
    parse_identity_number,
    upgrade_15,
)

EXAMPLE = "11010519491231002X"  # printed in the standard itself
ON = date(2026, 4, 1)

births = st.dates(min_value=date(1930, 1, 1), max_value=ON)
numbers = st.builds(
    mint_test_identity_number,
    st.sampled_from(sorted(PROVINCE_CODES)).map(lambda province: f"{province}0100"),
    births,
    st.integers(min_value=0, max_value=499),
    st.sampled_from(["male", "female"]),
)


def refusal(text: str, **options: object) -> IdentityError:
    with pytest.raises(IdentityError) as raised:
        parse_identity_number(text, **options)  # type: ignore[arg-type]
    return raised.value


class TestAccepted:
    def test_what_the_number_says(self) -> None:
        number = parse_identity_number(EXAMPLE, ON)
        assert number.birth_date == date(1949, 12, 31)
        assert (number.sex, number.province_code, number.county_code) == ("female", "11", "110105")
        assert (number.was_15, number.warnings) == (False, ())
        assert number.age_on(ON) == 76

    @pytest.mark.parametrize(
        "text",
        [
            "11010519491231002x",
            "１１０１０５１９４９１２３１００２Ｘ", "11010519491231002ｘ", "'11010519491231002X",
            "’11010519491231002X", " 110105 19491231 002X ",
            "110105\u00a019491231\u3000002X", "\ufeff11010519491231002X",
            "11010519491231002X\n", "11010519491231002×", "11010519491231002Х", "\u200b11010519491231002X",
        ],
    )  # fmt: skip
    def test_as_typed(self, text: str) -> None:
        assert parse_identity_number(text, ON).number18 == EXAMPLE

    @given(numbers)
    def test_no_true_number_is_refused(self, number: str) -> None:
        assert parse_identity_number(number, ON).number18 == number

    def test_an_abolished_county_is_no_error(self) -> None:
        first17 = "37120219800101001"
        number = next(first17 + last for last in "0123456789X" if not _refused(first17 + last))
        assert parse_identity_number(number).county_code == "371202"

    def test_the_number_does_not_show_when_printed(self) -> None:
        assert "19491231" not in repr(parse_identity_number(EXAMPLE))

    def test_a_permanent_residence_card(self) -> None:
        first17 = "937840" + "19900101" + "001"
        number = parse_identity_number(
            next(first17 + last for last in "0123456789X" if not _refused(first17 + last))
        )
        assert number.is_foreign_resident and number.province_code == "37"


def _refused(number: str) -> bool:
    try:
        parse_identity_number(number)
    except IdentityError:
        return True
    return False


class TestFifteen:
    def test_is_brought_to_18_with_a_warning(self) -> None:
        number = parse_identity_number("110105491231002", ON)
        assert number.number18 == EXAMPLE and number.was_15
        assert number.warnings == ("这是15位老号码，已按规则补成18位，请核对新证件。",)

    @given(numbers.filter(lambda number: number[6:8] == "19"))
    def test_round_trip(self, number: str) -> None:
        fifteen = number[:6] + number[8:17]
        assert upgrade_15(fifteen) == number
        assert parse_identity_number(fifteen, ON).number18 == number

    def test_a_wrong_birthday_is_shown_as_written(self) -> None:
        assert "第7至12位是491331" in refusal("110105491331002").sentence


class TestRefused:
    @pytest.mark.parametrize(
        ("text", "code", "says"),
        [
            ("", "empty", "没有填"),
            ("  '", "empty", "没有填"),
            ("暂无", "letter", "不是身份证号"),
            ("1101051949123100", "length", "这里是16位，少了2位"),
            ("11010519491231002X1", "letter", "第18位是X"),
            ("1101051949123100211", "length", "多了1位"),
            ("110105194912310O2X", "letter", "第16位是字母O，身份证号里没有字母O。可能是数字0"),
            ("l10105194912310028", "letter", "可能是数字1"),
            ("1101051949123100X2", "letter", "第17位是X"),
            ("110105-9491231002X", "letter", "第7位是“-”"),
            ("1101051949123X", "letter", "第14位是X"),
            ("110105194912310021", "checksum", "第18位校验码对不上，多半是抄错一位"),
            ("11010519491331002X", "birth", "第7至14位是19491331，没有这一天"),
            ("11010519490229002X", "birth", "没有这一天"),
            ("10010519491231002X", "province", "开头的10"),
            ("00010519491231002X", "province", "开头的00"),
            ("1.10101E+17", "stored_as_number", "存成了数字"),
            ("1.10105194912310e17", "stored_as_number", "存成了数字"),
            ("110105194912310000", "stored_as_number", "设为文本"),
        ],
    )
    def test_with_a_reason(self, text: str, code: str, says: str) -> None:
        error = refusal(text)
        assert error.code == code
        assert says in error.sentence
        assert error.sentence.endswith("。") and "！" not in error.sentence

    def test_the_cure_digit_is_not_given_away(self) -> None:
        assert "X" not in refusal("110105194912310021").sentence

    def test_a_birth_in_the_future_only_where_a_day_is_given(self) -> None:
        number = mint_test_identity_number("110100", date(2026, 4, 2), 1, "male")
        assert refusal(number, on=ON).code == "birth"
        assert parse_identity_number(number, date(2026, 4, 2)).birth_date == date(2026, 4, 2)

    def test_above_120_is_a_warning_not_a_refusal(self) -> None:
        number = mint_test_identity_number("110100", date(1900, 1, 1), 1, "male")
        assert parse_identity_number(number, ON).warnings == ("按这个号码已满126岁，请核对出生年份。",)


class TestStoredAsNumber:
    def test_what_looks_damaged(self) -> None:
        assert looks_like_damaged_number("1.10101E+17") and looks_like_damaged_number("110101199001011000")
        assert looks_like_damaged_number("110101199001011000.0")
        assert not looks_like_damaged_number(EXAMPLE) and not looks_like_damaged_number("110101900101100")

    def test_a_true_number_ending_so_passes_as_text_and_not_as_quantity(self) -> None:
        number = next(
            number
            for sequence in range(50, 500, 50)
            for day in range(1, 29)
            if (
                number := mint_test_identity_number("110100", date(1990, 1, day), sequence, "female")
            ).endswith("000")
        )
        assert parse_identity_number(number).number18 == number
        assert refusal(number, from_number_cell=True).code == "stored_as_number"

    @given(numbers)
    def test_what_a_spreadsheet_keeps_of_a_number_is_never_taken_for_it(self, number: str) -> None:
        if number[17] != "X" and number[15:] != "000":
            kept = str(int(number[:15]) * 1000)
            assert refusal(kept, from_number_cell=True).code == "stored_as_number"

    def test_a_first_generation_number_in_a_numeric_cell_is_whole(self) -> None:
        assert parse_identity_number("110105491231002.0", from_number_cell=True).was_15


class TestWhatTheCheckSees:
    @given(numbers, st.integers(min_value=0, max_value=17), st.integers(min_value=1, max_value=9))
    def test_every_single_wrong_digit(self, number: str, place: int, shift: int) -> None:
        if number[place] == "X":
            wrong = number[:place] + str(shift)
        else:
            wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
        assert _refused(wrong)

    @given(numbers, st.integers(min_value=0, max_value=16), st.integers(min_value=1, max_value=17))
    def test_every_swap_except_ten_places_apart(self, number: str, place: int, distance: int) -> None:
        other = place + distance
        if other > 16 or distance == 10 or number[place] == number[other]:
            return
        digits = list(number)
        digits[place], digits[other] = digits[other], digits[place]
        assert _refused("".join(digits))

    def test_what_it_cannot_see_is_known(self) -> None:
        """A swap ten places apart keeps the sum. Where the date and the province still stand, it passes."""
        number = mint_test_identity_number("110100", date(1991, 1, 31), 100, "male")
        unseen = []
        for place in range(7):
            digits = list(number)
            digits[place], digits[place + 10] = digits[place + 10], digits[place]
            if "".join(digits) != number and not _refused("".join(digits)):
                unseen.append(place + 1)
        assert unseen == [3, 5, 6]

    def test_the_check_switched_off_lets_a_wrong_digit_in(self, monkeypatch: pytest.MonkeyPatch) -> None:
        wrong = "110105194912310021"
        assert _refused(wrong)
        monkeypatch.setattr("baigong.kernels.identity.numbers.check_character", lambda first17: "1")
        assert not _refused(wrong)


class TestConflicts:
    def test_are_told_and_not_mended(self) -> None:
        number = parse_identity_number(EXAMPLE)
        assert conflicts(number, sex="female", birth_date=date(1949, 12, 31)) == ()
        assert conflicts(number, sex="male") == ("表里写男，身份证号第17位是女。请核对哪个对。",)
        assert "1949-12-31" in conflicts(number, birth_date=date(1949, 12, 30))[0]


class TestMinted:
    @given(numbers)
    def test_belong_to_a_county_that_is_none(self, number: str) -> None:
        assert number[4:6] == "99" and is_test_identity_number(number)

    def test_a_real_county_is_not_taken_for_one_of_ours(self) -> None:
        assert not is_test_identity_number(EXAMPLE)

    def test_differ_by_sequence_and_say_the_sex(self) -> None:
        minted = {
            mint_test_identity_number("371602", date(1990, 5, 6), sequence, sex)
            for sequence in range(500)
            for sex in ("male", "female")
        }
        assert len(minted) == 1000
        number = parse_identity_number(mint_test_identity_number("371602", date(1990, 5, 6), 7, "female"))
        assert (number.sex, number.birth_date, number.county_code) == ("female", date(1990, 5, 6), "371699")

    @pytest.mark.parametrize("sequence", [-1, 500])
    def test_refuse_a_sequence_out_of_range(self, sequence: int) -> None:
        with pytest.raises(ValueError, match="sequence"):
            mint_test_identity_number("371602", date(1990, 5, 6), sequence, "male")

    def test_refuse_a_place_that_is_none(self) -> None:
        with pytest.raises(ValueError, match="division"):
            mint_test_identity_number("37", date(1990, 5, 6), 1, "male")
