"""Citizen identity numbers (公民身份号码, GB 11643-1999).

Six digits of the place of issue, eight of birth, three of sequence (odd for men), one check character
by ISO 7064 MOD 11-2. The check sees every single wrong digit and every swap of two digits, except a
swap of two digits exactly ten places apart (both places weigh the same).

An abolished county is no error: numbers outlive the map. Only the province prefix is checked.
The number of a foreigner's permanent residence card (since December 2023) starts with 9; two digits
of the place and three of the country follow, the rest is the same.
"""

from dataclasses import dataclass
from datetime import date
from operator import mul
from typing import Literal

from baigong.kernels.periods import age_on

from .cleaning import compact, is_scientific, length_sentence, looks_like_damaged_number
from .errors import IdentityError

Sex = Literal["male", "female"]

_PREFIX_RANGES = ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
PROVINCE_CODES = frozenset(str(code) for first, last in _PREFIX_RANGES for code in range(first, last + 1))
"""First two digits in use; 81 and 82 also on residence permits of Hong Kong and Macao, 83 of Taiwan."""

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"
_LOOKALIKES = {"O": "0", "Q": "0", "D": "0", "I": "1", "L": "1", "Z": "2", "S": "5", "B": "8", "G": "6"}
_CROSSES = str.maketrans(
    {"×": "X", "Х": "X", "Χ": "X", "✕": "X"}
)  # a multiplication sign, Cyrillic and Greek
_DIGITS = frozenset("0123456789")
_OLDEST_AGE = 120
_DAMAGED = "这一格被存成了数字，末尾几位已丢失。请把该列设为文本，再重新填写。"
_FIFTEEN = "这是15位老号码，已按规则补成18位，请核对新证件。"


@dataclass(frozen=True, slots=True)
class IdentityNumber:
    """A number that has passed every check, and what it says.

    `county_code` is the place of first issue, which is neither the household's place nor the home.
    `warnings` are Chinese sentences on things to look at that do not stop the number being used.
    """

    number18: str
    birth_date: date
    sex: Sex
    province_code: str
    county_code: str
    was_15: bool = False
    warnings: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"IdentityNumber({self.number18[:6]}********{self.number18[-4:]})"

    def age_on(self, on: date) -> int:
        """Age in full years on a day."""
        return age_on(self.birth_date, on)

    @property
    def is_foreign_resident(self) -> bool:
        """Whether it is the number of a foreigner's permanent residence card."""
        return self.number18[0] == "9"


def check_character(first17: str) -> str:
    """The 18th character that belongs to the first 17 digits."""
    total = sum(map(mul, map(int, first17), _WEIGHTS))
    return _CHECK_CHARACTERS[total % 11]


def upgrade_15(number15: str) -> str:
    """The 18-character form of a first-generation number: the century put in, the check put on."""
    first17 = f"{number15[:6]}19{number15[6:]}"
    return first17 + check_character(first17)


def parse_identity_number(
    text: str, on: date | None = None, *, from_number_cell: bool = False
) -> IdentityNumber:
    """Read an identity number as typed, or raise `IdentityError` with a code and a sentence.

    on: the day against which a birth may not lie in the future; without it that is not checked.
    from_number_cell: the spreadsheet cell held a quantity, so a tail of 000 means lost digits.
    """
    number = compact(text).translate(_CROSSES)
    if not number:
        raise IdentityError("empty", "没有填身份证号。")
    if is_scientific(number) or (from_number_cell and looks_like_damaged_number(number)):
        raise IdentityError("stored_as_number", _DAMAGED)
    number = number.removesuffix(".0")
    _refuse_letters(number)
    if len(number) not in (15, 18):
        raise IdentityError("length", length_sentence("身份证号", 18, len(number)))
    was_15 = len(number) == 15
    number = upgrade_15(number) if was_15 else number
    return _read_18(number, was_15, on)


def _refuse_letters(number: str) -> None:
    if not _DIGITS & set(number):
        raise IdentityError("letter", "这一格里没有数字，不是身份证号。")
    for place, character in enumerate(number, start=1):
        if character in _DIGITS or (character == "X" and place == 18 == len(number)):
            continue
        raise IdentityError("letter", _letter_sentence(place, character))


def _letter_sentence(place: int, character: str) -> str:
    if character == "X":
        return f"第{place}位是X，X只会出现在第18位。请对照证件重填。"
    if character in _LOOKALIKES:
        digit = _LOOKALIKES[character]
        return f"第{place}位是字母{character}，身份证号里没有字母{character}。可能是数字{digit}。"
    return f"第{place}位是“{character}”，身份证号只有数字和末位的X。"


def _read_18(number: str, was_15: bool, on: date | None) -> IdentityNumber:
    province = number[1:3] if number[0] == "9" else number[:2]
    if province not in PROVINCE_CODES:
        raise IdentityError("province", f"开头的{number[:2]}不是任何省份的代码，请核对前两位。")
    birth = _birth_date(number, was_15, on)
    if number[17] != check_character(number[:17]):
        if looks_like_damaged_number(number):
            raise IdentityError("stored_as_number", _DAMAGED)
        raise IdentityError("checksum", "第18位校验码对不上，多半是抄错一位。请对照证件逐位核对。")
    warnings = [_FIFTEEN] if was_15 else []
    if on is not None and on.year - birth.year >= _OLDEST_AGE and age_on(birth, on) > _OLDEST_AGE:
        warnings.append(f"按这个号码已满{age_on(birth, on)}岁，请核对出生年份。")
    return IdentityNumber(
        number18=number,
        birth_date=birth,
        sex="male" if int(number[16]) % 2 else "female",
        province_code=province,
        county_code=number[:6],
        was_15=was_15,
        warnings=tuple(warnings),
    )


def _birth_date(number: str, was_15: bool, on: date | None) -> date:
    digits = number[6:14]
    places = "第7至12位" if was_15 else "第7至14位"
    shown = digits[2:] if was_15 else digits
    try:
        birth = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise IdentityError("birth", f"{places}是{shown}，没有这一天。请对照证件核对。") from None
    if on is not None and birth > on:
        raise IdentityError("birth", f"{places}是{shown}，还没到这一天。请对照证件核对。")
    return birth


def conflicts(
    number: IdentityNumber, *, sex: Sex | None = None, birth_date: date | None = None
) -> tuple[str, ...]:
    """Sentences on what the form says otherwise than the number. Nothing is mended in silence."""
    found: list[str] = []
    if sex is not None and sex != number.sex:
        written, implied = ("男", "女") if sex == "male" else ("女", "男")
        found.append(f"表里写{written}，身份证号第17位是{implied}。请核对哪个对。")
    if birth_date is not None and birth_date != number.birth_date:
        found.append(f"表里出生日期是{birth_date}，身份证号里是{number.birth_date}。请核对哪个对。")
    return tuple(found)
