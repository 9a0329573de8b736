"""A file as a row of sealed chunks of 64 KiB: each knows its number, the last knows it is the last.

Chunk nonce: `number 11 | last 1` under a key used for this one file. A file cut at a chunk's edge ends with a
chunk that does not say "last", so it fails on opening, before a byte is given out.
"""

from __future__ import annotations

import io
import os
from typing import BinaryIO

from cryptography.exceptions import InvalidTag

from baigong.foundation.files.errors import FileBroken
from baigong.foundation.privacy.envelope import TAG_BYTES, Sealer

CHUNK_BYTES = 64 * 1024
_SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES


def chunk_nonce(number: int, *, last: bool) -> bytes:
    """Return the nonce that fixes a chunk's place in its file."""
    return number.to_bytes(11, "big") + bytes((last,))


class SealedWriter:
    """Writes plain bytes as sealed chunks; `finish` writes the last one."""

    def __init__(self, target: BinaryIO, cipher: Sealer, context: bytes) -> None:
        self._target, self._cipher, self._context = target, cipher, context
        self._waiting = bytearray()
        self._number = 0
        self.size = 0

    def write(self, data: bytes) -> None:
        """Take more plain bytes; a full chunk waits until it is known not to be the last."""
        self.size += len(data)
        self._waiting += data
        while len(self._waiting) > CHUNK_BYTES:
            self._emit(bytes(self._waiting[:CHUNK_BYTES]), last=False)
            del self._waiting[:CHUNK_BYTES]

    def finish(self) -> None:
        """Write the last chunk (an empty file has one, empty)."""
        self._emit(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _emit(self, plain: bytes, *, last: bool) -> None:
        self._target.write(self._cipher.encrypt(chunk_nonce(self._number, last=last), plain, self._context))
        self._number += 1


class SealedReader(io.RawIOBase):
    """Reads sealed chunks from `start` on; seekable; `FileBroken` rather than a wrong byte."""

    def __init__(self, source: BinaryIO, cipher: Sealer, context: bytes, start: int) -> None:
        super().__init__()
        self._source, self._cipher, self._context, self._start = source, cipher, context, start
        body = os.fstat(source.fileno()).st_size - start
        self._chunks = max(1, -(-body // _SEALED_CHUNK_BYTES))
        self._position = 0
        self._held: tuple[int, bytes] = (-1, b"")
        try:
            self.size = (self._chunks - 1) * CHUNK_BYTES + len(self._chunk(self._chunks - 1))
        except FileBroken:
            source.close()
            raise

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self.size}[whence]
        self._position = max(0, base + offset)
        return self._position

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # the stubs know no memoryview
        if self._position >= self.size:
            return 0
        number, within = divmod(self._position, CHUNK_BYTES)
        piece = self._chunk(number)[within : within + len(buffer)]
        buffer[: len(piece)] = piece
        self._position += len(piece)
        return len(piece)

    def close(self) -> None:
        if not self.closed:
            self._source.close()
        super().close()

    def _chunk(self, number: int) -> bytes:
        if self._held[0] != number:
            self._source.seek(self._start + number * _SEALED_CHUNK_BYTES)
            sealed = self._source.read(_SEALED_CHUNK_BYTES)
            nonce = chunk_nonce(number, last=number == self._chunks - 1)
            try:
                self._held = (number, self._cipher.decrypt(nonce, sealed, self._context))
            except (InvalidTag, ValueError) as error:
                raise FileBroken("文件内容被截断或改动，不能打开。请从备份取回。") from error
        return self._held[1]
