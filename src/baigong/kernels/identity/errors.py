"""The one error of this kernel."""


class IdentityError(ValueError):
    """A number that cannot be accepted.

    `code` is for programs: empty, length, letter, checksum, birth, province, stored_as_number, and for
    phones also prefix, area_code, several. `sentence` is for people: where it is wrong, how to mend it.
    The sentence may quote a few digits, so logs keep the code only.
    """

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
