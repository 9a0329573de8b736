"""The one error of this kernel."""


class CellError(ValueError):
    """A cell that cannot be read. `code` is for programs, `sentence` for people."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
