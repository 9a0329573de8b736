"""Finding the key a delivery claims to be signed with, and proving the signature."""

from __future__ import annotations

from baigong.foundation import clock
from baigong.foundation.feeds.errors import NotSignedError
from baigong.foundation.feeds.models import Feed, FeedKey
from baigong.foundation.feeds.signing import is_signed
from baigong.foundation.privacy.secret import open_inside
from baigong.foundation.scope import system_scope

# What is compared when there is no such key: an unknown number takes as long as a wrong signature.
_NOBODY = "0" * 64


def signed_by(*, number: str, words: bytes, signature: str, feed: Feed | None = None) -> FeedKey:
    """Return the key in force whose signature the words carry; with `feed`, one of that feed.

    :raises NotSignedError: in every other case alike.
    """
    with system_scope("核对部门数据的签名"):
        key: FeedKey | None = FeedKey.objects.filter(number=number, ended_at__isnull=True).first()
        secret = open_inside(key.secret) if key is not None and key.secret is not None else _NOBODY
        is_right = is_signed(secret, words, signature)
        if key is None or not is_right or (feed is not None and key.feed_id != feed.id):
            raise NotSignedError
        FeedKey.objects.filter(id=key.id).update(last_used_at=clock.now())
    return key
