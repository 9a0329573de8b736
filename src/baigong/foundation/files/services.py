"""Storing, opening and destroying files."""

from __future__ import annotations

import datetime
import hashlib
import hmac
import io
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction

from baigong.foundation.clock import now
from baigong.foundation.files.chunks import CHUNK_BYTES
from baigong.foundation.files.errors import FileMissing
from baigong.foundation.files.models import StoredFile
from baigong.foundation.files.sealing import SealedFileWriter, open_sealed, place_of
from baigong.foundation.ids import uuid7
from baigong.foundation.privacy.keys import current_ring
from baigong.foundation.scope import system_scope

ERASED = "erased"
"""The kind of a file whose content was destroyed on a person's wish."""
_ORPHAN_AGE = datetime.timedelta(days=1)


def store(
    content: bytes | BinaryIO,
    *,
    kind: str,
    original_name: str,
    by: str,
    place_path: str = "",
    expires_at: datetime.datetime | None = None,
) -> StoredFile:
    """Seal the content into the file folder and write its row in the caller's transaction.

    Rolled back, the sealed content stays behind unreadable and is swept by `sweep_orphans`.
    """
    file_id = uuid7()
    writer = SealedFileWriter(file_id)
    digest = hashlib.sha256()
    try:
        for piece in _pieces(content):
            digest.update(piece)
            writer.write(piece)
        writer.finish()
    except BaseException:
        writer.abandon()
        raise
    return StoredFile.objects.create(
        id=file_id,
        kind=kind,
        original_name=original_name,
        sha256=_keyed(digest.digest()),
        size=writer.size,
        place_path=place_path,
        uploaded_by=by,
        recorded_at=now(),
        expires_at=expires_at,
    )


def open_file(file_id: uuid.UUID) -> BinaryIO:
    """Open a stored file's plain content for reading (seekable), as long as its row exists.

    Raises `FileMissing`, `FileBroken` (before the first byte when the end was cut off) or `UnknownKey`.
    Whoever opens a person's file for a person writes the audit row first.
    """
    if not StoredFile.objects.filter(id=file_id).exclude(kind=ERASED).exists():
        raise FileMissing(f"没有文件{file_id}，可能已到期销毁。")
    return open_sealed(file_id)


def content_fingerprint(content: bytes) -> bytes:
    """Return the keyed fingerprint under which `StoredFile.sha256` finds the same content again."""
    return _keyed(hashlib.sha256(content).digest())


def destroy(file_id: uuid.UUID) -> None:
    """Delete the row now and the content once the transaction is through.

    Whatever points at the file lets go of it, in whichever place it lies.
    """
    with system_scope("销毁文件"):
        StoredFile.objects.filter(id=file_id).delete()
    transaction.on_commit(lambda: place_of(file_id).unlink(missing_ok=True))


def erase(file_id: uuid.UUID) -> None:
    """Destroy the content and what the row says of it; the row stays, for an unchangeable fact refers to it."""
    row = StoredFile.objects.filter(id=file_id).first()
    if row is None:
        return
    row.kind, row.original_name, row.sha256, row.size = ERASED, ERASED, b"", 0
    row.save(update_fields=["kind", "original_name", "sha256", "size"])
    transaction.on_commit(lambda: place_of(file_id).unlink(missing_ok=True))


def destroy_expired() -> int:
    """Destroy every file kept past its date; returns how many."""
    expired = list(StoredFile.objects.filter(expires_at__lte=now()).values_list("id", flat=True))
    with transaction.atomic():
        for file_id in expired:
            destroy(file_id)
    return len(expired)


def orphans() -> Iterator[Path]:
    """Yield sealed content without a row, older than a day (an upload in progress has no row yet)."""
    before = (now() - _ORPHAN_AGE).timestamp()
    for place in Path(settings.BAIGONG_FILE_FOLDER).glob("??/*"):
        if place.stat().st_mtime < before and not StoredFile.objects.filter(id=place.stem).exists():
            yield place


def sweep_orphans() -> int:
    """Remove sealed content without a row; returns how many."""
    swept = 0
    for place in orphans():
        place.unlink(missing_ok=True)
        swept += 1
    return swept


def _pieces(content: bytes | BinaryIO) -> Iterator[bytes]:
    stream = io.BytesIO(content) if isinstance(content, bytes) else content
    while piece := stream.read(CHUNK_BYTES):
        yield piece


def _keyed(digest: bytes) -> bytes:
    return hmac.digest(current_ring().index_key("file.content"), digest, "sha256")
