"""What can go wrong with a stored file."""

from __future__ import annotations


class FileProblem(Exception):
    """A refusal with a sentence for people (Chinese) and a code for machines."""

    code = "files"


class FileMissing(FileProblem):
    """There is no such file, or its content is gone from the folder."""

    code = "files.missing"


class FileBroken(FileProblem):
    """The content was cut short, changed, or exchanged for another file's."""

    code = "files.broken"


class FileRefused(FileProblem):
    """A file that somebody sent is not taken; the sentence says why and what to do instead."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence = code, sentence
