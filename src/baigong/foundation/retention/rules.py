"""The rules of retention, declared by whoever owns the rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of rows with its term in words; `due` counts what is over it, `clear` removes that and counts.

    `covers` names, by logical name, the personal fields whose declared retention this rule keeps.
    """

    name: str
    label: str
    term: str
    due: Callable[[], int]
    clear: Callable[[], int]
    covers: tuple[str, ...] = ()


_rules: dict[str, Rule] = {}


def rule(
    name: str,
    *,
    label: str,
    term: str,
    due: Callable[[], int],
    clear: Callable[[], int],
    covers: tuple[str, ...] = (),
) -> None:
    """Declare a rule; saying it again replaces it."""
    _rules[name] = Rule(name, label, term, due, clear, covers)


def rules() -> tuple[Rule, ...]:
    """Return every rule, by name."""
    return tuple(_rules[name] for name in sorted(_rules))
