"""What the bureau decides before anyone is compared: weights, commute table, day of reckoning.

``Weights`` holds the maximum of each named score part and the parameters of the criteria. The defaults sum
to 100; a pack may replace any of them (``Weights.from_pack``) and must sum to 100 again, because every
screen says 满分100.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from types import MappingProxyType

from .facts import MatchingError, Vacancy

FULL_SCORE = 100
HIGHEST_TOTAL = 1000

PART_NAMES = (
    "place",
    "occupation",
    "pay",
    "education",
    "skill",
    "certificate",
    "shift",
    "experience",
    "lodging",
    "priority",
)
# Criteria whose seeker fact may be unknown; a pack may name some of them in ``unknown_fails``.
MAY_FAIL_WHEN_UNKNOWN = (
    "place",
    "occupation",
    "pay",
    "education",
    "skill",
    "certificate",
    "shift",
    "contract",
    "age",
)


@dataclass(frozen=True, slots=True)
class Weights:
    """Maximum points of each part, then the parameters; every number is an integer."""

    place: int = 15
    occupation: int = 40
    pay: int = 15
    education: int = 5
    skill: int = 10
    certificate: int = 0
    shift: int = 3
    experience: int = 5
    lodging: int = 2
    priority: int = 5

    covering_minor_percent: int = 95
    covering_middle_percent: int = 85
    covering_major_percent: int = 70
    same_minor_percent: int = 80
    same_middle_percent: int = 50
    wish_order_step_percent: int = 10
    occupation_unknown_percent: int = 25
    commute_easy_minutes: int = 20
    commute_limit_minutes: int = 60
    outside_wish_percent: int = 60
    lodging_reach_percent: int = 40
    pay_tolerance_percent: int = 5
    education_tolerance: int = 0
    skill_tolerance: int = 1
    certificate_declared_percent: int = 60
    first_tier_percent: int = 100
    second_tier_percent: int = 50
    key_firm_percent: int = 50
    priority_person_percent: int = 0
    unknown_percent: int = 50
    unknown_fails: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in _integer_names():
            _check_integer(name, getattr(self, name))
        if self.total > HIGHEST_TOTAL:
            raise MatchingError("weights_too_high", f"各项满分合计{self.total}，不能超过{HIGHEST_TOTAL}。")
        for name in self.unknown_fails:
            if name not in MAY_FAIL_WHEN_UNKNOWN:
                raise MatchingError(
                    "unknown_fails_name",
                    f"unknown_fails里的“{name}”不是硬条件，可写：{'、'.join(MAY_FAIL_WHEN_UNKNOWN)}。",
                )

    @property
    def total(self) -> int:
        """The highest score a pair can reach."""
        return sum(self.maximum(name) for name in PART_NAMES)

    def maximum(self, name: str) -> int:
        """Maximum points of a criterion; 0 for one that only admits or refuses."""
        return int(getattr(self, name)) if name in PART_NAMES else 0

    @classmethod
    def from_pack(cls, table: Mapping[str, object]) -> Weights:
        """Weights from a pack's table; raises ``MatchingError`` for unknown names or a wrong sum."""
        known = {item.name for item in fields(cls)}
        values: dict[str, object] = dict(table)
        for name in values:
            if name not in known:
                raise MatchingError("weights_name", f"权重表里的“{name}”不认识，请删去或改正。")
        values["unknown_fails"] = _names(values.get("unknown_fails", ()))
        weights = cls(**values)  # type: ignore[arg-type]  # __post_init__ checks each value
        if weights.total != FULL_SCORE:
            raise MatchingError(
                "weights_sum", f"各项满分合计{weights.total}，应是{FULL_SCORE}。请调整权重表。"
            )
        return weights


def _integer_names() -> tuple[str, ...]:
    return tuple(item.name for item in fields(Weights) if item.name != "unknown_fails")


def _names(value: object) -> tuple[str, ...]:
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return tuple(value)
    raise MatchingError("unknown_fails_type", "unknown_fails应是一列名称，如[“certificate”]。")


def _check_integer(name: str, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise MatchingError("weights_value", f"权重表里的“{name}”应是不小于0的整数，现在是{value!r}。")
    if name.endswith("_percent") and value > FULL_SCORE:
        raise MatchingError("weights_percent", f"权重表里的“{name}”是百分数，不能超过100，现在是{value}。")


@dataclass(frozen=True, slots=True)
class CommuteTable:
    """Minutes between commute areas, one way; read in both directions.

    Same area is 0. A pair without its own entry but within one region (usually a county) takes
    ``same_region_minutes``. Everything else cannot be reached daily (``None``).
    """

    minutes: Mapping[tuple[str, str], int] = field(default_factory=lambda: MappingProxyType({}))
    regions: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    same_region_minutes: int = 30

    def between(self, home: str, work: str) -> int | None:
        """Minutes from one area to the other, ``None`` when the table does not connect them."""
        if not home or not work:
            return None
        if home == work:
            return 0
        known = self.minutes.get((home, work), self.minutes.get((work, home)))
        if known is not None:
            return known
        return self.same_region_minutes if self.shared_region(home, work) else None

    def shared_region(self, home: str, work: str) -> str | None:
        """The region both areas belong to, if they do."""
        region = self.regions.get(home)
        return region if region is not None and region == self.regions.get(work) else None


@dataclass(frozen=True, slots=True)
class Setting:
    """Everything besides the two people that a verdict depends on; ``on`` is the day of reckoning."""

    weights: Weights
    commute: CommuteTable
    on: date


WeightsByPlace = Mapping[str, Weights]
"""Place path of a vacancy → the weights that count there."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The setting every vacancy is judged in: one for all, or the one of the place where the post stands.

    The post is what is filled, so the vacancy's place decides; where the person lives never does. One pair so has
    one score, on whichever list it stands.
    """

    weights: Weights | WeightsByPlace
    commute: CommuteTable
    on: date

    def of(self, vacancy: Vacancy) -> Setting:
        """The setting of one vacancy; raises ``MatchingError`` when its place has no weights."""
        return Setting(self._weights_at(vacancy.place_path), self.commute, self.on)

    def groups(self, vacancies: Sequence[Vacancy]) -> list[tuple[Setting, list[int]]]:
        """The vacancies' indexes by the setting they share, in the order of first sight."""
        by_place: dict[str, list[int]] = {}
        for index, vacancy in enumerate(vacancies):
            by_place.setdefault(vacancy.place_path, []).append(index)
        groups: dict[Weights, list[int]] = {}
        for path, indexes in by_place.items():
            groups.setdefault(self._weights_at(path), []).extend(indexes)
        return [
            (Setting(weights, self.commute, self.on), sorted(indexes)) for weights, indexes in groups.items()
        ]

    def _weights_at(self, place_path: str) -> Weights:
        if isinstance(self.weights, Weights):
            return self.weights
        found = self.weights.get(place_path)
        if found is None:
            raise MatchingError("weights_place", f"地方“{place_path}”没有权重，请先取该地方案的权重。")
        return found
