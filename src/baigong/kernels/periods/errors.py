"""The one error of this kernel: a machine code and a sentence for the person at the keyboard."""


class PeriodError(ValueError):
    """A date, month or span that cannot be used. `code` is for programs, `sentence` for people."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
