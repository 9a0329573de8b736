"""What can be wrong with a group or a seat in it."""

from __future__ import annotations


class GroupError(ValueError):
    """The deed is refused; the sentence says why and how to mend it."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence = code, sentence
