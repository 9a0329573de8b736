"""Whose office lets policies out: the city's for its counties, and a county's own where the plan is its own (BZ-W2g).

A county under a city's plan hands in what it drafts (BZ-W2d). A county with a plan of its own answers for its list
itself; what it publishes is for its place and below, and what stands above it goes on being read there.
"""

from __future__ import annotations

from collections.abc import Iterable

from baigong.domains.policies.public_list import PolicySearch, PublicPolicy, found_policies
from baigong.domains.policies.selectors import plans_at

MOST_ABOVE = 20


def has_own_plan(place_path: str) -> bool:
    """Return whether a plan was made for this very place, and not only for one above it."""
    stack = plans_at(place_path)
    read = {pack.plan.id for pack in stack.line}
    return any(layer.distance == 0 and layer.pack.plan.id in read for layer in stack.layers)


def may_let_out(office_paths: Iterable[str], *, is_above_counties: bool) -> bool:
    """Return whether an office decides what goes out of its list: the city and above do, a county by its own plan.

    The places of the list itself are the office's scope, so that nobody lets out what lies elsewhere.
    """
    return is_above_counties or any(has_own_plan(path) for path in office_paths)


def policies_above(place_path: str) -> list[PublicPolicy]:
    """Return what offices above a place have published and holds there, the newest first."""
    found = found_policies(PolicySearch(place_path=place_path))
    return [each for each in found if not each.row.place_path.startswith(place_path)][:MOST_ABOVE]
