"""One error for everything that can go wrong with a backup; the sentence says what to do."""

from __future__ import annotations


class BackupError(Exception):
    """A backup that was not made, is not whole, or was not restored."""

    def __init__(self, sentence: str, *, code: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code
