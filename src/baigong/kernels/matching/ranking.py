"""Exact top lists of both sides from a stream of scored pairs, in bounded memory."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .reference import RankedLists
from .setting import HIGHEST_TOTAL

KEEP_PAIRS = 4_000_000

Keys = NDArray[np.int64]


class Ranking:
    """Collects pairs; a pair offered twice counts with its higher score."""

    def __init__(self, seekers: int, vacancies: int, tops: tuple[int, int]) -> None:
        self._shape = (seekers, vacancies)
        self._tops = tops
        self._pending: list[tuple[Keys, Keys, Keys]] = []
        self._held = 0

    def add(self, rows: NDArray[np.int32], columns: NDArray[np.int32], scores: NDArray[np.int16]) -> None:
        """Offer pairs (seeker index, vacancy index, score)."""
        if not len(rows):
            return
        self._pending.append((rows.astype(np.int64), columns.astype(np.int64), scores.astype(np.int64)))
        self._held += len(rows)
        if self._held > KEEP_PAIRS:
            self._drop_hopeless()

    def lists(self) -> tuple[RankedLists, RankedLists]:
        """The top lists of the seekers and of the vacancies."""
        rows, columns, scores = self._distinct()
        by_seeker = _top(rows, columns, scores, self._shape, self._tops[0])
        by_vacancy = _top(columns, rows, scores, (self._shape[1], self._shape[0]), self._tops[1])
        return _listed(by_seeker, self._shape[0]), _listed(by_vacancy, self._shape[1])

    def _distinct(self) -> tuple[Keys, Keys, Keys]:
        if not self._pending:
            empty = np.zeros(0, dtype=np.int64)
            return empty, empty, empty
        rows, columns, scores = (np.concatenate(part) for part in zip(*self._pending, strict=True))
        width = HIGHEST_TOTAL + 1
        key = (rows * self._shape[1] + columns) * width + (HIGHEST_TOTAL - scores)
        key.sort()
        pair = key // width
        first = np.ones(len(pair), dtype=bool)
        np.not_equal(pair[1:], pair[:-1], out=first[1:])
        pair, scores = pair[first], HIGHEST_TOTAL - key[first] % width
        return pair // self._shape[1], pair % self._shape[1], scores

    def _drop_hopeless(self) -> None:
        """Keep what still stands in a list of either side; later pairs can only push others further down."""
        rows, columns, scores = self._distinct()
        seekers, vacancies = self._shape
        a_rows, a_columns, a_scores = _top(rows, columns, scores, self._shape, self._tops[0])
        b_columns, b_rows, b_scores = _top(columns, rows, scores, (vacancies, seekers), self._tops[1])
        self._pending = [(a_rows, a_columns, a_scores), (b_rows, b_columns, b_scores)]
        self._held = len(a_rows) + len(b_rows)


def _top(
    owners: Keys, others: Keys, scores: Keys, shape: tuple[int, int], top: int
) -> tuple[Keys, Keys, Keys]:
    """The best ``top`` of each owner: score downward, then index upward."""
    width = HIGHEST_TOTAL + 1
    key = (owners * width + (HIGHEST_TOTAL - scores)) * shape[1] + others
    key.sort()
    head = key // shape[1]
    owner = head // width
    starts = np.searchsorted(owner, np.arange(shape[0]))
    chosen = np.arange(len(key)) - starts[owner] < top
    key, head, owner = key[chosen], head[chosen], owner[chosen]
    return owner, key - head * shape[1], HIGHEST_TOTAL - (head - owner * width)


def _listed(best: tuple[Keys, Keys, Keys], owners: int) -> RankedLists:
    owner, others, scores = best
    starts = np.searchsorted(owner, np.arange(owners + 1))
    return RankedLists(starts.tolist(), others.tolist(), scores.tolist())
