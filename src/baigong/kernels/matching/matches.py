"""``match``: both top lists at once, from whichever engine; the two engines agree bit for bit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeVar

from .blocked import run_blocked
from .explain import Part, score_parts
from .facts import MatchingError, Seeker, Vacancy
from .reference import RankedLists, run_reference
from .setting import CommuteTable, Settings, Weights, WeightsByPlace

Engine = Literal["numpy", "reference"]
ENGINES = {"numpy": run_blocked, "reference": run_reference}
Item = TypeVar("Item", Seeker, Vacancy)


@dataclass(frozen=True, slots=True)
class Pair:
    """A seeker and a vacancy that fit; ``score`` is the sum of ``parts`` (name, points, maximum)."""

    seeker_id: str
    vacancy_id: str
    score: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class _World:
    seekers: Sequence[Seeker]
    vacancies: Sequence[Vacancy]
    settings: Settings

    def pair(self, row: int, column: int, score: int) -> Pair:
        seeker, vacancy = self.seekers[row], self.vacancies[column]
        parts = score_parts(seeker, vacancy, self.settings.of(vacancy))
        if sum(part[1] for part in parts) != score:
            raise MatchingError(
                "engine_disagrees",
                f"{seeker.id}与{vacancy.id}的得分{score}与各项之和不等，请停用此结果并报告。",
            )
        return Pair(seeker.id, vacancy.id, score, parts)


class PairLists(Mapping[str, tuple[Pair, ...]]):
    """Id to its list, best first; every id has one, possibly empty. Parts are worked out when looked at."""

    def __init__(self, world: _World, lists: RankedLists, *, of_seekers: bool) -> None:
        self._world = world
        self._lists = lists
        self._of_seekers = of_seekers
        ids = [item.id for item in world.seekers] if of_seekers else [item.id for item in world.vacancies]
        self._index = {key: index for index, key in enumerate(ids)}

    def __getitem__(self, key: str) -> tuple[Pair, ...]:
        own = self._index[key]
        return tuple(
            self._world.pair(own, other, score) if self._of_seekers else self._world.pair(other, own, score)
            for other, score in self._slice(own)
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self._index)

    def __len__(self) -> int:
        return len(self._index)

    def ranked_ids(self, key: str) -> tuple[tuple[str, int], ...]:
        """``(other id, score)`` best first, without the parts."""
        others = self._world.vacancies if self._of_seekers else self._world.seekers
        return tuple((others[other].id, score) for other, score in self._slice(self._index[key]))

    def _slice(self, own: int) -> Iterator[tuple[int, int]]:
        start, end = self._lists.starts[own], self._lists.starts[own + 1]
        return zip(self._lists.others[start:end], self._lists.scores[start:end], strict=True)


@dataclass(frozen=True, slots=True)
class Matches:
    """Both directions, and which engine ran."""

    engine: Engine
    for_seeker: PairLists
    for_vacancy: PairLists


def match(
    seekers: Iterable[Seeker],
    vacancies: Iterable[Vacancy],
    weights: Weights | WeightsByPlace,
    *,
    commute: CommuteTable,
    on: date,
    top_for_seeker: int = 10,
    top_for_vacancy: int = 20,
    engine: Engine = "numpy",
) -> Matches:
    """The best vacancies of every seeker and the best seekers of every vacancy, exact, ties by id.

    ``weights`` are one set for all, or the set of each vacancy's place (see :class:`Settings`).
    Raises ``MatchingError`` for an id that occurs twice, for an engine that does not exist and for a vacancy whose
    place has no weights.
    """
    run = ENGINES.get(engine)
    if run is None:
        raise MatchingError("engine_name", f"没有名为“{engine}”的引擎，可选：{'、'.join(ENGINES)}。")
    world = _World(_sorted(seekers), _sorted(vacancies), Settings(weights, commute, on))
    tops = (top_for_seeker, top_for_vacancy)
    left, right = run(world.seekers, world.vacancies, world.settings, tops)
    return Matches(engine, PairLists(world, left, of_seekers=True), PairLists(world, right, of_seekers=False))


def _sorted(items: Iterable[Item]) -> list[Item]:
    ordered = sorted(items, key=lambda item: item.id)
    for one, other in zip(ordered, ordered[1:], strict=False):
        if one.id == other.id:
            raise MatchingError("id_twice", f"编号{one.id}出现了两次，请先合并再匹配。")
    return ordered
