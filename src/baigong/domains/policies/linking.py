"""Which policies one may point to, and what those are called: what it rests on, whose rules it is, what follows it.

A county's policy mostly rests on one of an office above it. That row lies outside the county's scope, so it is named
by its published version, which anybody may read, and never by its entry.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from baigong.domains.policies.models import PolicyItem, PolicyVersion
from baigong.domains.policies.versions import versions_in_force
from baigong.foundation.scope import enter, public_scope, system_scope


@dataclass(frozen=True, slots=True)
class PolicyName:
    """What a policy is called; `is_own`: the asker works on its entry, `is_public`: anybody may read it."""

    id: uuid.UUID
    title: str
    number: str
    is_own: bool
    is_public: bool

    @property
    def words(self) -> str:
        return f"{self.title}（{self.number}）"


def names_of_policies(ids: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, PolicyName]:
    """Return what policies are called, as the current scope may know them: by entry or by public version."""
    wanted = {key for key in ids if key is not None}
    if not wanted:
        return {}
    own = {row.id: row for row in PolicyItem.objects.filter(id__in=wanted, withdrawn_at__isnull=True)}
    with enter(public_scope()):
        public = {row.item_id: row for row in versions_in_force().filter(item_id__in=wanted)}
    shown: dict[uuid.UUID, PolicyItem | PolicyVersion] = {**public, **own}
    return {
        key: PolicyName(key, row.title, row.number, key in own, key in public) for key, row in shown.items()
    }


def linkable_to(item: PolicyItem) -> list[PolicyName]:
    """Return the policies an entry may point to: those of the own list, and what offices above have published."""
    with enter(public_scope()):
        public = {row.item_id: row for row in _above(item).exclude(item_id=item.id)}
    own = PolicyItem.objects.filter(withdrawn_at__isnull=True).exclude(id=item.id)
    rows = list(own.order_by("-valid_from", "title", "id"))
    names = [PolicyName(row.id, row.title, row.number, True, row.id in public) for row in rows]
    held = {each.id for each in names}
    return names + [
        PolicyName(key, row.title, row.number, False, True) for key, row in public.items() if key not in held
    ]


def is_linkable(item: PolicyItem, other: uuid.UUID | None) -> bool:
    """Return whether an entry may point to another one; to nothing it always may."""
    return other is None or any(each.id == other for each in linkable_to(item))


def leads_back(start: uuid.UUID | None, item: PolicyItem, column: str) -> bool:
    """Return whether following a column from one policy on comes to another one: the two would go round in a circle."""
    with system_scope("看政策会不会绕回自己"):
        onward = dict(PolicyItem.objects.exclude(**{column: None}).values_list("id", column))
    following, seen = start, set[uuid.UUID]()
    while following is not None and following not in seen:
        if following == item.id:
            return True
        seen.add(following)
        following = onward.get(following)
    return False


def successors_for(item: PolicyItem) -> list[PolicyName]:
    """Return the policies that may take the place of one: public at its place or above, and not given way."""
    with system_scope("列出可以代替一条政策的政策"):
        gone = PolicyItem.objects.filter(superseded_by__isnull=False).values_list("id", flat=True)
        rows = list(_above(item).exclude(item_id=item.id).exclude(item_id__in=list(gone)))
    own = set(PolicyItem.objects.filter(id__in=[row.item_id for row in rows]).values_list("id", flat=True))
    return [PolicyName(row.item_id, row.title, row.number, row.item_id in own, True) for row in rows]


def public_policy_above(item: PolicyItem, other: uuid.UUID) -> PolicyItem | None:
    """Return the entry of a policy that an office at or above an entry's place has public; None for any other (JH-14b).

    What is said of it to people comes from its version.
    """
    with system_scope("看代替它的政策是不是上级公布的"):
        if not _above(item).filter(item_id=other).exists():
            return None
        found: PolicyItem | None = PolicyItem.objects.filter(id=other, withdrawn_at__isnull=True).first()
    return found


def _above(item: PolicyItem) -> QuerySet[PolicyVersion]:
    return public_at(item.place_path)


def public_at(place_path: str) -> QuerySet[PolicyVersion]:
    """Return the public versions that hold at a place, its own and those above, in the current scope."""
    keys = place_path.strip("/").split("/")
    paths = ["/".join(keys[:depth]) + "/" for depth in range(1, len(keys) + 1)]
    found: QuerySet[PolicyVersion] = versions_in_force().filter(place_path__in=paths)
    return found.order_by("-valid_from", "title", "id")
