"""The list of what a backup holds, with a SHA-256 for each file and one for the list itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from baigong.foundation.backup.errors import BackupError

FORMAT = 1
MANIFEST = "manifest.json"
FILES = "files"
PARTIAL = ".partial"
DATABASE_FILE = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the backup; `path` is relative to its folder."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. `rows` counts each table, to be compared after a restore."""

    folder: Path
    vendor: str
    created_at: str
    entries: tuple[Entry, ...]
    rows: dict[str, int] = field(default_factory=dict)
    keys_included: bool = False


def fingerprint(path: Path) -> str:
    """Return the SHA-256 of a file, read in pieces."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def describe(folder: Path) -> tuple[Entry, ...]:
    """Return an entry for every file below the folder but the manifest."""
    return tuple(
        Entry(path.relative_to(folder).as_posix(), path.stat().st_size, fingerprint(path))
        for path in _files(folder)
    )


def write(manifest: Manifest, folder: Path) -> None:
    """Write `manifest.json` into the folder."""
    body = {
        "format": FORMAT,
        "vendor": manifest.vendor,
        "created_at": manifest.created_at,
        "keys_included": manifest.keys_included,
        "rows": manifest.rows,
        "entries": [asdict(entry) for entry in manifest.entries],
    }
    text = json.dumps({**body, "sha256": _seal(body)}, ensure_ascii=False, indent=1)
    (folder / MANIFEST).write_text(text, encoding="utf-8")


def find_backup(folder: Path) -> Path:
    """Return the folder itself when it is a backup, else the only backup in it.

    :raises BackupError: code `several`, naming them, when there is a choice to make.
    """
    if (folder / MANIFEST).exists():
        return folder
    found = sorted(each.parent for each in folder.glob(f"*/{MANIFEST}") if each.parent.suffix != PARTIAL)
    if len(found) > 1:
        names = "、".join(each.name for each in found)
        raise BackupError(f"{folder}里有{len(found)}份备份：{names}。请写明恢复哪一份。", code="several")
    return found[0] if found else folder


def verify_backup(folder: Path) -> Manifest:
    """Read every byte of a backup and return its manifest.

    :raises BackupError: code `not-a-backup` or `damaged`, naming the first file that is missing, changed or
        does not belong.
    """
    manifest = _read(folder)
    present = {path.relative_to(folder).as_posix() for path in _files(folder)}
    for entry in manifest.entries:
        if entry.path not in present:
            raise _damaged(folder, f"少了{entry.path}")
        path = folder / entry.path
        if path.stat().st_size != entry.size or fingerprint(path) != entry.sha256:
            raise _damaged(folder, f"{entry.path}与备份时不一样")
    surplus = sorted(present - {entry.path for entry in manifest.entries})
    if surplus:
        raise _damaged(folder, f"多出{surplus[0]}")
    return manifest


def _read(folder: Path) -> Manifest:
    try:
        body: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        seal = body.pop("sha256")
        if seal != _seal(body) or body["format"] != FORMAT or body["vendor"] not in DATABASE_FILE:
            raise _damaged(folder, f"{MANIFEST}被改过")
        entries = tuple(Entry(**entry) for entry in body["entries"])
        return Manifest(
            folder, body["vendor"], body["created_at"], entries, body["rows"], body["keys_included"]
        )
    except OSError:
        raise BackupError(
            f"{folder}里没有{MANIFEST}，不是一份完整的备份。请选另一个文件夹。", code="not-a-backup"
        ) from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _damaged(folder, f"{MANIFEST}读不懂") from None


def _seal(body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            raise _damaged(folder, f"{path.relative_to(folder)}是链接")
        if path.is_file() and path != folder / MANIFEST:
            yield path


def _damaged(folder: Path, reason: str) -> BackupError:
    return BackupError(f"备份{folder.name}已损坏：{reason}。请用另一份备份。", code="damaged")
