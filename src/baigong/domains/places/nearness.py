"""How far places lie from one another, by the tree: who shares a town is nearer than who shares a county."""

from __future__ import annotations

from collections.abc import Sequence


def steps_between(origin: str, other: str) -> int:
    """Return how many levels one climbs from `origin` until `other` lies below; 0 when it lies inside.

    :param origin: path of a place; `other` likewise.
    """
    own, theirs = origin.strip("/").split("/"), other.strip("/").split("/")
    shared = 0
    for mine, their in zip(own, theirs, strict=False):
        if mine != their:
            break
        shared += 1
    return len(own) - shared


def distances_from(origin: str, others: Sequence[str]) -> list[int]:
    """Return for each path a number that grows with the distance from `origin`; all alike without an origin."""
    return [steps_between(origin, other) if origin else 0 for other in others]
