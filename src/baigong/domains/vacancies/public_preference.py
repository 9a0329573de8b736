"""What a search puts first besides what is new: what lies near, or firms a plan puts forward; and how it is told."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from baigong.domains.vacancies.public_distance import HowFar, Reach
from baigong.domains.vacancies.public_firms import firms_put_first
from baigong.domains.vacancies.public_index import Mask, PublicIndex
from baigong.domains.vacancies.public_search import VacancySearch
from baigong.foundation import clock


@dataclass(frozen=True, slots=True)
class Preference:
    """The reach of the place a search names, and the firms it puts first; each None when not asked for."""

    index: PublicIndex
    order: str
    reach: Reach | None
    firms: dict[uuid.UUID, tuple[str, ...]] | None

    @classmethod
    def of(cls, index: PublicIndex, search: VacancySearch) -> Preference:
        reach = Reach.of(index, search.near_path) if search.near_path else None
        firms = firms_put_first(clock.today()) if search.order == "key" else None
        return cls(index, search.order, reach, firms)

    @property
    def ranks(self) -> NDArray[np.int64] | None:
        """What each row is ordered by before being new; None for nothing."""
        if self.order == "near" and self.reach is not None:
            return self.reach.ranks(self.index)
        firms = self.firms
        if firms is None:
            return None
        return (~self.index.where("employers", lambda key: key in firms)).astype(np.int64)

    @property
    def is_origin_known(self) -> bool:
        return self.reach is not None and self.reach.is_known

    def how_far(self, rows: Iterable[int]) -> dict[uuid.UUID, HowFar]:
        """Return how far these rows lie from the place named; nothing without one."""
        return self.reach.told(self.index, rows) if self.reach is not None else {}

    def unmeasured(self, found: Mask) -> int:
        """Return of how many of these rows nobody knows how far they lie."""
        return int((found & self.reach.unknown(self.index)).sum()) if self.reach is not None else 0

    def put_first(self, rows: Iterable[int]) -> dict[uuid.UUID, tuple[str, ...]]:
        """Return by which groups those of these rows come first that do."""
        if self.firms is None:
            return {}
        employers = self.index.words.employers.values
        held = ((row, self.firms.get(employers[self.index.columns["employers"][row]])) for row in rows)
        return {self.index.ids[row]: groups for row, groups in held if groups}
