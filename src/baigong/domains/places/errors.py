"""What the place tree refuses."""

from __future__ import annotations

from collections.abc import Sequence

_MOST_SHOWN = 20


class PlacesError(ValueError):
    """Places cannot be added like this; `problems` says line by line why and what to do instead."""

    def __init__(self, code: str, problems: Sequence[str]) -> None:
        self.code, self.problems = code, list(problems)
        more = len(problems) - _MOST_SHOWN
        shown = [*problems[:_MOST_SHOWN], *([f"……另有{more}处。"] if more > 0 else [])]
        self.sentence = "\n".join(shown)
        super().__init__(self.sentence)
