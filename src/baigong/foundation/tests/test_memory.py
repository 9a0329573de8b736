"""No core dump of a process that held personal data, and no file of it that others may read (reliability 42)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

PROCESS = """
import ctypes, json, os, resource, sys
if sys.argv[1] == "guarded":
    from baigong.foundation.memory import keep_memory_private
    keep_memory_private()
open(sys.argv[2], "w").close()
dumpable = ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)
print(json.dumps([dumpable, resource.getrlimit(resource.RLIMIT_CORE)[0], os.stat(sys.argv[2]).st_mode & 0o777]))
"""


def ended(how: str, folder: Path) -> list[int]:
    """Return what a process says of itself: dumpable, size of a core dump, mode of a file it made."""
    done = subprocess.run(
        [sys.executable, "-c", PROCESS, how, str(folder / how)],
        capture_output=True, check=True, preexec_fn=lambda: os.umask(0o022),
    )  # fmt: skip
    found: list[int] = json.loads(done.stdout)
    return found


def test_no_dump_and_no_file_for_others(tmp_path: Path) -> None:
    """Reliability 42: core dumps off, files 0600."""
    assert ended("guarded", tmp_path) == [0, 0, 0o600]


def test_without_the_guard_others_may_read(tmp_path: Path) -> None:
    """Sabotage twin."""
    dumpable, _, mode = ended("bare", tmp_path)
    assert (dumpable, mode) == (1, 0o644)
