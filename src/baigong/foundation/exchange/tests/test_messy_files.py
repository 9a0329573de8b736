"""Honest but messy files: each row names one cause no other row shares, and what is read of it.

Rows of a file are parted by / ; ?heading is a column that is asked about, !code a cell that is refused
with a sentence. Every file goes the whole way: precheck, child, recognition, the reading of its cells.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from baigong.foundation.exchange.tests.messy_cells import CHARACTERS, DAYS, ENCODINGS, NUMBERS
from baigong.foundation.exchange.tests.messy_sheets import SHEETS
from baigong.foundation.exchange.tests.messy_tables import read

CASES = (*ENCODINGS, *CHARACTERS, *NUMBERS, *DAYS, *SHEETS)


@pytest.mark.parametrize(("cause", "make", "expected"), CASES, ids=[case[0] for case in CASES])
def test_a_messy_file_is_read_for_what_it_says(cause: str, make: Callable[[], bytes], expected: str) -> None:
    assert read(make()) == expected


def test_no_two_files_share_a_cause() -> None:
    assert len(CASES) >= 60
    assert len({case[0] for case in CASES}) == len(CASES)
    assert len({case[1]() for case in CASES}) == len(CASES)
