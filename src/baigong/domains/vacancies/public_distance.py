"""How far the published vacancies lie from a place: in kilometres where both points are known, else in words.

A vacancy lies where the centre of its village is, or of its town; where no point was entered nobody says a figure.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from baigong.domains.places.nearness import distances_from
from baigong.domains.places.points import place_points
from baigong.domains.vacancies.public_index import Mask, PublicIndex
from baigong.kernels.distance import metres_from

Shared = Literal["town", "county", "none"]
# What is farther, or is not known in figures, comes behind all that is, in the order of the tree.
FARTHEST_KM = 4_000
_RANKS = 4_096


@dataclass(frozen=True, slots=True)
class HowFar:
    """`kilometres` in a straight line, None when nobody knows; `shared` is the least that both places lie in.

    `is_same_point`: both stand for the same centre, so that no figure says anything.
    """

    kilometres: int | None
    shared: Shared
    is_same_point: bool = False


@dataclass(frozen=True, slots=True)
class Reach:
    """How far every place of an index lies from one: by the number of its word.

    `metres` is −1 where a point is not known; there `steps` is how many levels one climbs from `near_path` to it.
    """

    near_path: str
    is_known: bool
    metres: NDArray[np.int64]
    steps: NDArray[np.int64]

    @classmethod
    def of(cls, index: PublicIndex, near_path: str) -> Reach:
        """Return the reach of a place; without one everything is equally far and nothing is known."""
        paths, points = index.words.places.values, place_points()
        origin = points.at(near_path) if near_path else None
        if origin is None:
            metres = np.full(len(paths), -1, dtype=np.int64)
        else:
            latitudes, longitudes = points.columns(paths)
            metres = metres_from(origin, latitudes, longitudes)
        steps, unknown = np.zeros(len(metres), dtype=np.int64), np.flatnonzero(metres < 0)
        steps[unknown] = distances_from(near_path, [paths[at] for at in unknown])
        return cls(near_path, origin is not None, metres, steps)

    def within(self, index: PublicIndex, kilometres: int) -> Mask:
        """Return which rows are known to lie so near; nobody is told of one that may lie farther."""
        return self._rows(index, (self.metres >= 0) & (self.metres <= kilometres * 1_000))

    def unknown(self, index: PublicIndex) -> Mask:
        """Return of which rows nobody knows how far they lie."""
        return self._rows(index, self.metres < 0)

    def ranks(self, index: PublicIndex) -> NDArray[np.int64]:
        """Return a number for each row that grows with its distance, below 4,096: whole kilometres, then the rest."""
        known = np.minimum(_kilometres(self.metres), FARTHEST_KM)
        unknown = np.minimum(FARTHEST_KM + 1 + self.steps, _RANKS - 1)
        ranks = np.where(self.metres >= 0, known, unknown)
        found: NDArray[np.int64] = np.append(ranks, 0)[index.columns["places"]]
        return found

    def told(self, index: PublicIndex, rows: Iterable[int]) -> dict[uuid.UUID, HowFar]:
        """Return what is said of these rows."""
        return {index.ids[row]: self._of(index, row) for row in rows}

    def _of(self, index: PublicIndex, row: int) -> HowFar:
        place, county = index.columns["places"][row], index.columns["counties"][row]
        metres, path = int(self.metres[place]), index.words.places.values[place]
        shared = shared_by(self.near_path, path, index.words.counties.values[county])
        kilometres = int(_kilometres(self.metres[place])) if metres >= 0 else None
        return HowFar(kilometres, shared, is_same_point=metres == 0)

    @staticmethod
    def _rows(index: PublicIndex, places: Mask) -> Mask:
        found: Mask = np.append(places, False)[index.columns["places"]]
        return found


def shared_by(one: str, other: str, county_id: str) -> Shared:
    """Return the least that two paths share; `county_id` is the key of the county `other` lies in."""
    mine, theirs = one.strip("/").split("/"), other.strip("/").split("/")
    shared = next((at for at, (a, b) in enumerate(zip(mine, theirs, strict=False)) if a != b), None)
    levels = min(len(mine), len(theirs)) if shared is None else shared
    county = theirs.index(county_id) if county_id in theirs else len(theirs)
    if levels > county + 1:
        return "town"
    return "county" if levels > county else "none"


def _kilometres(metres: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return whole kilometres, the nearest; below half a kilometre none."""
    found: NDArray[np.int64] = (metres + 500) // 1_000
    return found
