"""A hundred thousand numbers of nobody, drawn by seed, and each with one slip of the pen (test 51)."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from random import Random

from baigong.kernels.identity import (
    PROVINCE_CODES,
    IdentityError,
    mint_test_identity_number,
    parse_identity_number,
)

ON = date(2026, 4, 1)
COUNT = 100_000
_CITIZENS = sorted(code for code in PROVINCE_CODES if code[0] != "9")


def drawn(chance: Random) -> str:
    born = date(1920, 1, 1) + timedelta(days=chance.randrange(38_000))
    sex = "male" if chance.random() < 0.5 else "female"
    return mint_test_identity_number(f"{chance.choice(_CITIZENS)}0100", born, chance.randrange(500), sex)  # type: ignore[arg-type]


def slipped(number: str, chance: Random) -> tuple[str, str]:
    """One wrong digit, or two neighbours swapped."""
    place = chance.randrange(17)
    digits = list(number)
    if chance.random() < 0.5 or number[place] == number[place + 1] or place == 16:
        digits[place] = str((int(digits[place]) + chance.randrange(1, 10)) % 10)
        return "digit", "".join(digits)
    digits[place], digits[place + 1] = digits[place + 1], digits[place]
    return "swap", "".join(digits)


def is_taken(number: str) -> bool:
    try:
        parse_identity_number(number, ON)
    except IdentityError:
        return False
    return True


def test_no_true_number_is_refused_and_no_slip_is_taken() -> None:
    chance, made, taken = Random(51), Counter[str](), Counter[str]()
    for _ in range(COUNT):
        number = drawn(chance)
        kind, wrong = slipped(number, chance)
        made[kind] += 1
        taken["true"] += is_taken(number)
        taken[kind] += is_taken(wrong)
    assert min(made.values()) > COUNT // 4
    assert taken == {"true": COUNT, "digit": 0, "swap": 0}
