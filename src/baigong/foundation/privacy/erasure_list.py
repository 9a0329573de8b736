"""The list of erased persons, outside the database: after a restore it says whom to erase once more.

One line an erasure: day, the person's key (a pseudonym), a MAC. A line somebody changed or added by hand does
not count and is named, so that nobody is erased by a text editor.
"""

from __future__ import annotations

import datetime
import hmac
import os
import uuid
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from baigong.foundation.privacy.keys import current_ring


@dataclass(frozen=True, slots=True)
class ErasureList:
    """Whom to erase, and how many lines could not be believed."""

    party_ids: tuple[uuid.UUID, ...]
    broken: int


def _place() -> Path:
    return Path(settings.BAIGONG_ERASURE_FILE)


def note_erasure(party_id: uuid.UUID, on: datetime.date) -> None:
    """Add a person to the list, on the disk before this returns; a person on it already is left alone."""
    if party_id in read_erasures().party_ids:
        return
    place = _place()
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    line = f"{on.isoformat()} {party_id}"
    file = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(file, f"{line} {_mac(line)}\n".encode())
        os.fsync(file)
    finally:
        os.close(file)


def read_erasures() -> ErasureList:
    """Return the persons of the list, in the order they were erased."""
    if not _place().exists():
        return ErasureList((), 0)
    found, broken = [], 0
    for text in _place().read_text(encoding="ascii", errors="replace").splitlines():
        line, _, mac = text.rpartition(" ")
        if not hmac.compare_digest(mac.encode(), _mac(line).encode()):
            broken += 1
            continue
        found.append(uuid.UUID(line.split(" ")[1]))
    return ErasureList(tuple(found), broken)


def _mac(line: str) -> str:
    return hmac.digest(current_ring().index_key("erasure-list"), line.encode(), "sha256").hex()
