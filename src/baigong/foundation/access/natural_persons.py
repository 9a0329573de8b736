"""Whether two accounts are one natural person: where a second person is asked for, a second account is not enough.

Who the people behind accounts are is known by those who keep the accounts; they register how to compare.
"""

from __future__ import annotations

from collections.abc import Callable

Comparer = Callable[[str, str], bool]
_comparers: list[Comparer] = []


def register_comparer(comparer: Comparer) -> None:
    """Let `comparer(actor, actor)` say whether two actors are one natural person; saying it again is nothing."""
    if comparer not in _comparers:
        _comparers.append(comparer)


def is_same_person(one: str, other: str) -> bool:
    """Return whether two actors are one and the same natural person, as far as anybody knows."""
    return one == other or any(comparer(one, other) for comparer in _comparers)
