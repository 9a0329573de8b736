"""Finding an encrypted value without reading it: keyed fingerprints, one key for each field."""

from __future__ import annotations

import functools
import hmac
from collections.abc import Iterable
from itertools import pairwise

from baigong.foundation.privacy import kinds
from baigong.foundation.privacy.errors import QueryRefused
from baigong.foundation.privacy.keys import current_ring

TOKEN_BYTES = 8
_declared: dict[str, str] = {}


def declare(name: str, kind: str) -> None:
    """Note which kind of value an index name stands for; its field does this."""
    _declared[name] = kind


def blind_index(name: str, value: str, *, kind: str | None = None) -> bytes:
    """Return the 32-byte fingerprint of a value of the field `name`; a declared field's kind is known."""
    normalised = kinds.normalise(kind or _kind_of(name), value)
    return hmac.digest(current_ring().index_key(name), normalised.encode(), "sha256")


def name_tokens(name: str, value: str) -> frozenset[bytes]:
    """Return the tokens a name is found by: one for each character and each pair of neighbours.

    The owner stores them in a child table beside the row's place and searches them within one scope only:
    frequent characters can be told by their count, which a whole city's table would give away.
    """
    text = kinds.normalise_text(value)
    return _tokens(name, (*text, *map("".join, pairwise(text))))


def search_tokens(name: str, typed: str) -> frozenset[bytes]:
    """Return the tokens a row must all have to match what was typed (pairs, or the one character)."""
    text = kinds.normalise_text(typed)
    parts = list(map("".join, pairwise(text))) or list(text)
    return _tokens(name, parts)


def _tokens(name: str, parts: Iterable[str]) -> frozenset[bytes]:
    key = current_ring().index_key(f"{name}/tokens")
    return frozenset(_token(key, part) for part in parts)


# A city's names are made of few characters and pairs.
@functools.lru_cache(maxsize=16384)
def _token(key: bytes, part: str) -> bytes:
    return hmac.digest(key, part.encode(), "sha256")[:TOKEN_BYTES]


def _kind_of(name: str) -> str:
    if name not in _declared:
        raise QueryRefused(f"没有字段登记盲索引“{name}”。请核对名称。")
    return _declared[name]
