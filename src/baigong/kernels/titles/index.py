"""An inverted index over short texts: every row's cosine with a query, by numpy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]
Numbers = NDArray[np.intp]
# 1.0 is the plain cosine; a little below it, longer names are punished less.
LENGTH_POWER = 0.9


class CosineIndex:
    """Rows given as weighted features; rare features count for more (smoothed inverse frequency)."""

    def __init__(self, rows: Iterable[Mapping[str, float]]) -> None:
        self._columns: dict[str, int] = {}
        columns, sizes, weights = self._read(rows)
        self.size = len(sizes)
        row_of: Numbers = np.repeat(np.arange(self.size), sizes)
        frequency = np.bincount(columns, minlength=len(self._columns))
        self._rarity: Scores = np.log((1 + self.size) / (1 + frequency)) + 0.1
        values = weights * self._rarity[columns]
        lengths = np.sqrt(np.maximum(np.bincount(row_of, weights=values**2, minlength=self.size), 1e-12))
        by_column = np.argsort(columns, kind="stable")
        self._rows: Numbers = row_of[by_column]
        self._values: Scores = (values / lengths[row_of] ** LENGTH_POWER)[by_column]
        self._ends: list[int] = [0, *np.cumsum(frequency).tolist()]

    def _read(self, rows: Iterable[Mapping[str, float]]) -> tuple[Numbers, list[int], Scores]:
        """Every feature's column, each row's number of features, every feature's weight; in row order."""
        numbers: list[int] = []
        weights: list[float] = []
        sizes: list[int] = []
        known = self._columns
        for row in rows:
            numbers.extend([known.setdefault(name, len(known)) for name in row])
            weights.extend(row.values())
            sizes.append(len(row))
        return np.array(numbers, dtype=np.intp), sizes, np.array(weights)

    def scores(self, query: Mapping[str, float]) -> Scores:
        """The cosine of every row with the query; unknown features weaken it as the rarest would."""
        unknown = float(np.log(1 + self.size))
        rows, values, square = [], [], 0.0
        for name, weight in query.items():
            column = self._columns.get(name)
            value = weight * (unknown if column is None else float(self._rarity[column]))
            square += value * value
            if column is not None:
                place = slice(self._ends[column], self._ends[column + 1])
                rows.append(self._rows[place])
                values.append(self._values[place] * value)
        if not rows:
            return np.zeros(self.size)
        sums = np.bincount(np.concatenate(rows), weights=np.concatenate(values), minlength=self.size)
        return np.asarray(sums / np.sqrt(square), dtype=np.float64)
