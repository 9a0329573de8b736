"""The one error of reading and writing spreadsheets."""

from __future__ import annotations


class SheetError(Exception):
    """A file that is refused. `code` is for programs; `sentence` says in Chinese why and how to mend it."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
