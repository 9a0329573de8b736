"""The reference engine: every seeker against every vacancy in a plain loop.

Slow on purpose (a few microseconds a pair): it is what the fast engines are compared with, bit for bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import nsmallest
from typing import NamedTuple

from .criteria import score_pair
from .facts import Seeker, Vacancy
from .setting import Settings


class RankedLists(NamedTuple):
    """For item ``i`` its partners stand in ``others[starts[i]:starts[i + 1]]``, best first.

    Indexes count in the order of ids, so a smaller index is a smaller id.
    """

    starts: list[int]
    others: list[int]
    scores: list[int]


def run_reference(
    seekers: Sequence[Seeker], vacancies: Sequence[Vacancy], settings: Settings, tops: tuple[int, int]
) -> tuple[RankedLists, RankedLists]:
    """Both directions; the two sequences must be sorted by id."""
    by_seeker: list[list[tuple[int, int]]] = [[] for _ in seekers]
    by_vacancy: list[list[tuple[int, int]]] = [[] for _ in vacancies]
    for row, seeker in enumerate(seekers):
        for column, vacancy in enumerate(vacancies):
            score = score_pair(seeker, vacancy, settings.of(vacancy))
            if score is not None:
                by_seeker[row].append((-score, column))
                by_vacancy[column].append((-score, row))
    return _best(by_seeker, tops[0]), _best(by_vacancy, tops[1])


def _best(candidates: list[list[tuple[int, int]]], top: int) -> RankedLists:
    lists = RankedLists([0], [], [])
    for pairs in candidates:
        for negative, other in nsmallest(top, pairs):
            lists.others.append(other)
            lists.scores.append(-negative)
        lists.starts.append(len(lists.others))
    return lists
