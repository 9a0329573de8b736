"""The newest backup is restored beside the running data every night and judged; what is bad is told as bad."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from tests.installed import install

URL = os.environ.get("BAIGONG_DATABASE_URL", "")
NAME = f"proof_test_{os.getpid()}"
PREPARE = """
from baigong.faces.cli.setup import setup_django
setup_django()
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.audit.sealing import seal
from baigong.foundation.audit.services import record
from baigong.foundation.jobs.models import Job
from baigong.foundation.jobs.worker import Worker
from baigong.foundation.backup.keeping import ask_for_proof, ask_for_backup, ask_for_check, backups_kept, last_job
from baigong.foundation.scope import system_scope
def settle(number):
    with system_scope("test"):
        record(by="test", act="test.deed", object_kind="test", object_ids=[number])
        seal()
def work(kind):
    Worker(["import"]).run(until_idle=True)
    import json
    job = last_job(kind)
    print(json.dumps({**(job.result or {}), "stopped": job.last_error}))
"""
BUILD = "settle(1); ask_for_backup(by='t'); work('backup.make'); settle(2)"
PROVE = "ask_for_proof(by='t'); work('backup.prove')"


class Installation:
    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        kept = {name: value for name, value in os.environ.items() if not name.startswith("BAIGONG_")}
        self.environment = {
            **kept, "BAIGONG_PROFILE": "test", "BAIGONG_VAR": str(folder / "var"), "BAIGONG_DATABASE_URL": url,
        }  # fmt: skip

    def run(self, code: str) -> dict[str, object]:
        done = subprocess.run(
            [sys.executable, "-c", PREPARE + code],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        lines = done.stdout.strip().splitlines()
        said: dict[str, object] = json.loads(lines[-1]) if lines else {}
        return said

    @property
    def backup(self) -> Path:
        (only,) = (self.folder / "var" / "backups").glob("baigong-*")
        return only


def _server(statement: str) -> None:
    if URL:
        with psycopg.connect(urlsplit(URL)._replace(path="/postgres").geturl(), autocommit=True) as server:
            server.execute(statement)


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """An installation sealed once, backed up by its own job, and sealed again, so that its anchor went on."""
    url = urlsplit(URL)._replace(path=f"/{NAME}").geturl() if URL else ""
    install(tmp_path / "var", url)
    made = Installation(tmp_path, url)
    assert made.run(BUILD)["rows"]
    yield made
    _server(f'DROP DATABASE "{NAME}" WITH (FORCE)')


def test_a_good_backup_is_proved_and_nothing_is_left_lying_about(installation: Installation) -> None:
    told = installation.run(PROVE)
    assert told["is_good"] is True and told["name"] == installation.backup.name, told
    assert list((installation.folder / "var").glob("restore-proof-*")) == []
    counted = installation.run(
        "import json; print(json.dumps({'good': [entry.detail['is_good'] for entry in"
        " AuditEntry.objects.filter(act='backup.proved')]}))"
    )
    assert counted == {"good": [True]}


@pytest.mark.parametrize("what", ["flipped", "missing", "none"])
def test_a_bad_backup_is_told_as_bad(installation: Installation, what: str) -> None:
    """Reliability test 94: one bit of the database is enough."""
    file = next(each for each in installation.backup.iterdir() if each.name.startswith("database"))
    if what == "flipped":
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 1
        file.write_bytes(content)
    elif what == "missing":
        file.unlink()
    else:
        installation.backup.rename(installation.folder / "away")
    told = installation.run(PROVE)
    assert told["is_good"] is False and told["code"] in ("damaged", "none")
    assert list((installation.folder / "var").glob("restore-proof-*")) == []


def test_the_check_by_hand_says_whole_and_damaged(installation: Installation) -> None:
    check = f"ask_for_check(by='t', name='{installation.backup.name}'); work('backup.check')"
    assert installation.run(check)["is_whole"] is True
    (installation.backup / "surplus").write_text("x")
    told = installation.run(check)
    assert told["is_whole"] is False and "多出surplus" in str(told["sentence"])


def test_without_reading_the_bytes_a_flipped_bit_is_not_seen(installation: Installation) -> None:
    """Sabotage twin: a check that looks at names and sizes only."""
    file = next(each for each in installation.backup.iterdir() if each.name.startswith("database"))
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    careless = (
        "from baigong.foundation.backup import manifest\n"
        "import json\nlisted = json.loads((backups_kept.__globals__['backup_folder']() /"
        f" '{installation.backup.name}' / 'manifest.json').read_text())['entries']\n"
        "known = {each['path']: each['sha256'] for each in listed}\n"
        "manifest.fingerprint = lambda path: known.get(path.name, '')\n"
    )
    check = f"ask_for_check(by='t', name='{installation.backup.name}'); work('backup.check')"
    assert installation.run(careless + check)["is_whole"] is True
