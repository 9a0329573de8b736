"""Who else has something to do when places are redrawn, told by the apps above: posts, keys made of paths."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Merger:
    """One place that ends in another, and what is to become of its posts: `move`, `end`, or not said."""

    old_place_id: UUID
    old_name: str
    new_place_id: UUID
    posts: str


@dataclass(frozen=True, slots=True)
class Follower:
    """What an app does of its own: all three may be called again after an interruption.

    `check` returns a sentence for everything the plan has left open; `begin` runs in the transaction that begins
    the reform; `after_rows` once the rows lie at their new places, or back at their old ones.
    """

    name: str
    check: Callable[[list[Merger]], list[str]]
    begin: Callable[..., dict[str, Any]]
    undo: Callable[..., None]
    after_rows: Callable[..., None]


_followers: dict[str, Follower] = {}


def follow(follower: Follower) -> None:
    """Register an app's part; a second registration under the same name takes its place."""
    _followers[follower.name] = follower


def followers() -> tuple[Follower, ...]:
    return tuple(_followers[name] for name in sorted(_followers))
