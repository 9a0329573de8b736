"""The one error of this kernel."""


class CodesError(ValueError):
    """A code table that cannot be read or used. `code` is for programs, `sentence` for people."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
