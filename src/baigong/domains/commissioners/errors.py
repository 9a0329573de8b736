class AssignmentError(ValueError):
    """An assignment that cannot be made or handed over; the sentence says why and what to do instead."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence = code, sentence
