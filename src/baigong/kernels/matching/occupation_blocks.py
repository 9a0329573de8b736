"""Which seekers and vacancies can meet at all: one block for each 中类 of the occupation tree.

A code below 中类 lies in one block; a 大类 code lies in every block of that 大类. Seekers without a wish
meet all posts, posts without a code meet all seekers. Rows and columns are *entries*: a seeker stands in a
block once for each wish in it, a post once for each code.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .criteria import OCCUPATION, judge_way
from .facts import Seeker, Vacancy
from .occupations import affinity, segments
from .setting import Setting, Weights

Indexes = NDArray[np.int32]
Entries = list[tuple[int, int, str]]  # item, order of the wish, code


class Block(NamedTuple):
    """Entries of one block and the occupation percent of each (row class, column), -1 = refused."""

    rows: Indexes
    row_class: Indexes
    columns: Indexes
    percent: NDArray[np.int32]


def occupation_blocks(
    seekers: Sequence[Seeker], vacancies: Sequence[Vacancy], setting: Setting
) -> Iterator[Block]:
    """All blocks; together they contain every pair the occupation does not refuse."""
    yield from _unknown_blocks(seekers, vacancies, setting)
    wishes = [
        (i, order, code) for i, item in enumerate(seekers) for order, code in enumerate(item.occupations)
    ]
    codes = [(i, 0, code) for i, item in enumerate(vacancies) for code in item.occupations]
    groups = _groups({code for _, _, code in wishes} | {code for _, _, code in codes})
    left, right = _grouped(wishes, groups), _grouped(codes, groups)
    for group in sorted(left.keys() & right.keys()):
        yield _block(left[group], right[group], setting.weights)


def _groups(codes: set[str]) -> dict[str, list[str]]:
    """The blocks each code belongs to."""
    middles: dict[str, set[str]] = defaultdict(set)
    for code in codes:
        steps = segments(code)
        middles[steps[0]].add("-".join(steps[:2]))
    return {code: [_middle(code)] if "-" in code else sorted(middles[code]) for code in codes}


def _middle(code: str) -> str:
    return "-".join(segments(code)[:2])


def _grouped(entries: Entries, groups: dict[str, list[str]]) -> dict[str, Entries]:
    grouped: dict[str, Entries] = defaultdict(list)
    for entry in entries:
        for group in groups[entry[2]]:
            grouped[group].append(entry)
    return grouped


def _block(wishes: Entries, codes: Entries, weights: Weights) -> Block:
    wish_classes: dict[tuple[int, str], int] = {}
    row_class = [wish_classes.setdefault((order, code), len(wish_classes)) for _, order, code in wishes]
    code_classes: dict[str, int] = {}
    column_class = [code_classes.setdefault(code, len(code_classes)) for _, _, code in codes]
    near: dict[str, list[int]] = {}
    for _, wish in wish_classes:
        if wish not in near:
            near[wish] = [affinity(wish, code, weights)[0] for code in code_classes]
    percent = np.array([near[wish] for _, wish in wish_classes], dtype=np.int32)
    orders = np.array([order for order, _ in wish_classes], dtype=np.int32)[:, None]
    later = np.maximum(percent - weights.wish_order_step_percent * orders, 1)
    judged = np.where(percent > 0, later, -1)
    return Block(
        np.array([item for item, _, _ in wishes], dtype=np.int32),
        np.array(row_class, dtype=np.int32),
        np.array([item for item, _, _ in codes], dtype=np.int32),
        judged[:, column_class],
    )


def _unknown_blocks(
    seekers: Sequence[Seeker], vacancies: Sequence[Vacancy], setting: Setting
) -> Iterator[Block]:
    undecided = [index for index, item in enumerate(seekers) if not item.occupations]
    decided = [index for index, item in enumerate(seekers) if item.occupations]
    coded = [index for index, item in enumerate(vacancies) if item.occupations]
    uncoded = [index for index, item in enumerate(vacancies) if not item.occupations]
    for rows, columns in ((undecided, coded), (undecided, uncoded), (decided, uncoded)):
        if rows and columns:
            wishes, codes = seekers[rows[0]].occupations, vacancies[columns[0]].occupations
            percent = judge_way(OCCUPATION, OCCUPATION.ways[0], wishes, codes, setting).percent
            yield Block(
                np.array(rows, dtype=np.int32),
                np.zeros(len(rows), dtype=np.int32),
                np.array(columns, dtype=np.int32),
                np.full((1, len(columns)), percent, dtype=np.int32),
            )
