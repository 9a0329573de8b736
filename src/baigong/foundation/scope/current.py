"""The scope of the work at hand: a context variable that every scoped query must find set."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass


class ScopeError(RuntimeError):
    """A scoped table was asked without saying on whose behalf. A fault of the program, never of its user."""


@dataclass(frozen=True, slots=True)
class Scope:
    """On whose behalf rows are read and written.

    `actor` is the user's id, or a word such as `public` or `system`; `label` is what history shows;
    `places` are path prefixes ending in "/"; `parties` are the parties the user acts for; `on_behalf_of` is
    the id of the user for whom the actor stands in, and goes into every audit entry written meanwhile.
    """

    actor: str
    label: str
    places: tuple[str, ...] = ()
    parties: tuple[uuid.UUID, ...] = ()
    everything: bool = False
    reason: str = ""
    on_behalf_of: str = ""

    def covers_place(self, place_path: str) -> bool:
        """This function will say whether a place path lies inside one of the scope's places."""
        return self.everything or any(place_path.startswith(prefix) for prefix in self.places)


_current: ContextVar[Scope | None] = ContextVar("baigong_scope", default=None)


def current_scope() -> Scope:
    """Return the active scope.

    :raises ScopeError: when none is active.
    """
    scope = _current.get()
    if scope is None:
        raise ScopeError("a scoped table was queried outside any scope; enter one first")
    return scope


def active_scope() -> Scope | None:
    """Return the active scope or None; only for the database layer and for tests."""
    return _current.get()


@contextlib.contextmanager
def enter(scope: Scope) -> Iterator[Scope]:
    """Do the block on behalf of `scope`; scopes nest and the outer one comes back afterwards."""
    token = _current.set(scope)
    try:
        yield scope
    finally:
        _current.reset(token)


def public_scope() -> Scope:
    """Return the scope of somebody without an account: published rows and nothing else."""
    return Scope(actor="public", label="公众")


@contextlib.contextmanager
def system_scope(reason: str) -> Iterator[Scope]:
    """Do the block with sight of every row, for work no single officer does (jobs, migrations, checks).

    The reason is kept with whatever the block writes to the audit.

    :raises ValueError: when no reason is given.
    """
    if not reason.strip():
        raise ValueError("a system scope needs a reason")
    outer = _current.get()
    behalf = outer.on_behalf_of if outer else ""
    system = Scope(actor="system", label="系统", everything=True, reason=reason, on_behalf_of=behalf)
    with enter(system) as scope:
        yield scope
