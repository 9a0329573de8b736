"""The whole way on the engine at hand, each step a process of its own: build, back up, change, restore, go on."""

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
NAME = f"restore_test_{os.getpid()}"

PREPARE = """
from baigong.faces.cli.setup import setup_django
setup_django()
import datetime
from pathlib import Path
from baigong.domains.places.models import Place
from baigong.domains.places.services import add_place
from baigong.foundation.audit.sealing import seal
from baigong.foundation.audit.services import record
from baigong.foundation.backup import restore_backup
from baigong.foundation.scope import system_scope

def settle(number):
    with system_scope("试恢复"):
        add_place(
            name=f"地{number}", kind="city", code=f"9900{number:02}", parent=None,
            valid_from=datetime.date(2020, 1, 1),
        )
        record(by="test", act="test.deed", object_kind="test", object_ids=[number])
        seal()

"""
BUILD = "settle(1)"
COUNT = "with system_scope('数一数'): print(sorted(Place.objects.values_list('name', flat=True)))"


class Installation:
    """A data folder and a database that nothing but the processes of one test uses."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        kept = {name: value for name, value in os.environ.items() if not name.startswith("BAIGONG_")}
        self.environment = {
            **kept,
            "BAIGONG_PROFILE": "test",
            "BAIGONG_VAR": str(folder / "var"),
            "BAIGONG_DATABASE_URL": url,
        }

    def call(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments], env=self.environment, capture_output=True, text=True
        )

    def run(self, code: str) -> subprocess.CompletedProcess[str]:
        return self.call("-c", PREPARE + code)

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        return self.call("-m", "baigong.faces.cli.main", *words)

    def verify(self) -> dict[str, list[str]]:
        said: dict[str, list[str]] = json.loads(self.command("verify", "--json").stdout)
        return said

    @property
    def backups(self) -> str:
        return str(self.folder / "backups")


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """An installation with one place, sealed once, and backed up; then a second place, sealed again."""
    url = urlsplit(URL)._replace(path=f"/{NAME}").geturl() if URL else ""
    install(tmp_path / "var", url)
    made = Installation(tmp_path, url)
    done = made.run(BUILD)
    assert done.returncode == 0, done.stderr
    done = made.command("backup", made.backups)
    assert done.returncode == 0, done.stderr
    (only,) = Path(made.backups).iterdir()
    assert done.stdout.startswith(f"已备份到{only}。")
    assert made.run("settle(2)").returncode == 0
    yield made
    for name in _databases():
        _server(f'DROP DATABASE "{name}" WITH (FORCE)')


def _server(statement: str) -> None:
    if URL:
        with psycopg.connect(urlsplit(URL)._replace(path="/postgres").geturl(), autocommit=True) as server:
            server.execute(statement)


def _databases() -> list[str]:
    if not URL:
        return []
    with psycopg.connect(urlsplit(URL)._replace(path="/postgres").geturl()) as server:
        found = server.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{NAME}%"])
        return [str(row[0]) for row in found.fetchall()]


def test_after_a_restore_sealing_goes_on_and_verify_says_what_was_restored(
    installation: Installation,
) -> None:
    refused = installation.command("restore", installation.backups, "--force")
    assert refused.returncode == 1
    assert "请写明为什么恢复" in refused.stderr and "Traceback" not in refused.stderr
    refused = installation.command("restore", installation.backups, "--purpose", "磁盘损坏")
    assert refused.returncode == 1
    assert refused.stderr.strip() == "这里已经有数据。要用备份换掉它，请加--force；原来的数据会改名保留。"
    assert installation.run(COUNT).stdout.strip() == "['地1', '地2']"
    assert installation.verify() == {"findings": [], "restores": []}

    done = installation.command("restore", installation.backups, "--force", "--purpose", "磁盘损坏")
    assert done.returncode == 0, done.stderr
    assert "原来的数据库留在" in done.stdout and "恢复已记入审计。" in done.stdout
    assert installation.run(COUNT).stdout.strip() == "['地1']"
    assert installation.run("settle(3)").returncode == 0
    found = installation.verify()
    assert found["findings"] == []
    (sentence,) = found["restores"]
    assert "回到第1次封存" in sentence and "用途：磁盘损坏" in sentence


def test_twin_a_restore_nobody_registered_stops_sealing_for_ever(installation: Installation) -> None:
    done = installation.run(f"print(restore_backup(Path('{installation.backups}'), force=True))")
    assert done.returncode == 0, done.stderr
    for number in (3, 4):
        sealed = installation.run(f"settle({number})")
        assert sealed.returncode == 1
        assert "AuditBroken: 锚定文件已记到第2次封存，数据库只有1次" in sealed.stderr
    assert any("恢复成了旧库" in sentence for sentence in installation.verify()["findings"])
