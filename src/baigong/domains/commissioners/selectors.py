"""Who answers for which firm or county on a day, and which have nobody yet."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from baigong.domains.commissioners.enums import AssignmentKind
from baigong.domains.commissioners.models import Assignment, PublicContact
from baigong.domains.places.enums import PlaceKind
from baigong.domains.places.models import Place
from baigong.domains.policies.selectors import plans_at
from baigong.domains.shortages.selectors import FirmLine, firm_lines
from baigong.domains.users.models import Post
from baigong.foundation import clock
from baigong.foundation.scope import system_scope

LIAISONS_NAMED = "liaisons-named"
"""The measure of the plan's quota that says until when each county names its liaison officer (BZ-W2c)."""


@dataclass(frozen=True, slots=True)
class Answerer:
    """Who answers for a firm: name, title, office and the office's public telephone, which the firm is told as well."""

    assignment_id: UUID
    name: str
    title: str
    office: str
    since: datetime.date
    telephone: str = ""


@dataclass(frozen=True, slots=True)
class LiaisonLine:
    """One county's liaison officer; `deadline` is the last day in time, None where no plan sets one."""

    place: Place
    liaison: Answerer | None
    reported_on: datetime.date | None
    deadline: datetime.date | None
    on: datetime.date

    @property
    def is_late(self) -> bool:
        """Whether the deadline passed before somebody was named; the deadline itself is in time (A-42)."""
        return self.deadline is not None and (self.reported_on or self.on) > self.deadline


def holding(on: datetime.date, *kinds: str) -> Any:
    """Return the assignments of these kinds in the scope that hold on a day."""
    return Assignment.objects.filter(Assignment.holding_on(on), kind__in=kinds)


def answerers(
    organisation_ids: Collection[UUID], on: datetime.date, kind: str = AssignmentKind.COMMISSIONER
) -> dict[UUID, Answerer]:
    """Return firm → who answers for it on a day; firms without somebody are left out."""
    rows = list(holding(on, kind).filter(organisation_id__in=organisation_ids))
    return {row.organisation_id: answerer for row, answerer in named(rows) if row.organisation_id}


def named(rows: Iterable[Assignment]) -> list[tuple[Assignment, Answerer]]:
    """Return each assignment with the name and office of its post.

    Who sees the assignment is told the name, wherever the post stands: a town works with the county's people.
    """
    rows = list(rows)
    with system_scope("分工看得见的人，也看得见是谁负责"):
        posts = Post.objects.filter(id__in={row.post_id for row in rows}).select_related("user", "place")
        by_id = {post.id: post for post in posts}
        telephones = _office_telephones(by_id)
    return [(row, _answerer(row, by_id[row.post_id], telephones.get(row.post_id, ""))) for row in rows]


def _answerer(row: Assignment, post: Post, telephone: str) -> Answerer:
    return Answerer(row.id, post.user.display_name, str(post), post.place.name, row.starts_on, telephone)


def _office_telephones(post_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the telephones the office made public of these posts; a person's own is never among them."""
    rows = PublicContact.objects.filter(
        post_id__in=list(post_ids), public_since__lte=clock.now(), withdrawn_at__isnull=True
    )
    return dict(rows.order_by().values_list("post_id", "office_telephone"))


def liaison_of(place_path: str, on: datetime.date) -> Answerer | None:
    """Return the liaison officer of the county a place lies in, whom all its firms and offices may know (BZ-W2c)."""
    with system_scope("县里的联络员，县里的企业和单位都可以知道"):
        rows = Assignment.objects.filter(Assignment.holding_on(on), kind=AssignmentKind.LIAISON)
        near = [row for row in rows.filter(place_path__in=_at_and_above(place_path)).order_by("-place_path")]
        found = named(near[:1])
    return found[0][1] if found else None


def _at_and_above(place_path: str) -> list[str]:
    keys = place_path.strip("/").split("/")
    return ["/".join(keys[:depth]) + "/" for depth in range(1, len(keys) + 1)]


def firms_without_commissioner(on: datetime.date, *, words: str = "") -> list[FirmLine]:
    """Return the firms with open needs that nobody serves on a day, the largest gap first (SD-2.1.3a, BZ-3a)."""
    lines = [line for line in firm_lines(words=words) if line.is_short]
    served = set(holding(on, AssignmentKind.COMMISSIONER).values_list("organisation_id", flat=True))
    return [line for line in lines if line.organisation.id not in served]


def liaison_lines(places: Iterable[Place], on: datetime.date) -> list[LiaisonLine]:
    """Return each county among the places with its liaison officer and the plan's deadline (BZ-W2c, DQ-8)."""
    counties = [place for place in places if place.kind in (PlaceKind.COUNTY, PlaceKind.ZONE)]
    ever = Assignment.objects.filter(
        kind=AssignmentKind.LIAISON, target_place__in=counties, voided_at__isnull=True
    )
    reported: dict[UUID, datetime.date] = {}
    for place_id, moment in ever.order_by("-recorded_at").values_list("target_place_id", "recorded_at"):
        reported[place_id] = clock.day_of(moment)
    now = {
        row.target_place_id: answerer
        for row, answerer in named(holding(on, AssignmentKind.LIAISON).filter(target_place__in=counties))
    }
    return [
        LiaisonLine(place, now.get(place.id), reported.get(place.id), liaison_deadline(place.path, on), on)
        for place in sorted(counties, key=lambda place: place.path)
    ]


def liaison_deadline(place_path: str, on: datetime.date) -> datetime.date | None:
    """Return the last day on which a county's liaison officer is named in time, by its plans (BZ-W2c)."""
    days = [
        quota.ends_before - datetime.timedelta(days=1)
        for _, quota in plans_at(place_path, on).quotas()
        if quota.measure == LIAISONS_NAMED and quota.ends_before
    ]
    return min(days, default=None)


def assignments_in_sight(ids: Iterable[UUID], on: datetime.date) -> list[Assignment]:
    """Return the assignments of these ids that the reader sees and that hold on a day."""
    rows = Assignment.objects.filter(Assignment.holding_on(on), id__in=list(ids))
    return list(rows.prefetch_related("organisation", "target_place").order_by("id"))


def firms_held_by(post_id: UUID, on: datetime.date) -> list[Assignment]:
    """Return what a post serves as commissioner on a day among what the reader sees, by the firm's name."""
    rows = holding(on, AssignmentKind.COMMISSIONER).filter(post_id=post_id, organisation__isnull=False)
    seen = [
        (row.organisation.name, row.id, row)
        for row in rows.prefetch_related("organisation")
        if row.organisation
    ]
    return [row for *_, row in sorted(seen)]
