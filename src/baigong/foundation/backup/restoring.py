"""Bringing a backup back: checked first, built beside the old data, exchanged last, the old data kept."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from django.db import connections

from baigong.foundation import clock
from baigong.foundation.backup import postgresql, sqlite
from baigong.foundation.backup.errors import BackupError
from baigong.foundation.backup.making import stamp
from baigong.foundation.backup.manifest import DATABASE_FILE, FILES, Manifest, find_backup, verify_backup
from baigong.foundation.backup.place import Place, this_place


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did; `kept_database` and `kept_files` name the data that was there before, if any."""

    manifest: Manifest
    kept_database: str | None
    kept_files: Path | None


def restore_backup(folder: Path, *, force: bool = False, place: Place | None = None) -> Restored:
    """Verify the backup, build its data beside the present ones, check them, and only then exchange the two.

    `folder` is the backup, or holds that one backup only.
    Web and worker must be stopped. The data that were there are renamed, never removed. The key file is not
    part of a backup and must be back in its place: without it nothing personal can be read or audited.

    :raises BackupError: when the backup is damaged or of another engine, when the keys are missing, when data
        are present and `force` is not given, or when the database is in use; the present data are untouched.
    """
    place = place or this_place()
    manifest = verify_backup(find_backup(folder))
    if manifest.vendor != place.vendor:
        raise BackupError(
            f"这份备份来自{manifest.vendor}，现在用的是{place.vendor}。请把BAIGONG_DATABASE_URL改成同一种数据库。",
            code="other-engine",
        )
    if not place.key_file.exists():
        raise BackupError(
            f"还缺密钥文件，恢复了也打不开加密的内容。请先把备份时的密钥文件放回{place.key_file}。",
            code="no-keys",
        )
    if place.database["NAME"] == connections["default"].settings_dict["NAME"]:
        connections.close_all()  # nobody renames a database that is open; a copy beside it needs none of this
    if not force and _has_data(place):
        raise BackupError(
            "这里已经有数据。要用备份换掉它，请加--force；原来的数据会改名保留。", code="has-data"
        )
    moment = stamp(clock.now())
    database = manifest.folder / DATABASE_FILE[place.vendor]
    new_files = _beside(place.files_folder, f"restoring-{moment}")
    shutil.copytree(manifest.folder / FILES, new_files)
    try:
        exchange = _restore_sqlite if place.vendor == "sqlite" else _restore_postgresql
        kept_database = exchange(place, database, manifest, moment)
    except BaseException:
        shutil.rmtree(new_files, ignore_errors=True)
        raise
    kept_files = _put_in_place(new_files, place.files_folder, moment)
    return Restored(manifest, kept_database, kept_files)


def _has_data(place: Place) -> bool:
    if place.vendor == "sqlite":
        return place.sqlite_file.exists()
    return postgresql.count_tables(place.database, str(place.database["NAME"])) > 0


def _restore_sqlite(place: Place, source: Path, manifest: Manifest, moment: str) -> str | None:
    target = place.sqlite_file
    target.parent.mkdir(parents=True, exist_ok=True)
    new = _beside(target, f"restoring-{moment}")
    try:
        shutil.copyfile(source, new)
        sqlite.check_database(new)
        _refuse_other_rows(sqlite.count_rows(new), manifest)
        if target.exists():
            sqlite.refuse_in_use(target)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    kept = sqlite.set_aside(target, moment) if target.exists() else None
    new.rename(target)
    return str(kept) if kept else None


def _restore_postgresql(place: Place, source: Path, manifest: Manifest, moment: str) -> str | None:
    name = str(place.database["NAME"])
    new, kept = f"{name}_restoring_{moment}".lower(), f"{name}_before_{moment}".lower()
    postgresql.restore(place.database, source, new)
    try:
        _refuse_other_rows(postgresql.count_rows(place.database, new), manifest)
        had_old = postgresql.exchange(place.database, new, kept)
    except BackupError:
        postgresql.drop(place.database, new)
        raise
    return kept if had_old else None


def _refuse_other_rows(found: dict[str, int], manifest: Manifest) -> None:
    if found != manifest.rows:
        raise BackupError("恢复出来的行数与备份时不同，没有换上。请用另一份备份。", code="damaged")


def _put_in_place(new: Path, target: Path, moment: str) -> Path | None:
    kept = target.rename(_beside(target, f"before-{moment}")) if target.exists() else None
    new.rename(target)
    return kept


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(f"{path.name}.{suffix}")
