"""Takes each guard away in a copy of the sources and runs the test that must then go red (`make sabotage`).

The table is tests/sabotage.toml. With words after it only guards whose names hold one of them are tried. Ends with 1
when a test stayed green or could not run. Nothing is written to the sources themselves.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "tests" / "sabotage.toml"
COPIED = ("src", "tests", "packs", "tools", "docs", "conftest.py", "pyproject.toml", "manage.py")
TESTS_FAILED = 1


def guards(words: list[str]) -> list[dict[str, Any]]:
    """Return the rows of the table, those named when words are given."""
    rows: list[dict[str, Any]] = tomllib.loads(TABLE.read_text(encoding="utf-8"))["guard"]
    return [row for row in rows if not words or any(word in row["name"] for word in words)]


def copied(folder: Path) -> Path:
    """Copy what tests need into a folder and return it."""
    for name in COPIED:
        source, target = ROOT / name, folder / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "var"))
        else:
            shutil.copy2(source, target)
    return folder


def goes_red(copy: Path, row: dict[str, Any]) -> bool:
    """Take one guard away in the copy, run its test, put the guard back; say whether the test failed."""
    place = copy / row["file"]
    honest = place.read_text(encoding="utf-8")
    place.write_text(honest.replace(row["old"], row["new"]), encoding="utf-8")
    try:
        return _run(copy, row["test"], is_new=row.get("rebuild", False)) == TESTS_FAILED
    finally:
        place.write_text(honest, encoding="utf-8")


def _run(copy: Path, test: str, *, is_new: bool) -> int:
    database = "--create-db" if is_new else "--reuse-db"
    command = [
        str(Path(sys.executable).parent / "pytest"),
        "-q",
        "-x",
        "-n0",
        "-p",
        "no:randomly",
        database,
        test,
    ]
    environment = {**os.environ, "PYTHONPATH": str(copy / "src"), "BAIGONG_VAR": str(copy / "var")}
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    return subprocess.call(
        command, cwd=copy, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=600
    )


def main() -> int:
    """Return 0 when every guard is missed by its test."""
    rows, green = guards(sys.argv[1:]), 0
    with tempfile.TemporaryDirectory(prefix="baigong-sabotage-") as folder:
        copy = copied(Path(folder))
        for number, row in enumerate(rows, start=1):
            started = time.monotonic()
            is_red = goes_red(copy, row)
            green += not is_red
            if row.get("rebuild"):  # what it left in the database goes with it
                shutil.rmtree(copy / "var", ignore_errors=True)
            taken = time.monotonic() - started
            print(f"{'✓' if is_red else '✕'} {number}/{len(rows)} {row['name']}（{taken:.0f}秒）", flush=True)
    print(f"{len(rows) - green}道防线去掉后测试变红，{green}道没有。", flush=True)
    return 1 if green or not rows else 0


if __name__ == "__main__":
    sys.exit(main())
