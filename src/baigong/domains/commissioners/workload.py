"""How much each post carries: firms served, people they lack, firms linked against the quota of the rank."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from baigong.domains.commissioners.enums import AssignmentKind, Rank
from baigong.domains.commissioners.selectors import holding
from baigong.domains.policies.selectors import parameter_at
from baigong.domains.shortages.models import Need
from baigong.domains.shortages.selectors import LACKING, need_lines
from baigong.domains.users.enums import WORKING_ROLES, Role
from baigong.domains.users.models import Post

# The plan's figure for each rank: with how many key firms one of them links at least (AH-2.3.1a, DQ-1..3).
LINKS_OF = {
    Rank.BUREAU_LEADER: "links-of-bureau-leader",
    Rank.SERVICE_LEADER: "links-of-service-leader",
    Rank.OFFICER: "links-of-officer",
}


@dataclass(frozen=True, slots=True)
class Load:
    """One post's work on a day; `gap` is how many people its firms lack, `least_links` None without a quota."""

    post: Post
    firms: int
    gap: int
    links: int
    least_links: int | None
    exception_reason: str

    @property
    def short_of_links(self) -> int:
        """How many links are missing; an exception with its reason counts as none (原则上)."""
        if self.least_links is None or self.exception_reason:
            return 0
        return max(self.least_links - self.links, 0)


def posts_at_work(on: datetime.date, *, words: str = "") -> list[Post]:
    """Return the posts in the scope that may answer for a firm on a day, by name."""
    rows = Post.objects.filter(
        starts_on__lte=on,
        withdrawn_at__isnull=True,
        organisation__isnull=True,
        role__in=(*WORKING_ROLES, Role.LEADER),
    ).exclude(ends_before__lte=on)
    if words:
        rows = rows.filter(Q(user__display_name__icontains=words) | Q(place__name__icontains=words))
    return list(rows.select_related("user", "place").order_by("user__display_name", "id"))


def loads(on: datetime.date) -> list[Load]:
    """Return what each post carries on a day, who has most first; the number of queries does not grow with posts.

    A leader's or officer's own quota follows the rank of the post where a plan sets one.
    """
    posts = posts_at_work(on)
    served: dict[UUID, set[UUID]] = defaultdict(set)
    rows = holding(on, AssignmentKind.COMMISSIONER).filter(organisation__isnull=False)
    for post_id, organisation_id in rows.values_list("post_id", "organisation_id"):
        served[post_id].add(organisation_id)
    linked, reasons = _links(on)
    gaps = _gaps({firm for firms in served.values() for firm in firms})
    least = _Least(on)
    found = [
        Load(
            post=post,
            firms=len(served[post.id]),
            gap=sum(gaps[firm] for firm in served[post.id]),
            links=linked.get(post.id, 0),
            least_links=least.of(post),
            exception_reason=reasons.get(post.id, ""),
        )
        for post in posts
    ]
    return sorted(found, key=lambda load: (-load.firms, -load.gap, load.post.user.display_name, load.post.id))


def link_standing(posts: Iterable[Post], on: datetime.date) -> dict[UUID, tuple[int, int | None]]:
    """Return post → firms it is linked with on a day, and how many its rank asks for (None without a quota)."""
    linked, least = _links(on)[0], _Least(on)
    return {post.id: (linked.get(post.id, 0), least.of(post)) for post in posts}


def _links(on: datetime.date) -> tuple[dict[UUID, int], dict[UUID, str]]:
    rows = holding(on, AssignmentKind.LINK).filter(organisation__isnull=False)
    counted = dict(rows.values_list("post_id").annotate(Count("organisation_id", distinct=True)).order_by())
    excused = rows.exclude(exception_reason="").order_by("starts_on", "id")
    return counted, dict(excused.values_list("post_id", "exception_reason"))


def _gaps(firms: Iterable[UUID]) -> dict[UUID, int]:
    found: dict[UUID, int] = defaultdict(int)
    for line in need_lines(
        list(Need.objects.filter(LACKING, organisation_id__in=list(firms)).order_by("id"))
    ):
        found[line.need.organisation_id] += line.gap
    return found


class _Least:
    """The quota of a rank at a place, asked of the plans once for each."""

    def __init__(self, on: datetime.date) -> None:
        self._on = on
        self._known: dict[tuple[str, str], int | None] = {}

    def of(self, post: Any) -> int | None:
        name = LINKS_OF.get(post.rank, "")
        key = (name, post.place_path)
        if name and key not in self._known:
            self._known[key] = _whole(name, post.place_path, self._on)
        return self._known.get(key)


def _whole(name: str, place_path: str, on: datetime.date) -> int | None:
    try:
        figure: Decimal = parameter_at(name, place_path, on)
    except KeyError:
        return None
    return int(figure)
