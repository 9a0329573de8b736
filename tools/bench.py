"""Runs every benchmark and says which missed its goals (`make bench`); those of the database on each engine here.

With words after it only the files whose names hold one of them are run. Ends with 1 when one ended with anything but
0. Each file says in its own heading what it measures and what its goals are.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# What these measure the engine does; the others measure the product around it.
ON_EACH_ENGINE = ("lists.py", "portal_search.py")


def files(words: list[str]) -> list[Path]:
    """Return the benchmarks, those named when words are given."""
    found = sorted((ROOT / "benchmarks").glob("*.py"))
    return [path for path in found if not words or any(word in path.name for word in words)]


def has_postgresql() -> bool:
    return bool(shutil.which("initdb") or list(Path("/usr/lib/postgresql").glob("*/bin/initdb")))


def commands(path: Path) -> dict[str, list[str]]:
    """Return what to run for a benchmark, under the label it is shown by."""
    alone = [sys.executable, str(path)]
    found = {path.name: alone}
    if path.name in ON_EACH_ENGINE:
        found = {f"{path.name} (SQLite)": alone}
        if has_postgresql():
            wrapped = [sys.executable, str(ROOT / "tools" / "with_postgresql.py"), "--", *alone]
            found[f"{path.name} (PostgreSQL)"] = wrapped
    return found


def main() -> int:
    """Return 0 when every goal was met."""
    missed = []
    for path in files(sys.argv[1:]):
        for label, command in commands(path).items():
            print(f"== {label}", flush=True)
            started = time.monotonic()
            # The engine is ours to choose here: what the caller's shell points to is left alone.
            code = subprocess.call(command, cwd=ROOT, env={**os.environ, "BAIGONG_DATABASE_URL": ""})
            missed += [label] if code else []
            print(f"   {time.monotonic() - started:.0f} s", flush=True)
    if not has_postgresql():
        print("– PostgreSQL is not here: its figures were not taken")
    print(f"missed: {', '.join(missed)}" if missed else "every goal met")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
