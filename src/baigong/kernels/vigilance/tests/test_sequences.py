"""Numbers asked one after another are a run, whoever asks and in whatever order; strangers' numbers are none."""

from __future__ import annotations

import datetime
import random

from hypothesis import given
from hypothesis import strategies as st

from baigong.kernels.identity import mint_test_identity_number
from baigong.kernels.vigilance import Try, runs_in

LEAST = 5


def tries(numbers: list[int]) -> list[Try]:
    return [Try(str(at), f"{number:017}X") for at, number in enumerate(numbers)]


@given(st.integers(10**16, 10**17 - 10**4), st.integers(LEAST, 60), st.sampled_from([1, 2]), st.randoms())
def test_a_run_is_found_in_any_order(first: int, count: int, step: int, order: random.Random) -> None:
    numbers = [first + step * n for n in range(count)]
    order.shuffle(numbers)
    [run] = runs_in(tries(numbers), least=LEAST)
    assert [int(each.number18[:17]) for each in run] == sorted(numbers)


def test_four_neighbours_and_one_number_many_times_are_none() -> None:
    first = 37160219900102100
    assert runs_in(tries([first + n for n in range(LEAST - 1)]), least=LEAST) == []
    assert runs_in(tries([first] * 50), least=LEAST) == []


def test_a_thousand_days_of_people_who_mistype_raise_at_most_one_alarm() -> None:
    """Reliability 41, the other side: twenty people a day who fail, of one county, are no sequence."""
    pick, alarms = random.Random(41), 0
    for _ in range(1_000):
        births = [
            datetime.date(1960, 1, 1) + datetime.timedelta(days=pick.randrange(16_000)) for _ in range(20)
        ]
        numbers = [
            mint_test_identity_number("371602", birth, pick.randrange(500), "male") for birth in births
        ]
        alarms += len(runs_in([Try(n, n) for n in numbers], least=LEAST))
    assert alarms <= 1
