"""What a list says when it does not understand the question: it refuses, it never shows more instead."""


class ListRequestError(ValueError):
    """A filter, order or position that cannot be followed. `code` is for programs, the text for people."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code
