"""The arithmetic of sealing: a keyed chain over the rows' MACs and a Merkle root over each run."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from baigong.foundation.audit.canonical import mac_holds, make_mac

NOTHING_YET = b""


def link(before: bytes, sequence: int, mac: bytes) -> bytes:
    """Return the chain value of a row from the one before it, its sequence and its MAC."""
    return make_mac("chain", _content(before, sequence, mac))


def link_holds(before: bytes, sequence: int, mac: bytes, chain: bytes) -> bool:
    """Whether a row's chain value follows from the one before it."""
    return mac_holds("chain", _content(before, sequence, mac), chain)


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """Return the root over the leaves (RFC 6962 prefixes; an odd one moves up unpaired)."""
    level = [hashlib.sha256(b"\x00" + leaf).digest() for leaf in leaves]
    while len(level) > 1:
        paired = [
            hashlib.sha256(b"\x01" + level[i] + level[i + 1]).digest() for i in range(0, len(level) - 1, 2)
        ]
        level = paired + level[len(paired) * 2 :]
    return level[0] if level else hashlib.sha256(b"").digest()


def _content(before: bytes, sequence: int, mac: bytes) -> bytes:
    return sequence.to_bytes(8, "big") + len(before).to_bytes(1, "big") + before + mac
