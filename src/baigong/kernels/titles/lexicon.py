"""Everything the ranking looks things up in, built once from the occupations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

import numpy as np

from baigong.kernels.titles.features import features, words
from baigong.kernels.titles.index import CosineIndex
from baigong.kernels.titles.occupations import Source, load_occupations
from baigong.kernels.titles.wording import plain

_SOURCE_WEIGHT: dict[Source, float] = {"name": 1.0, "alias": 1.0, "colloquial": 1.02, "derived": 0.94}
# A code of a whole class (2-02-07-00 has kinds below it) says less than a code of one occupation.
_CLASS_WEIGHT = 0.95


class Lexicon:
    """Names, weights and indexes, all in order of code; row numbers are places in ``names``."""

    def __init__(self) -> None:
        occupations = load_occupations()
        self.codes = [occupation.code for occupation in occupations]
        self.names: list[str] = []
        sources: list[Source] = []
        starts: list[int] = []
        self.rows_by_name: dict[str, list[int]] = {}
        for occupation in occupations:
            starts.append(len(self.names))
            for name, source in occupation.names.items():
                self.rows_by_name.setdefault(name, []).append(len(self.names))
                self.names.append(name)
                sources.append(source)
        self.starts = np.array(starts, dtype=np.intp)
        self.source_weights = np.array([_SOURCE_WEIGHT[source] for source in sources])
        small_classes = np.array([code[:7] for code in self.codes])
        is_first = np.append(True, small_classes[1:] != small_classes[:-1])
        self.kin_starts = np.flatnonzero(is_first)
        self.kin = np.cumsum(is_first) - 1
        classes = _classes(self.codes)
        self.code_weights = np.array([_CLASS_WEIGHT if code in classes else 1.0 for code in self.codes])
        by_name = {name: features(name) for name in self.rows_by_name}
        self.by_name = CosineIndex(by_name[name] for name in self.names)
        self.by_centre = CosineIndex(
            _together(by_name[name] for name in occupation.names) for occupation in occupations
        )
        self.by_description = CosineIndex(
            dict.fromkeys(words(plain(occupation.name + occupation.description)), 1.0)
            for occupation in occupations
        )


def _together(names: Iterable[Mapping[str, float]]) -> dict[str, float]:
    """All names of an occupation as one text."""
    total: dict[str, float] = {}
    for name in names:
        for feature, weight in name.items():
            total[feature] = total.get(feature, 0.0) + weight
    return total


def _classes(codes: list[str]) -> frozenset[str]:
    """The codes that have others below them: 2-02-07-00 stands above 2-02-07-01."""
    above = {code[:end] + "0-00-00-00"[end:] for code in codes for end in (2, 5, 8) if code[end:].strip("0-")}
    return frozenset(above & set(codes))


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The one lexicon of this process (about a second to build)."""
    return Lexicon()
