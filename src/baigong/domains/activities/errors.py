"""Refusals of this app."""

from __future__ import annotations


class CostError(ValueError):
    """A cost that cannot be entered; the sentence says what to do instead."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence = code, sentence
