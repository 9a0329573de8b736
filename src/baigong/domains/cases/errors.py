"""Refusals of this app."""

from __future__ import annotations


class CaseError(ValueError):
    """A step that a case cannot take; the sentence says what to do instead."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence = code, sentence
