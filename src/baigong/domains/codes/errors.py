"""What a code list refuses."""


class CodeListError(ValueError):
    """The list cannot be changed like this; the sentence says why and what to do instead."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence = code, sentence
