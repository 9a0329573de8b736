"""Is somebody asking for one identity number after another? Runs of neighbours among the numbers that were tried."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

NEIGHBOUR = 2
"""The last digit of the order says the sex, so neighbours of one sex lie two apart."""
_ORDER_AND_BEFORE = 17


@dataclass(frozen=True, slots=True)
class Try:
    """One number that was tried: by which row, and the eighteen signs."""

    key: str
    number18: str


def runs_in(tries: Iterable[Try], *, least: int) -> list[tuple[Try, ...]]:
    """Return the runs of at least so many different numbers, each the neighbour of the next (reliability 41)."""
    by_number: dict[int, Try] = {}
    for each in tries:
        by_number.setdefault(int(each.number18[:_ORDER_AND_BEFORE]), each)
    found: list[list[int]] = []
    for number in sorted(by_number):
        if found and number - found[-1][-1] <= NEIGHBOUR:
            found[-1].append(number)
        else:
            found.append([number])
    return [tuple(by_number[each] for each in run) for run in found if len(run) >= least]
