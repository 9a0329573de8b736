"""The error of this kernel: a code for programs and a sentence for the person who pressed the button."""


class WorkflowError(ValueError):
    """A step that cannot be taken, or a table that contradicts itself."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
