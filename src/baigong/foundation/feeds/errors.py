"""What can be wrong with a feed or a delivery: a code for machines, a sentence for people, an HTTP status."""

from __future__ import annotations


class FeedError(ValueError):
    """A feed, a key or a delivery is refused; the sentence says how to mend it."""

    def __init__(self, code: str, sentence: str, *, status: int = 422) -> None:
        super().__init__(sentence)
        self.code, self.sentence, self.status = code, sentence, status


class NotSignedError(FeedError):
    """Whoever calls is nobody known here. Says nothing of what was wrong, so that nobody can feel his way."""

    def __init__(self) -> None:
        super().__init__("unauthorised", "签名不对。请核对接口说明里的密钥编号和签名办法。", status=401)
