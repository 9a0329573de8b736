"""Proving that the newest backup can be restored: beside the running data, checked, and cleared away again."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings

from baigong.foundation import clock
from baigong.foundation.backup import postgresql
from baigong.foundation.backup.errors import BackupError
from baigong.foundation.backup.keeping import backup_folder, backups_kept
from baigong.foundation.backup.place import Place, this_place
from baigong.foundation.backup.restoring import restore_backup

PREFIX = "restore-proof-"
LIMIT_SECONDS = 3_000


@dataclass(frozen=True, slots=True)
class Proof:
    """How one proof went: which backup, whether it is good, why not, how many rows, how long it took."""

    name: str
    is_good: bool
    code: str
    sentence: str
    rows: int
    seconds: int


def prove_newest(verify: Sequence[str]) -> Proof:
    """Restore the newest backup into a scratch folder and database, and let the command `verify` judge it.

    `verify` prints `{"findings": [...]}` about the database its environment names. Nothing of the running data is
    touched; what an interrupted proof left behind is cleared first.
    """
    clear_leftovers()
    kept = backups_kept()
    if not kept:
        return Proof("", False, "none", "还没有备份，没有可恢复的。请先备份一次。", 0, 0)
    started = time.monotonic()
    scratch = Path(tempfile.mkdtemp(prefix=PREFIX, dir=settings.VAR_FOLDER))
    place = _scratch_place(scratch)
    code, sentence, rows = "", "", 0
    try:
        restored = restore_backup(backup_folder() / kept[0].name, place=place)
        rows = sum(restored.manifest.rows.values())
        code, sentence = judged(verify, url_of(place.vendor, place.database))
    except BackupError as error:
        code, sentence = error.code, error.sentence
    finally:
        _clear(place, scratch)
    return Proof(kept[0].name, not code, code, sentence, rows, round(time.monotonic() - started))


def _scratch_place(scratch: Path) -> Place:
    here = this_place()
    is_file = here.vendor == "sqlite"
    name = (
        str(scratch / "database.sqlite3") if is_file else f"{_stem(here)}_{os.getpid()}_{clock.now():%H%M%S}"
    )
    return replace(here, database={**here.database, "NAME": name}, files_folder=scratch / "files")


def _stem(here: Place) -> str:
    return f"{here.database['NAME']}_restore_proof"


def judged(verify: Sequence[str], url: str) -> tuple[str, str]:
    """Let the command `verify` judge a database; returns code and sentence of the first fault, or two empty words."""
    environment = {**os.environ, "BAIGONG_DATABASE_URL": url}
    try:
        done = subprocess.run(  # noqa: S603 (the command is the program's own)
            list(verify), env=environment, capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False
        )
        findings: list[str] = json.loads(done.stdout)["findings"]
    except subprocess.TimeoutExpired:
        return "slow", "恢复出来的数据在规定时间里没有核对完。请看运行检查。"
    except (ValueError, KeyError):
        return "no-answer", "核对程序没有给出结果。请在命令行运行baigong verify看看。"
    return ("findings", f"发现{len(findings)}处：{findings[0]}") if findings else ("", "")


def url_of(vendor: str, database: Mapping[str, Any]) -> str:
    """Return the address under which another process opens a database."""
    name = str(database["NAME"])
    if vendor == "sqlite":
        return f"sqlite:{name}"
    user, word, host = (quote(str(database.get(part, "")), safe="") for part in ("USER", "PASSWORD", "HOST"))
    port = f":{database['PORT']}" if database.get("PORT") else ""
    return f"postgresql://{user}{':' if word else ''}{word}@{port}/{name}?host={host}"


def _clear(place: Place, scratch: Path) -> None:
    if place.vendor == "postgresql":
        postgresql.drop(place.database, str(place.database["NAME"]))
    shutil.rmtree(scratch, ignore_errors=True)


def clear_leftovers() -> None:
    """Remove what a proof left that was interrupted: its folder, and on PostgreSQL its database."""
    for left in Path(settings.VAR_FOLDER).glob(f"{PREFIX}*"):
        shutil.rmtree(left, ignore_errors=True)
    here = this_place()
    if here.vendor == "postgresql":
        for name in postgresql.names_like(here.database, f"{_stem(here)}_"):
            postgresql.drop(here.database, name)
