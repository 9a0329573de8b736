"""Where could a value still stand? Every byte the installation leaves, searched for it in every writing.

Also which text shows a whole number to whoever reads it.
"""

from __future__ import annotations

import base64
import contextlib
import io
import json
import os
import re
import sqlite3
import subprocess
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
import psycopg
from django.conf import settings
from django.db import connection

from baigong.foundation.backup.postgresql import SEE_EVERYTHING, find_program

LAST = 8
HEAD = 8
_HEAD_CHARACTERS = 3
CODES = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
_MIX = np.uint64(0x9E3779B97F4A7C15)
_BITS = 20
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
IDENTITY = re.compile(r"(?<![0-9A-Za-z-])\d{17}[0-9Xx](?![0-9A-Za-z-])")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
PHONE = re.compile(r"(?<![0-9A-Za-z-])1[3-9]\d{9}(?![0-9A-Za-z-])")


def forms_of(value: str) -> Iterator[bytes]:
    """Yield the ways a whole value could stand in a file."""
    for text in (value, value[::-1]):
        for code in CODES:
            yield text.encode(code)
    yield value.encode().hex().encode()
    yield value.encode().hex().upper().encode()
    yield quote(value).encode()
    yield json.dumps(value).strip('"').encode()
    for shift in range(3):  # base64 depends on where in its three bytes the value begins
        coded = base64.b64encode(b"\0" * shift + value.encode())
        yield coded[4 if shift else 0 : -4]


def ends_of(value: str) -> Iterator[bytes]:
    """Yield the last eight characters, which is what a half-masked or split value leaves behind.

    A day has no such end: six figures and two dashes stand in occupation codes too.
    """
    if len(value) > LAST and not DAY.fullmatch(value):
        for text in (value[-LAST:], value[-LAST:][::-1]):
            for code in CODES:
                yield text.encode(code)


class Sieve:
    """Finds thousands of values in megabytes at once: by their first eight bytes, then by the whole writing."""

    def __init__(self, values: Iterable[str]) -> None:
        self._written: dict[int, list[tuple[bytes, str, bool]]] = {}
        for value in set(values):
            for written, is_end in [(each, False) for each in forms_of(value)] + [
                (each, True) for each in ends_of(value)
            ]:
                assert len(written) >= HEAD, f"{value}太短，会被别的字节碰上"
                head = int.from_bytes(written[:HEAD], "little")
                self._written.setdefault(head, []).append((written, value, is_end))
        self._heads = np.array(sorted(self._written), dtype="<u8")
        self._is_head = np.zeros(1 << _BITS, dtype=bool)
        self._is_head[self._mixed(self._heads)] = True

    @staticmethod
    def _mixed(words: Any) -> Any:
        return (words * _MIX) >> np.uint64(64 - _BITS)

    def values_in(self, data: bytes) -> set[str]:
        """Return which values stand in the bytes, in any writing."""
        return {
            value
            for at in self._places(data)
            for written, value, is_end in self._written.get(
                int.from_bytes(data[at : at + HEAD], "little"), ()
            )
            if data.startswith(written, at) and not (is_end and _is_in_a_number(data, at, len(written)))
        }

    def _places(self, data: bytes) -> Iterator[int]:
        for shift in range(min(HEAD, max(len(data) - HEAD + 1, 0))):
            words = np.frombuffer(data, dtype="<u8", count=(len(data) - shift) // HEAD, offset=shift)
            likely = np.flatnonzero(self._is_head[self._mixed(words)])
            for place in likely[np.isin(words[likely], self._heads)]:
                yield int(place) * HEAD + shift


class Finder:
    """Finds thousands of values in a text as `in` would: by their first characters, then whole."""

    def __init__(self, values: Iterable[str]) -> None:
        self._by_head: dict[str, set[str]] = {}
        for value in values:
            self._by_head.setdefault(value[:_HEAD_CHARACTERS], set()).add(value)
        self._lengths = {head: {len(each) for each in whole} for head, whole in self._by_head.items()}
        self._heads = re.compile(f"(?=({'|'.join(map(re.escape, self._by_head))}))")

    def values_in(self, text: str) -> set[str]:
        """Return which values stand in the text."""
        return {
            piece
            for found in self._heads.finditer(text)
            for length in self._lengths[found[1]]
            if (piece := text[found.start() : found.start() + length]) in self._by_head[found[1]]
        }


def _is_in_a_number(data: bytes, at: int, length: int) -> bool:
    """Say whether eight figures are only a piece of some key or digest written in figures and a to f."""
    around = data[max(at - 1, 0) : at] + data[at + length : at + length + 1]
    return data[at : at + length].isalnum() and any(byte in b"0123456789abcdefABCDEF" for byte in around)


def bytes_left() -> Iterator[tuple[str, bytes]]:
    """Yield everything that is left behind: files, rows as text, and what the database server keeps."""
    own = set(database_files())
    for path in sorted({*own, *files_left()}):
        yield str(path), read_apart(path) if path in own else path.read_bytes()
        if path not in own:
            yield from _opened(path)
    yield from (_rows_in_file() if connection.vendor == "sqlite" else _rows_on_server())


def database_files() -> Iterator[Path]:
    """The files of the embedded database: itself and what it has beside it."""
    database = Path(str(connection.settings_dict["NAME"]))
    if connection.vendor == "sqlite":
        yield from (path for path in database.parent.glob(database.name + "*") if path.is_file())


def read_apart(path: Path) -> bytes:
    """Return a file's bytes, read by another process: closing it here would drop the engine's locks on it."""
    return subprocess.run(["cat", str(path)], capture_output=True, check=True).stdout


def files_left() -> Iterator[Path]:
    """Every file the installation leaves, keys apart: they hold no personal value and no test may read them."""
    for folder in (settings.VAR_FOLDER, settings.BAIGONG_FILE_FOLDER, settings.BAIGONG_BACKUP_FOLDER):
        yield from (path for path in Path(folder).rglob("*") if path.is_file() and "keys" not in path.parts)


def _opened(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield what a packed file holds: a workbook's parts, a dump's rows."""
    if zipfile.is_zipfile(path):
        yield f"{path}，拆开", text_of_workbook(path.read_bytes()).encode()
    if path.suffix == ".dump":
        command = [str(find_program("pg_restore")), "--file=-", str(path)]
        yield f"{path}，展开", subprocess.run(command, capture_output=True, check=True).stdout


def text_of_workbook(data: bytes) -> str:
    """Return all parts of a workbook as text: cells, hidden columns and sheets, notes, names, properties."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return "\n".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())


def _rows_in_file() -> Iterator[tuple[str, bytes]]:
    with contextlib.closing(sqlite3.connect(str(connection.settings_dict["NAME"]))) as session:
        for (table,) in session.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            cells = (cell for row in session.execute(f'SELECT * FROM "{table}"') for cell in row)
            yield table, b"\n".join(each if isinstance(each, bytes) else str(each).encode() for each in cells)


def _rows_on_server() -> Iterator[tuple[str, bytes]]:
    kept = connection.settings_dict
    names = {"host": kept["HOST"], "port": kept["PORT"], "user": kept["USER"], "password": kept["PASSWORD"]}
    with psycopg.connect(**names, dbname=kept["NAME"], options=SEE_EVERYTHING) as session:
        for (table,) in session.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall():
            with session.cursor().copy(f'COPY (SELECT * FROM "{table}") TO STDOUT') as copied:
                yield table, b"".join(bytes(each) for each in copied)


class ServerMessages:
    """What a PostgreSQL server wrote to its log of messages since a moment: faults quote statements and keys.

    The file is the one `tools/with_postgresql.py` starts its server with.
    """

    def __init__(self) -> None:
        self._file = Path(os.environ["BAIGONG_DATABASE_SERVER_LOG"])
        self._since = self._file.stat().st_size

    def pieces(self) -> Iterator[tuple[str, bytes]]:
        yield str(self._file), self._file.read_bytes()[self._since :]


class ServerLog:
    """What a PostgreSQL server wrote to its log of changes since a moment; only its administrator may read it."""

    def __init__(self) -> None:
        self._address = os.environ["BAIGONG_DATABASE_ADMIN_URL"]
        self._since = self._ask("SELECT pg_walfile_name(pg_current_wal_insert_lsn())")[0][0]

    def _ask(self, question: str, *values: Any) -> list[Any]:
        with psycopg.connect(self._address, autocommit=True, options="-c synchronous_commit=on") as session:
            return session.execute(question, values).fetchall()

    def pieces(self) -> Iterator[tuple[str, bytes]]:
        self._ask(
            "SELECT pg_logical_emit_message(true, 'baigong', '')"
        )  # its commit writes out all before it
        names = self._ask(
            "SELECT name FROM pg_ls_waldir() WHERE name >= %s AND length(name) = 24", self._since
        )
        for (name,) in names:
            yield name, self._ask("SELECT pg_read_binary_file(%s)", f"pg_wal/{name}")[0][0]


def unmasked(text: str) -> list[str]:
    """Return whole identity numbers (with a right check character, GB 11643) and mobile numbers of a text."""
    return [found for found in IDENTITY.findall(text) if _checks(found)] + PHONE.findall(text)


def _checks(number: str) -> bool:
    total = sum(weight * int(figure) for weight, figure in zip(WEIGHTS, number, strict=False))
    return "10X98765432"[total % 11] == number[-1].upper()
