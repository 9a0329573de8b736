"""Names of persons: equal but for one character mistyped, left out, put in or swapped with its neighbour.

Two-character names differ in half of themselves when one differs, so they must keep the family name and sound
alike is not asked: 李娜 and 李那 are put before an officer, 李娜 and 王娜 are not.
"""

from __future__ import annotations

import unicodedata

_SEPARATORS = frozenset("·•・. 　-")


def plain_name(name: str) -> str:
    """Return a name for comparing: full width made half, without blanks and the dots of long names."""
    return "".join(
        letter for letter in unicodedata.normalize("NFKC", name).casefold() if letter not in _SEPARATORS
    )


def names_alike(left: str, right: str) -> bool:
    """Say whether two names may be one person's, written by two hands; reflexive and symmetric.

    An empty name is like nothing, not even another empty one.
    """
    one, other = plain_name(left), plain_name(right)
    if not one or not other:
        return False
    if one == other:
        return True
    if min(len(one), len(other)) < 2:
        return False
    return _one_slip(one, other) and one[0] == other[0]


def _one_slip(one: str, other: str) -> bool:
    """Say whether one character was replaced, left out or swapped with its neighbour."""
    if len(one) == len(other):
        wrong = [place for place, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
        if len(wrong) == 1:
            return True
        return (
            len(wrong) == 2
            and wrong[1] == wrong[0] + 1
            and one[wrong[0]] == other[wrong[1]]
            and (one[wrong[1]] == other[wrong[0]])
        )
    short, long = sorted((one, other), key=len)
    if len(long) != len(short) + 1:
        return False
    return any(long[:place] + long[place + 1 :] == short for place in range(len(long)))
