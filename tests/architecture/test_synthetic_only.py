"""No number that could be somebody's stands in the repository, in no file of whatever kind (reliability 39).

The reserved synthetic ranges, which belong to nobody:

- identity numbers: county 99 (the fifth and sixth digit), never given by GB/T 2260; and the number the standard
  GB 11643 prints as its own example;
- mobile numbers: 137, 138 or 139 followed by 0000, and the ones everybody types, 13X1234567Y by its digits in a
  row; 13800138 and its like are the carrier's own line for topping up;
- bank cards: none at all.
"""

from __future__ import annotations

import re
import subprocess
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from baigong.kernels.identity import IdentityError, is_test_identity_number, parse_identity_number

ROOT = Path(__file__).resolve().parents[2]
SPECIMEN = "110105194912310" + "02X"  # GB 11643-1999, section 4: the standard's own example
SYNTHETIC_PHONE = re.compile(r"13[789](?:0000\d{4}|12345678)|13800138\d{3}")
_IDENTITY = re.compile(r"(?<![0-9A-Za-z])\d{6}[ -]?\d{8}[ -]?\d{3}[\dXx](?![0-9A-Za-z])")
_PHONE = re.compile(r"(?<![0-9A-Za-z_.])1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?![0-9A-Za-z])")
_CARD = re.compile(r"(?<![0-9A-Za-z.])(?:62|4|5[1-5])\d{14,17}(?![0-9A-Za-z])")


def real_looking(text: str) -> Iterator[str]:
    """Yield every number of a person in a text that passes its check and lies outside the reserved ranges."""
    flat = unicodedata.normalize("NFKC", text)
    for found in _IDENTITY.findall(flat):
        number = re.sub(r"[ -]", "", found).upper()
        if _is_valid_identity(number) and not is_test_identity_number(number) and number != SPECIMEN:
            yield f"identity number {found}"
    for found in _PHONE.findall(flat):
        if not SYNTHETIC_PHONE.fullmatch(re.sub(r"[ -]", "", found)):
            yield f"mobile number {found}"
    for found in _CARD.findall(flat):
        if _has_check_digit(found):
            yield f"bank card {found}"


def _is_valid_identity(number: str) -> bool:
    try:
        parse_identity_number(number)
    except IdentityError:
        return False
    return True


def _has_check_digit(card: str) -> bool:
    """Luhn: every second digit from the right doubled, its digits added."""
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(card)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def repository_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [ROOT / name.decode() for name in listed.split(b"\0") if name]


def test_no_real_looking_number_stands_in_the_repository() -> None:
    """Reliability 39: 0 hits; bytes that are no text are read as they are, so pictures count too."""
    files = [path for path in repository_files() if path.is_file() and path.name != "uv.lock"]
    found = [
        f"{path.relative_to(ROOT)}: {each}"
        for path in files
        for each in real_looking(path.read_bytes().decode("utf-8", errors="replace"))
    ]
    assert len(files) > 900 and found == []


@pytest.mark.parametrize(
    "planted",
    [
        "11010519491231" + "0003",
        "110105 19491231" + " 0003",
        "１３６" + "12345678",
        "136-1234-" + "5678",
        "62220212" + "34567894",
    ],
)
def test_a_planted_number_is_found(planted: str) -> None:
    """Sabotage twin: with spaces, dashes and full-width digits too."""
    assert list(real_looking(f"张三，{planted}。")) != []
