"""Where a stored file's sealed content lies and which key opens it.

Layout: `BGF1 | algorithm 1 | key id 4 | salt 16`, then the chunks. The key is made from the installation's
file key, the salt and the file's id, so content moved under another id does not open.
"""

from __future__ import annotations

import fcntl
import hmac
import io
import os
import uuid
from pathlib import Path
from typing import BinaryIO, cast

from django.conf import settings

from baigong.foundation.files.chunks import CHUNK_BYTES, SealedReader, SealedWriter
from baigong.foundation.files.errors import FileBroken, FileMissing
from baigong.foundation.privacy.envelope import Sealer, chosen_algorithm, sealer
from baigong.foundation.privacy.keys import KEY_ID_BYTES, current_ring, ring_holding

_MAGIC = b"BGF1"
_SALT_BYTES = 16
_UNFINISHED = (".part", ".reseal")
_HEADER_BYTES = len(_MAGIC) + 1 + KEY_ID_BYTES + _SALT_BYTES


def place_of(file_id: uuid.UUID) -> Path:
    """Return where the sealed content of a file lies (spread over 256 folders by its random end)."""
    return Path(settings.BAIGONG_FILE_FOLDER) / file_id.hex[-2:] / f"{file_id.hex}.sealed"


class SealedFileWriter:
    """Writes one file beside its place and moves it there when it is whole and on the disk."""

    def __init__(self, file_id: uuid.UUID, *, part: Path | None = None) -> None:
        self._place = place_of(file_id)
        self._part = part or self._place.with_suffix(".part")
        self._place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._file: BinaryIO = os.fdopen(
            os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
        )
        fcntl.flock(
            self._file, fcntl.LOCK_EX
        )  # the kernel lets go of it with the process: see `sweep_unfinished`
        key_id = current_ring().active
        header = _MAGIC + bytes((chosen_algorithm(),)) + bytes.fromhex(key_id) + os.urandom(_SALT_BYTES)
        self._file.write(header)
        self._writer = SealedWriter(self._file, _cipher(header, file_id), _context(header, file_id))

    @property
    def size(self) -> int:
        """Plain bytes taken so far."""
        return self._writer.size

    def write(self, data: bytes) -> None:
        """Take more plain bytes."""
        self._writer.write(data)

    def finish(self) -> None:
        """Write the last chunk, make sure it is on the disk, move the file to its place."""
        self.close()
        self._part.replace(self._place)

    def close(self) -> None:
        """Write the last chunk and make sure it is on the disk, beside its place."""
        self._writer.finish()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def abandon(self) -> None:
        """Drop what was written."""
        self._file.close()
        self._part.unlink(missing_ok=True)


def open_sealed(file_id: uuid.UUID) -> BinaryIO:
    """Open a file's content for reading (seekable); raises `FileMissing`, `FileBroken` or `UnknownKey`."""
    return _opened(file_id, place_of(file_id))


def _opened(file_id: uuid.UUID, place: Path) -> BinaryIO:
    try:
        file = place.open("rb")
    except FileNotFoundError as error:
        raise FileMissing(f"文件{file_id}的内容不在文件夹里。请从备份取回。") from error
    header = file.read(_HEADER_BYTES)
    if len(header) < _HEADER_BYTES or not header.startswith(_MAGIC):
        file.close()
        raise FileBroken(f"文件{file_id}的开头不完整，不能打开。请从备份取回。")
    try:
        cipher = _cipher(header, file_id)
    except Exception:
        file.close()
        raise
    reader = SealedReader(file, cipher, _context(header, file_id), _HEADER_BYTES)
    return cast(BinaryIO, io.BufferedReader(reader, CHUNK_BYTES))


def sweep_unfinished() -> int:
    """Remove what a killed process left half written; what somebody writes at this moment is held and stays."""
    swept = 0
    for part in Path(settings.BAIGONG_FILE_FOLDER).glob("??/*"):
        if part.suffix not in _UNFINISHED:
            continue
        with part.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            part.unlink(missing_ok=True)
            swept += 1
    return swept


def key_of(file_id: uuid.UUID) -> str:
    """Return the id of the key a file's content lies under, empty when the content is not there or not whole."""
    try:
        with place_of(file_id).open("rb") as file:
            header = file.read(_HEADER_BYTES)
    except FileNotFoundError:
        return ""
    if len(header) < _HEADER_BYTES or not header.startswith(_MAGIC):
        return ""
    return header[len(_MAGIC) + 1 :][:KEY_ID_BYTES].hex()


def reseal_file(file_id: uuid.UUID) -> int:
    """Seal a file's content anew under the active key; readers meanwhile go on with the old one. Returns 1 when done.

    The new content is read back against the old before it takes its place. Raises what `open_sealed` raises.
    """
    place = place_of(file_id)
    beside = place.with_suffix(".reseal")
    beside.unlink(missing_ok=True)  # left behind by a run that was interrupted
    with open_sealed(file_id) as old:
        writer = SealedFileWriter(file_id, part=beside)
        try:
            while piece := old.read(CHUNK_BYTES):
                writer.write(piece)
            writer.close()
            old.seek(0)
            _refuse_difference(file_id, old, beside)
        except BaseException:
            writer.abandon()
            raise
    if not place.exists():  # destroyed meanwhile: it shall not come back
        beside.unlink(missing_ok=True)
        return 0
    beside.replace(place)
    return 1


def _refuse_difference(file_id: uuid.UUID, old: BinaryIO, beside: Path) -> None:
    with _opened(file_id, beside) as new:
        while True:
            was, becomes = old.read(CHUNK_BYTES), new.read(CHUNK_BYTES)
            if was != becomes:
                raise FileBroken(f"文件{file_id}重封后内容不一样，没有换。请检查磁盘和密钥文件。")
            if not was:
                return


def _cipher(header: bytes, file_id: uuid.UUID) -> Sealer:
    algorithm, key_id = header[len(_MAGIC)], header[len(_MAGIC) + 1 :][:KEY_ID_BYTES].hex()
    files_key = ring_holding(key_id).key("files", key_id)
    return sealer(algorithm, hmac.digest(files_key, header[-_SALT_BYTES:] + file_id.bytes, "sha256"))


def _context(header: bytes, file_id: uuid.UUID) -> bytes:
    return header + file_id.bytes
