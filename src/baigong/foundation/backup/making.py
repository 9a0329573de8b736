"""Making a backup while people work."""

from __future__ import annotations

import datetime
import os
import shutil
from pathlib import Path

from baigong.foundation import clock
from baigong.foundation.backup import manifest, postgresql, sqlite
from baigong.foundation.backup.errors import BackupError
from baigong.foundation.backup.manifest import DATABASE_FILE, FILES, Manifest
from baigong.foundation.backup.place import Place, refuse_keys_inside, this_place


def create_backup(destination_folder: Path, *, place: Place | None = None) -> Manifest:
    """Make a backup in a new folder below `destination_folder` and return its manifest.

    The database is copied first and the files after it: a file is written before the row that names it, so
    every file the copied rows name is there. The folder gets its name only when it is complete.

    :raises BackupError: when anything is missing or does not pass its check; nothing is left behind then.
    """
    place = place or this_place()
    refuse_keys_inside(place)
    if destination_folder.resolve().is_relative_to(place.files_folder.resolve()):
        raise BackupError("备份不能放在加密文件的文件夹里，请另选一个地方。", code="destination")
    now = clock.now()
    folder = destination_folder / f"baigong-{stamp(now)}"
    partial = folder.with_name(folder.name + manifest.PARTIAL)
    if folder.exists() or partial.exists():
        raise BackupError(f"{folder}已经在了，没有覆盖它。请过一秒再试。", code="exists")
    partial.mkdir(parents=True, mode=0o700)
    try:
        rows = _copy_database(place, partial)
        _copy_files(place.files_folder, partial / FILES)
        entries = manifest.describe(partial)
        made = Manifest(folder, place.vendor, now.isoformat(), entries, rows)
        manifest.write(made, partial)
        _flush(partial)
        partial.rename(folder)
    except OSError as error:
        shutil.rmtree(partial, ignore_errors=True)
        raise BackupError(
            f"备份没有写成：{error.strerror}。请检查{destination_folder}的空间和权限。", code="write"
        ) from None
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return made


def stamp(now: datetime.datetime) -> str:
    """Return an instant as part of a name, in UTC, so that names sort by time."""
    return now.astimezone(datetime.UTC).strftime("%Y%m%dT%H%M%SZ")


def _copy_database(place: Place, folder: Path) -> dict[str, int]:
    target = folder / DATABASE_FILE[place.vendor]
    if place.vendor == "sqlite":
        return sqlite.copy_database(place.sqlite_file, target)
    return postgresql.dump(place.database, target)


def _copy_files(source: Path, target: Path) -> None:
    target.mkdir()
    if not source.exists():
        return
    for path in sorted(source.rglob("*")):
        if path.is_symlink() or not path.is_file():
            continue
        copy = target / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copyfile(path, copy)
        except FileNotFoundError:  # erased by its owner since the list was made: it shall not be kept either
            copy.unlink(missing_ok=True)


def _flush(folder: Path) -> None:
    """Have everything on the disk before the folder is given its name."""
    for path in [*folder.rglob("*"), folder]:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
