"""The numpy engine: the same judgement, tabulated over distinct facts and added up in blocks.

Method. People share few distinct values of each fact, so each way of each criterion is judged once per pair
of *distinct* facts, by the very functions the reference engine calls, into a small table of points. A block
is one 中类: only seekers wishing it and posts within it meet there; adding a criterion to a block is copying
rows of its table. A refused condition is a debt no score can pay off, so feasible pairs are the ones whose
sum is not negative. A pair that meets in several blocks counts with its best score.

Exact: integers only, ties by index (= id order). Memory: blocks of ``CHUNK_CELLS``, and at most
``KEEP_PAIRS`` pairs are held before those no list can still want are dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from .criteria import CRITERIA, OCCUPATION, PAY, Criterion, Facts, Way, judge_way, points
from .facts import Seeker, Vacancy
from .occupation_blocks import Block, occupation_blocks
from .ranking import Ranking
from .reference import RankedLists
from .setting import HIGHEST_TOTAL, Setting, Settings

Points = NDArray[np.int16]
Indexes = NDArray[np.int32]
Item = TypeVar("Item")

# One debt outweighs every score, and all criteria failing together still fit 16 bits.
DEBT = -2 * HIGHEST_TOTAL
CHUNK_CELLS = 1 << 17


class Table(NamedTuple):
    """Points of one way: ``points[row_class[s], column_class[v]]``."""

    row_class: Indexes
    column_class: Indexes
    points: Points


def run_blocked(
    seekers: Sequence[Seeker], vacancies: Sequence[Vacancy], settings: Settings, tops: tuple[int, int]
) -> tuple[RankedLists, RankedLists]:
    """Both directions; the two sequences must be sorted by id.

    Vacancies with the same weights are taken together; the lists are made over all of them.
    """
    ranking = Ranking(len(seekers), len(vacancies), tops)
    for setting, indexes in settings.groups(vacancies):
        group, index = [vacancies[each] for each in indexes], np.array(indexes, dtype=np.int32)
        for rows, columns, scores in _group(seekers, group, setting):
            ranking.add(rows, index[columns], scores)
    return ranking.lists()


def _group(
    seekers: Sequence[Seeker], vacancies: Sequence[Vacancy], setting: Setting
) -> Iterator[tuple[Indexes, Indexes, Points]]:
    tables = [
        [_table(criterion, way, seekers, vacancies, setting) for way in criterion.ways]
        for criterion in CRITERIA
        if criterion is not OCCUPATION
    ]
    for block in occupation_blocks(seekers, vacancies, setting):
        yield from _feasible(block, tables, setting)


def _classes(items: Iterable[Item], facts: Callable[[Item], Hashable]) -> tuple[list[Any], Indexes]:
    seen: dict[Hashable, int] = {}
    index = [seen.setdefault(facts(item), len(seen)) for item in items]
    return list(seen), np.array(index, dtype=np.int32)


def _table(
    criterion: Criterion,
    way: Way,
    seekers: Sequence[Seeker],
    vacancies: Sequence[Vacancy],
    setting: Setting,
) -> Table:
    left, row_class = _classes(seekers, way.of_seeker)
    right, column_class = _classes(vacancies, way.of_vacancy)
    maximum = setting.weights.maximum(criterion.name)
    if criterion is PAY:
        return Table(row_class, column_class, _pay_points(left, right, maximum, setting))
    judged = [
        _points_or_debt(maximum, judge_way(criterion, way, one, other, setting).percent)
        for one in left
        for other in right
    ]
    return Table(row_class, column_class, np.array(judged, dtype=np.int16).reshape(len(left), len(right)))


def _points_or_debt(maximum: int, percent: int) -> int:
    return DEBT if percent < 0 else points(maximum, percent)


def _pay_points(left: list[Facts], right: list[Facts], maximum: int, setting: Setting) -> Points:
    """Pay has hundreds of distinct values on both sides, so its judgement exists as columns too.

    Only the common case (a wish against an upper bound) is computed here; every other row and column is
    judged by the criterion itself, and the property tests hold the two together.
    """
    wish = np.array([item or 0 for item in left], dtype=np.int64)[:, None]
    high = np.array([item[1] or 0 for item in right], dtype=np.int64)[None, :]
    low = np.array([item[1] or 0 if item[0] is None else item[0] for item in right], dtype=np.int64)[None, :]
    middle = (low + high) // 2
    upper = 100 - 40 * (wish - middle) // np.maximum(high - middle, 1)
    tolerated = wish * 100 <= high * (100 + setting.weights.pay_tolerance_percent)
    percent = np.where(wish <= middle, 100, np.where(wish <= high, upper, np.where(tolerated, 30, -1)))
    result = np.where(percent < 0, DEBT, maximum * percent // 100).astype(np.int16)
    way = PAY.ways[0]
    for row in (index for index, item in enumerate(left) if item is None):
        result[row] = [
            _points_or_debt(maximum, judge_way(PAY, way, None, item, setting).percent) for item in right
        ]
    for column in (index for index, item in enumerate(right) if item[1] is None):
        result[:, column] = [
            _points_or_debt(maximum, judge_way(PAY, way, item, right[column], setting).percent)
            for item in left
        ]
    return result


def _feasible(
    block: Block, tables: list[list[Table]], setting: Setting
) -> Iterator[tuple[Indexes, Indexes, Points]]:
    """Rows, columns and scores of the pairs of one block that no hard condition refuses."""
    maximum = setting.weights.maximum(OCCUPATION.name)
    occupation = np.where(block.percent < 0, DEBT, maximum * block.percent // 100).astype(np.int16)
    # Each table narrowed to the block's columns once; the chunks below then only copy rows.
    narrowed = [
        [(table.row_class, table.points[:, table.column_class[block.columns]]) for table in ways]
        for ways in tables
    ]
    step = max(CHUNK_CELLS // len(block.columns), 1)
    for start in range(0, len(block.rows), step):
        rows = block.rows[start : start + step]
        total = occupation[block.row_class[start : start + step]]
        for ways in narrowed:
            total += _best_way(ways, rows)
        row, column = np.nonzero(total >= 0)
        yield rows[row], block.columns[column], total[row, column]


def _best_way(ways: list[tuple[Indexes, Points]], rows: Indexes) -> Points:
    row_class, table = ways[0]
    best = table[row_class[rows]]
    for row_class, table in ways[1:]:
        np.maximum(best, table[row_class[rows]], out=best)
    return best
