"""The bundles of policies anybody may read, and which of their policies are meant for somebody like the reader."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from baigong.domains.policies.audiences import audience_labels, audiences_met_by
from baigong.domains.policies.fitting import FittingPolicy, fits_of
from baigong.domains.policies.models import BundleEntry, PolicyBundle
from baigong.domains.policies.public_list import PolicySearch, PublicPolicy, found_policies
from baigong.domains.policies.tags import tag_labels
from baigong.foundation import clock
from baigong.foundation.scope import enter, public_scope, system_scope


@dataclass(frozen=True, slots=True)
class PublicEntry:
    """One policy of a bundle, in its order, with the office's plain word on it."""

    policy: PublicPolicy
    note: str


@dataclass(frozen=True, slots=True)
class PublicBundle:
    """A bundle as everybody reads it: only policies that are public now, those that ended among them."""

    row: PolicyBundle
    audiences: tuple[str, ...]
    tags: tuple[str, ...]
    entries: tuple[PublicEntry, ...]

    @property
    def id(self) -> uuid.UUID:
        return self.row.id


@dataclass(frozen=True, slots=True)
class FittingBundle:
    """A bundle with those of its policies that may be of use to somebody."""

    bundle: PublicBundle
    policies: tuple[FittingPolicy, ...]


def public_bundles(*, audience: str = "", tag: str = "", place_path: str = "") -> list[PublicBundle]:
    """Return the public bundles, the newest first: those for an audience, with a tag, or that hold at a place."""
    with enter(public_scope()):
        rows = PolicyBundle.objects.filter(public_since__lte=clock.now(), withdrawn_at__isnull=True)
        found = list(rows.order_by("-public_since", "id"))
    if audience:
        met = audiences_met_by(audience)
        found = [row for row in found if met.intersection(row.audience_codes)]
    if tag:
        found = [row for row in found if tag in row.tag_codes]
    if place_path:
        found = [row for row in found if place_path.startswith(row.place_path)]
    return _filled(found)


def public_bundle(bundle_id: uuid.UUID) -> PublicBundle | None:
    """Return a bundle that is public; None for any other."""
    with enter(public_scope()):
        row = PolicyBundle.objects.filter(
            id=bundle_id, public_since__lte=clock.now(), withdrawn_at__isnull=True
        ).first()
    return _filled([row])[0] if row else None


def bundles_with(item_id: uuid.UUID) -> list[PublicBundle]:
    """Return the public bundles a policy is in."""
    return [
        bundle for bundle in public_bundles() if any(each.policy.id == item_id for each in bundle.entries)
    ]


def fitting_bundles(known: Mapping[str, str], place_path: str) -> list[FittingBundle]:
    """Return the bundles at a place of which something is meant for somebody, most of it first.

    :param known: audience code → what is known, as half a sentence.
    """
    found = [
        FittingBundle(bundle, tuple(fits_of((each.policy for each in bundle.entries), known)))
        for bundle in public_bundles(place_path=place_path)
    ]
    return sorted((each for each in found if each.policies), key=lambda each: -len(each.policies))


def _filled(rows: Iterable[PolicyBundle]) -> list[PublicBundle]:
    bundles = list(rows)
    with system_scope("公开的政策包里有哪些政策，是公开的"):
        held = BundleEntry.objects.filter(BundleEntry.holding_on(clock.today()))
        entries = list(held.filter(bundle_id__in=[row.id for row in bundles]).order_by("position", "id"))
    policies = {each.id: each for each in found_policies(PolicySearch(with_ended=True))} if entries else {}
    audiences, tags = audience_labels(), tag_labels()
    return [
        PublicBundle(
            row,
            tuple(audiences.get(code, code) for code in row.audience_codes),
            tuple(tags.get(code, code) for code in row.tag_codes),
            tuple(
                PublicEntry(policies[each.item_id], each.note)
                for each in entries
                if each.bundle_id == row.id and each.item_id in policies
            ),
        )
        for row in bundles
    ]
