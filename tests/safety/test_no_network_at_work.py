"""No command and no job speaks to anybody, the database apart (reliability test 118).

Real processes, each with a watch on what Python would connect to. The reader of workbooks starts without our path and
is not watched; it has no address to speak to.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from tests.sand_table import World, build_world
from tests.working_alone import WATCH

from baigong.domains.parties.tests.bringing_in import gbk
from baigong.foundation.jobs import schedules

ROOT = Path(__file__).resolve().parents[2]
ROWS = [
    ["企业名称", "岗位名称", "招聘人数", "薪资"],
    ["北渡愚公机械有限公司", "电焊工", "5", "6000-8000元/月"],
]


def own_address() -> str:
    """Return the address of the suite's own database."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:{name}"
    return urlsplit(os.environ["BAIGONG_DATABASE_URL"])._replace(path=f"/{name}").geturl()


class Alone:
    """Runs commands in a process under watch."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.spoken, self.told = folder, folder / "spoken", folder / "told.json"
        (folder / "watch").mkdir()
        (folder / "watch" / "sitecustomize.py").write_text(WATCH)
        self.environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(map(str, (folder / "watch", ROOT / "src", ROOT))),
            "SPOKEN_TO": str(self.spoken),
            "BAIGONG_DATABASE_URL": own_address(),
            "BAIGONG_KEY_FILE": str(settings.BAIGONG_KEY_FILE),
            "BAIGONG_VAR": str(folder / "var"),
        }
        (folder / "var").mkdir()

    def run(self, *commands: list[str], **named: str) -> Any:
        done = subprocess.run(
            [sys.executable, "-m", "tests.working_alone", json.dumps(commands), str(self.told)],
            env={**self.environment, **named},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(self.told.read_text())

    def spoke_to(self) -> list[str]:
        return self.spoken.read_text().splitlines() if self.spoken.exists() else []


@pytest.fixture
def world(transactional_db: None) -> World:
    return build_world()


@pytest.fixture
def alone(world: World, tmp_path: Path) -> Alone:
    (tmp_path / "岗位.csv").write_bytes(gbk(ROWS))
    return Alone(tmp_path)


def test_no_command_speaks_to_anybody(alone: Alone, world: World) -> None:
    county, folder = world.places["1.1"].code, alone.folder
    said = alone.run(
        ["import", "vacancies", str(folder / "岗位.csv"), "--place", county, "--json"],
        ["export", "vacancies", "--place", county, "-o", str(folder / "out.xlsx")],
        ["match", "--place", county, "--json"],
        ["backup", str(folder / "backups")],
        ["verify", "--json"],
        ["doctor"],
        ["worker", "--stopped"],
    )
    assert said == [0] * 7
    assert alone.spoke_to() == []


def test_no_job_that_comes_back_by_itself_speaks_to_anybody(alone: Alone) -> None:
    assert set(alone.run()) >= {each.kind for each in schedules._schedules.values()}
    assert alone.spoke_to() == []


def test_twin_a_scanner_elsewhere_is_heard(alone: Alone, world: World) -> None:
    """An office may name one; then exactly that is spoken to, from within the command."""
    file, county = str(alone.folder / "岗位.csv"), world.places["1.1"].code
    command = ["import", "vacancies", file, "--place", county, "--json"]
    assert alone.run(command, BAIGONG_SCANNER="tcp://192.0.2.1:3310") == [1]
    assert "192.0.2.1" in alone.spoke_to()[0]
