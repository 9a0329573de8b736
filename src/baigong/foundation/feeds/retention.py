"""What the feeds keep for a while: words of calls that were made, secrets of keys until they end."""

from __future__ import annotations

from baigong.foundation import clock
from baigong.foundation.feeds.models import FeedNonce
from baigong.foundation.feeds.pushing import SKEW, forget_nonces
from baigong.foundation.retention.rules import rule

rule(
    "feeds.nonces",
    label="接口请求的随机串",
    term="一刻钟",
    due=lambda: FeedNonce.objects.filter(seen_at__lt=clock.now() - 3 * SKEW).count(),
    clear=forget_nonces,
)
