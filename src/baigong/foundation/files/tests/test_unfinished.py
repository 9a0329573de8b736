"""A process killed in the middle leaves nothing half written behind after the next start (reliability 42)."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from baigong.foundation.files.sealing import SealedFileWriter, sweep_unfinished
from baigong.foundation.ids import uuid7

WRITER = """
import sys, time
from baigong.faces.cli.setup import setup_django
setup_django()
from django.conf import settings
from pathlib import Path
settings.BAIGONG_FILE_FOLDER, settings.BAIGONG_KEY_FILE = Path(sys.argv[1]), Path(sys.argv[2])
from baigong.foundation.files.sealing import SealedFileWriter
from baigong.foundation.ids import uuid7
for _ in range(3):
    writer = SealedFileWriter(uuid7())
    writer.write(b"x" * 300_000)
    globals().setdefault("held", []).append(writer)
print("ready", flush=True)
time.sleep(600)
"""


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.BAIGONG_FILE_FOLDER = tmp_path / "files"
    return tmp_path / "files"


def half_written(folder: Path) -> list[Path]:
    return sorted(folder.glob("??/*.part"))


def killed_in_the_middle(folder: Path) -> None:
    """Let another process write three files and end it by a signal nobody can answer."""
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), str(settings.BAIGONG_KEY_FILE)], stdout=subprocess.PIPE
    )
    assert process.stdout is not None and process.stdout.readline() == b"ready\n"
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()


def test_what_a_killed_process_left_goes_at_the_next_start(folder: Path) -> None:
    """Reliability 42: kill -9 in the middle, list: three left, each 0600; after the sweep 0."""
    killed_in_the_middle(folder)
    assert [stat.S_IMODE(path.stat().st_mode) for path in half_written(folder)] == [0o600] * 3
    assert sweep_unfinished() == 3 and half_written(folder) == []


def test_what_is_being_written_stays(folder: Path) -> None:
    writer = SealedFileWriter(uuid7())
    writer.write(b"half")
    assert sweep_unfinished() == 0 and len(half_written(folder)) == 1
    writer.finish()
    assert half_written(folder) == [] and len(list(folder.glob("??/*.sealed"))) == 1


def test_without_the_sweep_it_stays(folder: Path) -> None:
    """Sabotage twin."""
    killed_in_the_middle(folder)
    assert len(half_written(folder)) == 3
