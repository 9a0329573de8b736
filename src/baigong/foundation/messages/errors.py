"""What can go wrong with a message; a refusal is a sentence for people."""

from __future__ import annotations


class MessageRefused(ValueError):
    """The message may not be written as it stands; the sentence says why."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence = code, sentence
