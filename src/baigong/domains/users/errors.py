"""Why an account cannot be opened, or a post not given."""

from __future__ import annotations


class AccountError(ValueError):
    """The account cannot be opened; the sentence says why and what to do instead."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence = code, sentence
