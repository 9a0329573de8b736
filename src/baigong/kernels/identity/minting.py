"""Identity numbers and credit codes for demonstrations and tests that cannot belong to anyone.

They must pass our own checks, or the demonstration would not run through the ordinary import. So the
province and city are real and the county is 99: in GB/T 2260 counties are numbered 01–90 (01–20 and
51–70 districts, 21–50 counties, 81–89 county-level cities, 90 counties directly under the province;
statistics adds zones from 71), and no place has ever been given 99. No office can have issued such a
number, and anything may recognise one by its fifth and sixth digit.
"""

from datetime import date

from .credit import ALPHABET, organisation_check_character
from .credit import check_character as credit_check_character
from .numbers import Sex, check_character

RESERVED_COUNTY = "99"
_MOST_SEQUENCE = 499


def mint_test_identity_number(county_code: str, birth: date, sequence: int, sex: Sex) -> str:
    """A well-formed number of nobody: city from `county_code`, county 99.

    sequence: 0 to 499, one after another for people of one city, birthday and sex.
    """
    if not 0 <= sequence <= _MOST_SEQUENCE:
        raise ValueError(f"sequence must lie between 0 and {_MOST_SEQUENCE}, not {sequence}")
    serial = sequence * 2 + (1 if sex == "male" else 0)
    first17 = f"{_reserved(county_code)}{birth:%Y%m%d}{serial:03d}"
    return first17 + check_character(first17)


def mint_test_credit_code(division_code: str, sequence: int, prefix: str = "91") -> str:
    """A well-formed credit code of no firm: city from `division_code`, county 99; 0 ≤ sequence < 31⁸."""
    if not 0 <= sequence < 31**8:
        raise ValueError(f"sequence must lie between 0 and 31**8 - 1, not {sequence}")
    digits = ""
    for _ in range(8):
        sequence, digit = divmod(sequence, 31)
        digits = ALPHABET[digit] + digits
    first17 = prefix + _reserved(division_code) + digits + organisation_check_character(digits)
    return first17 + credit_check_character(first17)


def is_test_identity_number(number18: str) -> bool:
    """Whether the number is one of ours for demonstrations. A real office should refuse it."""
    return number18[4:6] == RESERVED_COUNTY and number18[0] != "9"


def is_test_credit_code(code: str) -> bool:
    """Whether the credit code is one of ours for demonstrations."""
    return code[6:8] == RESERVED_COUNTY


def _reserved(division_code: str) -> str:
    if len(division_code) < 4 or not division_code[:4].isdecimal():
        raise ValueError(f"a division code of at least four digits is needed, not {division_code!r}")
    return division_code[:4] + RESERVED_COUNTY
