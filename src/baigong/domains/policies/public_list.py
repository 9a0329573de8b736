"""The policies anybody may read: the versions published and in force, in the public's scope (BZ-4a, M12.2).

Nothing here takes the caller's scope: an officer who opens the portal sees what a stranger sees. A policy taken down
answers that it was withdrawn; one that another took the place of leads there.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from baigong.domains.policies.audiences import audience_labels
from baigong.domains.policies.models import PolicyItem, PolicyVersion
from baigong.foundation import clock
from baigong.foundation.scope import enter, public_scope, system_scope

TOPIC = "public-lists"
PAGE_SIZE = 20
_SEARCHED = ("title", "number", "issuer", "audience_text", "conditions_text", "standard_text")


@dataclass(frozen=True, slots=True)
class PolicySearch:
    """What somebody asks of the public list; `place_path` asks what holds at a place, its own and those above."""

    words: str = ""
    field: str = ""
    level: str = ""
    audience: str = ""
    place_path: str = ""
    with_ended: bool = False


@dataclass(frozen=True, slots=True)
class PublicPolicy:
    """One policy as a list shows it; `id` is that of the entry, the same for all its versions."""

    id: uuid.UUID
    row: PolicyVersion
    audiences: tuple[str, ...]
    is_superseded: bool

    def standing(self, on: datetime.date) -> str:
        """Return how it stands on a day: superseded, ended, upcoming or valid."""
        if self.is_superseded:
            return "superseded"
        if self.row.valid_before is not None and self.row.valid_before <= on:
            return "ended"
        return "upcoming" if self.row.valid_from > on else "valid"


@dataclass(frozen=True, slots=True)
class PolicyPage:
    """One page of the list; `total` counts all that was found."""

    policies: tuple[PublicPolicy, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class PublicPolicyDetail:
    """One policy whole: the version read, which other versions were public, and what it gave way to."""

    policy: PublicPolicy
    versions: tuple[PolicyVersion, ...]
    is_in_force: bool
    successor: PublicPolicy | None
    predecessors: tuple[PublicPolicy, ...]


def search_policies(search: PolicySearch, *, page: int = 1) -> PolicyPage:
    """Return one page of what a search finds, the newest policy first; two questions, however many there are."""
    found = found_policies(search)
    pages = max(1, -(-len(found) // PAGE_SIZE))
    number = min(page, pages)
    return PolicyPage(found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE], len(found), number, pages)


def found_policies(search: PolicySearch) -> tuple[PublicPolicy, ...]:
    """Return all a search finds, the newest policy first."""
    gone = _superseded()
    with enter(public_scope()):
        rows = list(_in_force().filter(_condition(search)).order_by("-valid_from", "title", "id"))
    shown = _as_public(rows, gone)
    today = clock.today()
    if not search.with_ended:
        shown = [each for each in shown if each.standing(today) in ("valid", "upcoming")]
    if search.audience:
        shown = [each for each in shown if search.audience in each.row.audience_codes]
    if search.place_path:
        shown = [each for each in shown if search.place_path.startswith(each.row.place_path)]
    return tuple(shown)


def public_policy(item_id: uuid.UUID, *, version: int | None = None) -> PublicPolicyDetail | None:
    """Return a policy that is public, in the version asked for or the one in force; None for any other."""
    with enter(public_scope()):
        rows = list(PolicyVersion.objects.filter(item_id=item_id).order_by("-version"))
    current = next((row for row in rows if not row.voided_at and not row.superseded_at), None)
    kept = [row for row in rows if not row.voided_at]
    chosen = current if version is None else next((row for row in kept if row.version == version), None)
    if current is None or chosen is None:
        return None
    gone = _superseded()
    others = [gone[item_id]] if item_id in gone else []
    earlier = [key for key, following in gone.items() if following == item_id]
    with enter(public_scope()):
        beside = list(_in_force().filter(item_id__in=[*others, *earlier]).order_by("-valid_from", "id"))
    by_id = {each.id: each for each in _as_public(beside, gone)}
    return PublicPolicyDetail(
        policy=_as_public([chosen], gone)[0],
        versions=tuple(kept),
        is_in_force=chosen.id == current.id,
        successor=next((by_id[key] for key in others if key in by_id), None),
        predecessors=tuple(by_id[key] for key in earlier if key in by_id),
    )


def was_public(item_id: uuid.UUID) -> bool:
    """Return whether a policy was public once."""
    with enter(public_scope()):
        return bool(PolicyVersion.objects.filter(item_id=item_id).exists())


def _in_force() -> QuerySet[Any]:
    found: QuerySet[Any] = PolicyVersion.objects.filter(
        published_at__lte=clock.now(), voided_at__isnull=True, superseded_at__isnull=True
    )
    return found


def _superseded() -> dict[uuid.UUID, uuid.UUID]:
    """Return which policy gave way to which: no more than two ids each, told with the public page."""
    with system_scope("公开的政策被哪一条代替，是公开的"):
        rows = PolicyItem.objects.filter(superseded_by__isnull=False, withdrawn_at__isnull=True)
        return dict(rows.values_list("id", "superseded_by_id"))


def _condition(search: PolicySearch) -> Q:
    condition = Q()
    for word in search.words.split():
        said = Q()
        for name in _SEARCHED:
            said |= Q(**{f"{name}__icontains": word})
        condition &= said
    if search.field:
        condition &= Q(field=search.field)
    return condition & Q(level=search.level) if search.level else condition


def _as_public(rows: Iterable[PolicyVersion], gone: dict[uuid.UUID, uuid.UUID]) -> list[PublicPolicy]:
    labels = audience_labels()
    return [
        PublicPolicy(
            id=row.item_id,
            row=row,
            audiences=tuple(labels[code] for code in row.audience_codes if code in labels),
            is_superseded=row.item_id in gone,
        )
        for row in rows
    ]
