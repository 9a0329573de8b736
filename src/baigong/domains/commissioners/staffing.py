"""How many people at work each town and village has, against the least number of its plan (M01.4, PD-4b, DQ-4)."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from baigong.domains.commissioners.enums import Rank
from baigong.domains.places.enums import COUNTY_KINDS, TOWN_KINDS, PlaceKind
from baigong.domains.places.models import Place
from baigong.domains.places.selectors import names_above
from baigong.domains.policies.selectors import parameter_by_place
from baigong.domains.users.enums import WORKING_ROLES, Role
from baigong.domains.users.models import Post
from baigong.foundation.scope.conditions import place_range

LEVELS: dict[str, tuple[PlaceKind, ...]] = {
    "towns": TOWN_KINDS,
    "villages": (PlaceKind.VILLAGE, PlaceKind.GRID),
}
# The plan's figure for each level: how many commissioners a place of it has at least.
LEAST_OF = {"towns": "commissioners-of-town", "villages": "commissioners-of-village"}
_RANKS = dict(Rank.choices)


@dataclass(frozen=True, slots=True)
class StaffLine:
    """One place on a day: people at work there, commissioners among them, the plan's least number or None."""

    place: Place
    county_name: str
    staff: int
    commissioners: int
    ranks: tuple[tuple[str, int], ...]
    least: int | None

    @property
    def short(self) -> int:
        """How many commissioners are missing; 0 where no plan sets a number."""
        return max((self.least or 0) - self.commissioners, 0)

    @property
    def ranks_text(self) -> str:
        return "、".join(f"{label}{count}人" for label, count in self.ranks)


SORTS: dict[str, Callable[[StaffLine], Any]] = {
    "short": lambda line: line.short,
    "commissioners": lambda line: line.commissioners,
    "staff": lambda line: line.staff,
    "name": lambda line: line.place.code,
}


def staff_lines(place: Place, level: str, on: datetime.date) -> list[StaffLine]:
    """Return the places of a level at or below a place, those that lack most first; five queries however many.

    One person in several posts counts once. Who stands in for a post is no second person of it, and somebody whose
    account is locked is not at work.

    :raises KeyError: for a level that is none.
    """
    found = Place.objects.filter(
        place_range("path", place.path), kind__in=LEVELS[level], valid_to__isnull=True
    )
    places = list(found.order_by("code"))
    paths = [each.path for each in places]
    counties, least = names_above(paths, COUNTY_KINDS), parameter_by_place(LEAST_OF[level], paths, on)
    held = _posts_by_place(place, on)
    lines = [
        _line(each, counties[each.path], held[each.id], int(least[each.path]) if each.path in least else None)
        for each in places
    ]
    return sorted_lines(lines, "short", is_descending=True)


def sorted_lines(lines: Iterable[StaffLine], code: str, *, is_descending: bool) -> list[StaffLine]:
    """Return lines by one of `SORTS`; those alike stand in the order of their codes."""
    by_code = sorted(lines, key=lambda line: line.place.code)
    return sorted(by_code, key=SORTS[code], reverse=is_descending)


def _posts_by_place(place: Place, on: datetime.date) -> dict[UUID, list[Post]]:
    rows = Post.objects.filter(
        Post.in_force_on(on),
        place_range("place_path", place.path),
        role__in=WORKING_ROLES,
        organisation__isnull=True,
        delegated_from__isnull=True,
        user__is_active=True,
    )
    held: dict[UUID, list[Post]] = defaultdict(list)
    for post in rows.order_by("starts_on", "id"):
        held[post.place_id].append(post)
    return held


def _line(place: Place, county_name: str, posts: list[Post], least: int | None) -> StaffLine:
    first = {post.user_id: post for post in reversed(posts)}
    ranks = Counter(_RANKS.get(post.rank) or Role(post.role).label for post in first.values())
    commissioners = {post.user_id for post in posts if post.role == Role.COMMISSIONER}
    ordered = tuple(sorted(ranks.items(), key=lambda each: (-each[1], each[0])))
    return StaffLine(place, county_name, len(first), len(commissioners), ordered, least)
