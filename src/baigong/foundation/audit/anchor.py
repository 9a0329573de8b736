"""The anchor: a file outside the data folder in which the head of the chain is noted after every sealing.

One JSON line a seal, each holding the digest of the line before and a MAC. A database put back to yesterday,
or cut at its tail, stands behind its anchor. A restore that was meant is noted by a line of its own, which
vouches for the seal that was gone back to.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from baigong.foundation.audit.canonical import canonical, instant, mac_holds, make_mac
from baigong.foundation.audit.models import AuditSeal
from baigong.foundation.clock import now

_FIELDS = ("kind", "number", "last", "head", "root", "at", "previous")
SEAL, RESTORE = "seal", "restore"


@dataclass(frozen=True, slots=True)
class AnchorLine:
    """One line: a seal, or the seal a restore went back to (number 0 when there was none yet)."""

    kind: str
    number: int
    last: int
    head: str
    root: str
    at: str
    previous: str
    mac: str

    def content(self) -> bytes:
        """Return what the line's MAC covers."""
        return canonical([getattr(self, name) for name in _FIELDS])


@dataclass(frozen=True, slots=True)
class Anchor:
    """The anchor file as read: the seals it still vouches for, and the first line that is not sound."""

    standing: tuple[AnchorLine, ...]
    tail_digest: str
    broken_line: int | None

    @property
    def newest(self) -> AnchorLine | None:
        """The last seal vouched for."""
        return self.standing[-1] if self.standing else None


def anchor_path() -> Path:
    """Return where the anchor is kept (`BAIGONG_ANCHOR_FILE`)."""
    return Path(settings.BAIGONG_ANCHOR_FILE)


def read_anchor() -> Anchor:
    """Read the anchor file; a missing one is an empty one."""
    path = anchor_path()
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    standing: list[AnchorLine] = []
    known: dict[str, list[AnchorLine]] = {}
    digest, broken = "", None
    for place, text in enumerate(lines, start=1):
        line = _parsed(text)
        if (
            line is None
            or line.previous != digest
            or not mac_holds("anchor", line.content(), bytes.fromhex(line.mac))
        ):
            broken = broken or place
        if line is not None:
            standing = _standing_after(line, standing, known)
        digest = _digest(text)
    return Anchor(tuple(standing), digest, broken)


def append_seal(seal: AuditSeal, anchor: Anchor) -> None:
    """Note one seal at the end of the anchor."""
    _append(SEAL, *_described(seal), instant(seal.sealed_at), anchor)


def append_restore(seal: AuditSeal | None, anchor: Anchor) -> None:
    """Note that the database was put back, knowingly, to the state after this seal, or before the first."""
    _append(RESTORE, *(_described(seal) if seal else (0, 0, "", "")), instant(now()), anchor)


@contextlib.contextmanager
def one_sealer() -> Iterator[None]:
    """Hold the anchor for this process alone while sealing."""
    path = anchor_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _standing_after(
    line: AnchorLine, standing: list[AnchorLine], known: dict[str, list[AnchorLine]]
) -> list[AnchorLine]:
    """Return the seals vouched for after a line; a restore takes up those of its own branch, if known here."""
    if line.kind == RESTORE:
        return known.get(line.head, [line]) if line.number else []
    known[line.head] = [each for each in standing if each.number < line.number] + [line]
    return known[line.head]


def _described(seal: AuditSeal) -> tuple[int, int, str, str]:
    return seal.number, seal.last_sequence, bytes(seal.head).hex(), bytes(seal.merkle_root).hex()


def _append(kind: str, number: int, last: int, head: str, root: str, at: str, anchor: Anchor) -> None:
    values: dict[str, Any] = {
        "kind": kind, "number": number, "last": last, "head": head, "root": root, "at": at,
        "previous": anchor.tail_digest,
    }  # fmt: skip
    values["mac"] = make_mac("anchor", canonical([values[name] for name in _FIELDS])).hex()
    handle = os.open(anchor_path(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(json.dumps(values) + "\n")
        file.flush()
        os.fsync(file.fileno())


def _parsed(text: str) -> AnchorLine | None:
    try:
        line = AnchorLine(**json.loads(text))
        bytes.fromhex(line.mac)
    except (ValueError, TypeError):
        return None
    return line


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
