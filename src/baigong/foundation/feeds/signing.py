"""What is signed, and how: HMAC-SHA256 over lines that name the call or the file, written in hexadecimal."""

from __future__ import annotations

import datetime
import hashlib
import hmac

FOLDER_WORDS = "baigong-folder-v1"
PUSH_WORDS = "baigong-push-v1"


def file_words(*, feed_name: str, file_name: str, as_of: datetime.date, data: bytes) -> bytes:
    """Return what a file in the exchange folder is signed for; a name with a line break is never looked at."""
    return _lines(FOLDER_WORDS, feed_name, file_name, as_of.isoformat(), hashlib.sha256(data).hexdigest())


def call_words(*, method: str, path: str, timestamp: str, nonce: str, as_of: str, body: bytes) -> bytes:
    """Return what a call is signed for; `as_of` is empty when nothing is delivered."""
    return _lines(PUSH_WORDS, method, path, timestamp, nonce, as_of, hashlib.sha256(body).hexdigest())


def signature_of(secret: str, words: bytes) -> str:
    """Return the signature of words under a secret."""
    return hmac.new(secret.encode(), words, "sha256").hexdigest()


def is_signed(secret: str, words: bytes, signature: str) -> bool:
    """Say whether a signature is right, in a time that does not tell how far it is."""
    return hmac.compare_digest(signature_of(secret, words).encode(), signature.lower().encode())


def _lines(*lines: str) -> bytes:
    return "\n".join(lines).encode()
