"""The sealed form of one value: `version 1 | algorithm 1 | key id 4 | nonce 12 | ciphertext and tag`.

The value is bound to the field's declared logical name and to the row's id (not to table and column: a
refactor renames those). AES-256-GCM by default, SM4-GCM with `BAIGONG_ENCRYPTION = "SM4-GCM"` (GB/T 39786).
"""

from __future__ import annotations

import functools
import os
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from baigong.foundation.privacy.errors import KeyFileBad, SealBroken
from baigong.foundation.privacy.keys import KEY_ID_BYTES, current_ring, ring_holding

VERSION = 1
NONCE_BYTES = 12
TAG_BYTES = 16
HEADER_BYTES = 2 + KEY_ID_BYTES
_AES, _SM4 = 1, 2
_ALGORITHMS = {"AES-256-GCM": _AES, "SM4-GCM": _SM4}


class Sealer(Protocol):
    """What both ciphers offer."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes: ...
    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes: ...


class Sm4Gcm:
    """SM4 (GB/T 32907) in GCM mode, with the same two methods as `AESGCM`."""

    def __init__(self, key: bytes) -> None:
        self._algorithm = algorithms.SM4(key)

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        encryptor = Cipher(self._algorithm, modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(associated_data or b"")
        return encryptor.update(data) + encryptor.finalize() + encryptor.tag

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        if len(data) < TAG_BYTES:
            raise InvalidTag
        mode = modes.GCM(nonce, data[-TAG_BYTES:])
        decryptor = Cipher(self._algorithm, mode).decryptor()
        decryptor.authenticate_additional_data(associated_data or b"")
        return decryptor.update(data[:-TAG_BYTES]) + decryptor.finalize()


@functools.lru_cache(maxsize=512)
def sealer(algorithm: int, key: bytes) -> Sealer:
    """Return the cipher of an algorithm number over a 32-byte key (SM4 takes its first half)."""
    if algorithm == _AES:
        return AESGCM(key)
    if algorithm == _SM4:
        return Sm4Gcm(key[:16])
    raise SealBroken(f"密文的算法编号{algorithm}不认识，可能被改过。")


@functools.lru_cache(maxsize=512)
def _sealing(algorithm: int, key_id: str, key: bytes) -> tuple[bytes, Sealer]:
    """Return the beginning of every envelope under a key, and its cipher."""
    return bytes((VERSION, algorithm)) + bytes.fromhex(key_id), sealer(algorithm, key)


def chosen_algorithm() -> int:
    """Return the number of the algorithm new data is sealed with."""
    name = getattr(settings, "BAIGONG_ENCRYPTION", "AES-256-GCM")
    if name not in _ALGORITHMS:
        raise KeyFileBad(f"BAIGONG_ENCRYPTION写的是{name}，只能是{'或'.join(_ALGORITHMS)}。")
    return _ALGORITHMS[name]


def context(name: str, row_id: str) -> bytes:
    """Return what a value is bound to; the length in front keeps name and row from running together."""
    label = name.encode()
    return len(label).to_bytes(2, "big") + label + row_id.encode()


def seal(name: str, row_id: str, plain: bytes) -> bytes:
    """Encrypt one value of the field `name` in the row `row_id` under the active key."""
    ring = current_ring()
    header, cipher = _sealing(chosen_algorithm(), ring.active, ring.key(f"field/{name}", ring.active))
    nonce = os.urandom(NONCE_BYTES)
    return header + nonce + cipher.encrypt(nonce, plain, header + context(name, row_id))


def unseal(name: str, row_id: str, sealed: bytes) -> bytes:
    """Decrypt one value; raises `SealBroken` for a changed or moved one, `UnknownKey` for a lost key."""
    if len(sealed) < HEADER_BYTES + NONCE_BYTES + TAG_BYTES or sealed[0] != VERSION:
        raise SealBroken(f"“{name}”的密文不完整，行号{row_id}。请从备份核对这一行。")
    header, nonce = sealed[:HEADER_BYTES], sealed[HEADER_BYTES : HEADER_BYTES + NONCE_BYTES]
    key_id = header[2:].hex()
    cipher = sealer(header[1], ring_holding(key_id).key(f"field/{name}", key_id))
    body = sealed[HEADER_BYTES + NONCE_BYTES :]
    try:
        return cipher.decrypt(nonce, body, header + context(name, row_id))
    except InvalidTag as error:
        raise SealBroken(
            f"“{name}”的密文与行号{row_id}对不上：被改过，或从别处搬来。请从备份核对这一行。"
        ) from error
