"""What can be wrong with a reporting unit or a membership."""

from __future__ import annotations


class UnitError(ValueError):
    """The deed is refused; the sentence says why and how to mend it."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence = code, sentence
