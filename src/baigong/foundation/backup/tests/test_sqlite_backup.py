"""A backup of an SQLite installation taken while somebody writes, and its way back."""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from baigong.foundation.backup import BackupError, create_backup, restore_backup, sqlite, verify_backup
from baigong.foundation.backup.manifest import MANIFEST
from baigong.foundation.backup.place import Place

KEY = b"the key nobody may find in a backup"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    home = tmp_path / "var"
    (home / "files" / "ab").mkdir(parents=True)
    (home / "files" / "ab" / "one").write_bytes(b"sealed " * 1000)
    (home / "keys").mkdir()
    (home / "keys" / "keys.json").write_bytes(KEY)
    database = home / "baigong.sqlite3"
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE firm (id INTEGER PRIMARY KEY)")
        connection.execute(
            "CREATE TABLE need (id INTEGER PRIMARY KEY, firm INTEGER NOT NULL REFERENCES firm, filler BLOB)"
        )
    connection.close()
    return Place({"NAME": str(database)}, "sqlite", home / "files", home / "keys" / "keys.json")


class Writer:
    """Writes a firm with ten needs in each transaction, so that half a transaction shows."""

    def __init__(self, database: Path) -> None:
        self.acknowledged = 0
        self._database = database
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._write)

    def __enter__(self) -> Writer:
        self._thread.start()
        while self.acknowledged < 20:
            time.sleep(0.01)
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _write(self) -> None:
        connection = sqlite3.connect(self._database, isolation_level=None, timeout=20)
        connection.execute("PRAGMA wal_autocheckpoint=200")
        while not self._stop.is_set():
            connection.execute("BEGIN IMMEDIATE")
            firm = connection.execute("INSERT INTO firm DEFAULT VALUES").lastrowid
            for _ in range(10):
                connection.execute("INSERT INTO need (firm, filler) VALUES (?, randomblob(2000))", [firm])
            connection.execute("COMMIT")
            self.acknowledged += 1
        connection.close()


@pytest.fixture
def full(place: Place) -> Iterator[Place]:
    """A place with some rows and nobody writing."""
    with sqlite3.connect(place.sqlite_file) as connection:
        connection.execute("INSERT INTO firm VALUES (1)")
        connection.execute("INSERT INTO need (firm) VALUES (1)")
    connection.close()
    yield place


def flaw(copy: Path, acknowledged: int) -> str:
    """What is wrong with a copy, in a word, or nothing."""
    try:
        sqlite.check_database(copy)
        rows = sqlite.count_rows(copy)
    except (BackupError, sqlite3.DatabaseError):
        return "broken"
    if rows.get("need", 0) != rows.get("firm", 0) * 10:
        return "half a transaction"
    return "acknowledged rows are missing" if rows["firm"] < acknowledged else ""


def test_every_backup_of_a_busy_database_is_whole(place: Place, tmp_path: Path) -> None:
    with Writer(place.sqlite_file) as writer:
        for number in range(8):
            before = writer.acknowledged
            manifest = create_backup(tmp_path / str(number), place=place)
            assert flaw(manifest.folder / "database.sqlite3", before) == ""
        assert writer.acknowledged > before  # writers go on during a backup
    assert verify_backup(manifest.folder).rows == manifest.rows


def test_twin_a_copied_file_lacks_what_was_acknowledged(place: Place, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    with contextlib.closing(sqlite3.connect(place.sqlite_file)) as writer:
        writer.execute("PRAGMA wal_autocheckpoint=0")  # what is committed lies beside the file until then
        writer.execute("INSERT INTO firm VALUES (1)")
        writer.executemany("INSERT INTO need (firm) VALUES (?)", [(1,)] * 10)
        writer.commit()
        shutil.copyfile(place.sqlite_file, copy)  # sabotage: the plain copy everybody makes once
        manifest = create_backup(tmp_path / "whole", place=place)
    assert flaw(copy, 1) == "acknowledged rows are missing"
    assert flaw(manifest.folder / "database.sqlite3", 1) == ""


def test_keys_are_not_in_a_backup(full: Place, tmp_path: Path) -> None:
    folder = create_backup(tmp_path / "out", place=full).folder
    paths = [path for path in folder.rglob("*") if path.is_file()]
    assert sorted(path.relative_to(folder).as_posix() for path in paths) == [
        "database.sqlite3", "files/ab/one", MANIFEST
    ]  # fmt: skip
    assert not any(KEY in path.read_bytes() for path in paths)
    inside = Place(full.database, "sqlite", full.files_folder, full.files_folder / "keys.json")
    with pytest.raises(BackupError, match="密钥文件"):
        create_backup(tmp_path / "other", place=inside)


def test_a_restore_brings_back_the_state_and_keeps_what_was_there(full: Place, tmp_path: Path) -> None:
    manifest = create_backup(tmp_path / "out", place=full)
    with sqlite3.connect(full.sqlite_file) as connection:
        connection.execute("DELETE FROM need")
    connection.close()
    (full.files_folder / "ab" / "one").write_bytes(b"changed")
    with pytest.raises(BackupError, match="已经有数据") as refused:
        restore_backup(manifest.folder, place=full)
    assert refused.value.code == "has-data"
    done = restore_backup(manifest.folder, force=True, place=full)
    assert sqlite.count_rows(full.sqlite_file) == {"firm": 1, "need": 1}
    assert (full.files_folder / "ab" / "one").read_bytes().startswith(b"sealed")
    assert done.kept_database is not None and done.kept_files is not None
    assert sqlite.count_rows(Path(done.kept_database)) == {"firm": 1, "need": 0}
    assert (done.kept_files / "ab" / "one").read_bytes() == b"changed"


def test_a_restore_into_an_empty_place_needs_no_force(full: Place, tmp_path: Path) -> None:
    manifest = create_backup(tmp_path / "out", place=full)
    home = tmp_path / "new"
    empty = Place({"NAME": str(home / "b.sqlite3")}, "sqlite", home / "files", home / "keys.json")
    with pytest.raises(BackupError, match="先把备份时的密钥文件放回") as keyless:
        restore_backup(manifest.folder, place=empty)
    assert (keyless.value.code, home.exists()) == ("no-keys", False)
    home.mkdir()
    empty.key_file.write_bytes(KEY)
    done = restore_backup(manifest.folder, place=empty)
    assert (done.kept_database, done.kept_files) == (None, None)
    assert sqlite.count_rows(empty.sqlite_file) == manifest.rows


def test_the_folder_above_will_do_when_it_holds_one_backup(full: Place, tmp_path: Path) -> None:
    above = tmp_path / "out"
    only = create_backup(above, place=full)
    shutil.copytree(only.folder, above / "baigong-broken-off.partial")
    assert restore_backup(above, force=True, place=full).manifest == only
    shutil.copytree(only.folder, above / "baigong-other")
    with pytest.raises(BackupError, match=f"2份备份：{only.folder.name}、baigong-other") as several:
        restore_backup(above, force=True, place=full)
    assert several.value.code == "several"


def test_a_database_in_use_is_not_exchanged(full: Place, tmp_path: Path) -> None:
    manifest = create_backup(tmp_path / "out", place=full)
    reader = sqlite3.connect(full.sqlite_file)
    reader.execute("SELECT count(*) FROM firm").fetchall()
    with pytest.raises(BackupError, match="正在使用"):
        restore_backup(manifest.folder, force=True, place=full)
    reader.close()
    assert sorted(path.name for path in full.sqlite_file.parent.iterdir()) == [
        "baigong.sqlite3",
        "files",
        "keys",
    ]
    restore_backup(manifest.folder, force=True, place=full)


def test_twin_exchanging_a_database_in_use_loses_what_is_written_next(full: Place, tmp_path: Path) -> None:
    manifest = create_backup(tmp_path / "out", place=full)
    writer = sqlite3.connect(full.sqlite_file, isolation_level=None)
    writer.execute("INSERT INTO firm VALUES (2)")
    sqlite.set_aside(full.sqlite_file, "now")  # sabotage: exchanged without asking who is using it
    shutil.copyfile(manifest.folder / "database.sqlite3", full.sqlite_file)
    with contextlib.suppress(sqlite3.OperationalError):
        writer.execute("INSERT INTO firm VALUES (3)")  # goes to the old file, which nobody will read again
    writer.close()
    assert sqlite.count_rows(full.sqlite_file)["firm"] == 1


@pytest.mark.parametrize("name", ["database.sqlite3", "files/ab/one", MANIFEST])
def test_one_flipped_bit_is_found_before_anything_is_touched(full: Place, tmp_path: Path, name: str) -> None:
    folder = create_backup(tmp_path / "out", place=full).folder
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / name).write_bytes(content)
    before = full.sqlite_file.read_bytes()
    with pytest.raises(BackupError, match="已损坏") as found:
        restore_backup(folder, force=True, place=full)
    assert found.value.code == "damaged"
    assert full.sqlite_file.read_bytes() == before


@pytest.mark.parametrize(("deed", "sentence"), [("remove", "少了files/ab/one"), ("add", "多出files/ab/two")])
def test_missing_and_surplus_files_are_found(full: Place, tmp_path: Path, deed: str, sentence: str) -> None:
    folder = create_backup(tmp_path / "out", place=full).folder
    if deed == "remove":
        (folder / "files/ab/one").unlink()
    else:
        (folder / "files/ab/two").write_bytes(b"x")
    with pytest.raises(BackupError, match=sentence):
        verify_backup(folder)


def test_a_folder_that_is_no_backup_and_one_of_another_engine(full: Place, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="不是一份完整的备份"):
        verify_backup(tmp_path)
    folder = create_backup(tmp_path / "out", place=full).folder
    other = Place(full.database, "postgresql", full.files_folder, full.key_file)
    with pytest.raises(BackupError, match="BAIGONG_DATABASE_URL"):
        restore_backup(folder, place=other)


def test_a_manifest_edited_by_hand_is_not_believed(full: Place, tmp_path: Path) -> None:
    folder = create_backup(tmp_path / "out", place=full).folder
    body = json.loads((folder / MANIFEST).read_text())
    body["rows"]["need"] = 0
    (folder / MANIFEST).write_text(json.dumps(body))
    with pytest.raises(BackupError, match="被改过"):
        verify_backup(folder)


def test_a_broken_reference_makes_no_backup_and_leaves_nothing(full: Place, tmp_path: Path) -> None:
    with sqlite3.connect(full.sqlite_file) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("INSERT INTO need (firm) VALUES (99)")
    connection.close()
    with pytest.raises(BackupError, match="不存在的行"):
        create_backup(tmp_path / "out", place=full)
    assert list((tmp_path / "out").iterdir()) == []
