class EvidenceError(ValueError):
    """The file is not taken, or cannot be shown; the sentence says what to do instead."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence = code, sentence
