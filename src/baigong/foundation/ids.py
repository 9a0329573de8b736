"""Keys made before the row is written, so that they can be part of an encryption's context (model 6)."""

from __future__ import annotations

import secrets
import threading
import time
import uuid

_VERSION = 0x7 << 76
_VARIANT = 0x2 << 62
_RANDOM_BITS = 74
_STEP_BITS = 32
_lock = threading.Lock()
_last = 0


def uuid7() -> uuid.UUID:
    """Return a time-ordered UUID of version 7 (RFC 9562): 48 bits of milliseconds, 74 random bits.

    Those of one process rise even within a millisecond, or when the clock is set back: the random part goes on from
    the last one by a random step (RFC 9562, 6.2, method 2). So rows come in the order in which they were made.
    """
    global _last
    value = (time.time_ns() // 1_000_000) << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS)
    with _lock:
        if value <= _last:
            value = _last + 1 + secrets.randbits(_STEP_BITS)
        _last = value
    milliseconds, high, low = value >> _RANDOM_BITS, (value >> 62) & 0xFFF, value & ((1 << 62) - 1)
    return uuid.UUID(int=(milliseconds << 80) | _VERSION | (high << 64) | _VARIANT | low)
