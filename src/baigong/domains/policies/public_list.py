"""The policies anybody may read: the versions published and in force, in the public's scope (BZ-4a, M12.2).

Nothing here takes the caller's scope: an officer who opens the portal sees what a stranger sees. A policy taken down
answers that it was withdrawn; one that another took the place of leads there.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from baigong.domains.policies.audiences import audience_labels
from baigong.domains.policies.interpretations import public_interpretations
from baigong.domains.policies.models import Interpretation, PolicyItem, PolicyVersion
from baigong.domains.policies.versions import versions_in_force
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
    tag: str = ""
    place_path: str = ""
    with_ended: bool = False


@dataclass(frozen=True, slots=True)
class PublicPolicy:
    """One policy as a list shows it; `id` is that of the entry, the same for all its versions."""

    id: uuid.UUID
    row: PolicyVersion
    audiences: tuple[str, ...]
    gives_way_on: datetime.date | None
    """The first day of the policy that takes its place."""

    def standing(self, on: datetime.date) -> str:
        """Return how it stands on a day: ended, superseded, upcoming or valid; it gives way on its successor's day."""
        if self.row.valid_before is not None and self.row.valid_before <= on:
            return "ended"
        if self.gives_way_on is not None and self.gives_way_on <= on:
            return "superseded"
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
    """One policy whole: the version read, the other versions, what it gave way to, rests on, and what explains it."""

    policy: PublicPolicy
    versions: tuple[PolicyVersion, ...]
    is_in_force: bool
    successor: PublicPolicy | None
    predecessors: tuple[PublicPolicy, ...]
    rests_on: PublicPolicy | None
    elaborates: PublicPolicy | None
    carried_out_by: tuple[PublicPolicy, ...]
    detailed_rules: tuple[PublicPolicy, ...]
    interpretations: tuple[Interpretation, ...]


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
        rows = list(versions_in_force().filter(_condition(search)).order_by("-valid_from", "title", "id"))
    shown = _as_public(rows, gone)
    today = clock.today()
    if not search.with_ended:
        shown = [each for each in shown if each.standing(today) in ("valid", "upcoming")]
    if search.audience:
        shown = [each for each in shown if search.audience in each.row.audience_codes]
    if search.tag:
        shown = [each for each in shown if search.tag in each.row.tag_codes]
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
    others = {gone[item_id].by} if item_id in gone else set()
    earlier = {key for key, following in gone.items() if following.by == item_id}
    named = others | earlier | {chosen.rests_on_id, chosen.elaborates_id} - {None}
    linked = Q(item_id__in=named) | Q(rests_on_id=item_id) | Q(elaborates_id=item_id)
    with enter(public_scope()):
        beside = list(versions_in_force().filter(linked).order_by("-valid_from", "id"))
    shown = _as_public(beside, gone)
    by_id = {each.id: each for each in shown}
    return PublicPolicyDetail(
        policy=_as_public([chosen], gone)[0],
        versions=tuple(kept),
        is_in_force=chosen.id == current.id,
        successor=next((by_id[key] for key in others if key in by_id), None),
        predecessors=tuple(each for each in shown if each.id in earlier),
        rests_on=by_id.get(chosen.rests_on_id),
        elaborates=by_id.get(chosen.elaborates_id),
        carried_out_by=tuple(each for each in shown if each.row.rests_on_id == item_id),
        detailed_rules=tuple(each for each in shown if each.row.elaborates_id == item_id),
        interpretations=tuple(public_interpretations(item_id)),
    )


def was_public(item_id: uuid.UUID) -> bool:
    """Return whether a policy was public once."""
    with enter(public_scope()):
        return bool(PolicyVersion.objects.filter(item_id=item_id).exists())


@dataclass(frozen=True, slots=True)
class _Giving:
    """Which policy takes the place of another, and from which day; at once when it is not public itself any more."""

    by: uuid.UUID
    on: datetime.date


def _superseded() -> dict[uuid.UUID, _Giving]:
    """Return which policy gives way to which: no more than two ids each, told with the public page."""
    with system_scope("公开的政策被哪一条代替，是公开的"):
        rows = PolicyItem.objects.filter(superseded_by__isnull=False, withdrawn_at__isnull=True)
        followed = dict(rows.values_list("id", "superseded_by_id"))
    if not followed:
        return {}
    with enter(public_scope()):
        starts = versions_in_force().filter(item_id__in=set(followed.values()))
        first = dict(starts.values_list("item_id", "valid_from"))
    return {key: _Giving(by, first.get(by, datetime.date.min)) for key, by in followed.items()}


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


def _as_public(rows: Iterable[PolicyVersion], gone: dict[uuid.UUID, _Giving]) -> list[PublicPolicy]:
    labels = audience_labels()
    return [
        PublicPolicy(
            id=row.item_id,
            row=row,
            audiences=tuple(labels[code] for code in row.audience_codes if code in labels),
            gives_way_on=gone[row.item_id].on if row.item_id in gone else None,
        )
        for row in rows
    ]
