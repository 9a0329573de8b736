"""A mark that goes with every row: which of two stars hides a character, by a key of the file (reliability 35).

Masked values carry it, so it costs nobody anything and alters no figure. Each cell has its own bits, from its own
text: sorted, cut to a few rows or to one column, a leaked fragment still tells which file it came from. Whoever
types a fragment anew with one kind of star takes the mark out; the audit's list of rows is left then.

No invented person is put in beside the real ones: offices call, count and pay by these rows, and somebody who does not
exist would be called, counted and paid. The mark says as much, from any twenty rows.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .book import Value

STARS = ("*", "∗")


@dataclass(frozen=True, slots=True)
class Evidence:
    """How many stars of a fragment stand as a file's key would set them, of how many."""

    agree: int
    of: int


class Mark:
    """The mark of one file; its key never shows."""

    __slots__ = ("_key",)

    def __init__(self, key: bytes) -> None:
        self._key = key

    def row(self, values: Sequence[Value]) -> list[Value]:
        """Return the cells of a row with their stars set."""
        return [self.text(value) if isinstance(value, str) else value for value in values]

    def text(self, value: str) -> str:
        """Return a text with its stars set; one without a star stays as it is."""
        plain = unmarked(value)
        if STARS[0] not in plain:
            return value
        bits = int.from_bytes(hmac.digest(self._key, plain.encode(), "sha256"))
        made = []
        for character in plain:
            if character == STARS[0]:
                made.append(STARS[bits & 1])
                bits >>= 1
            else:
                made.append(character)
        return "".join(made)

    def evidence(self, cells: Iterable[str]) -> Evidence:
        """Return how far cells agree with this mark; a cell that stands there twice counts once."""
        agree = of = 0
        for cell in set(cells):
            stars = [(seen, due) for seen, due in zip(cell, self.text(cell), strict=True) if seen in STARS]
            of += len(stars)
            agree += sum(seen == due for seen, due in stars)
        return Evidence(agree, of)


def unmarked(text: str) -> str:
    """Return a text as it was before it was marked."""
    return text.replace(STARS[1], STARS[0])
