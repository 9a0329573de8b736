"""The error of this kernel: a code for programs, a place in the file, a sentence for people."""


class PredicateError(ValueError):
    """A condition that cannot be read, or a fact of the wrong kind.

    `where` is the path of the offending key, e.g. ``where[1].any[0].at_least``.
    """

    def __init__(self, code: str, where: str, sentence: str) -> None:
        super().__init__(f"{where}：{sentence}" if where else sentence)
        self.code = code
        self.where = where
        self.sentence = sentence
