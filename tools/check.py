"""Everything `make test` does, in order: style, types, import contracts, and the suite on each database here.

BAIGONG_REQUIRE=postgresql,browser makes a missing engine or browser a failure instead of a note.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

BIN = Path(sys.executable).parent
NO_TESTS_RAN = 5
MISSING_SERVER = 3


def required() -> set[str]:
    return {part for part in os.environ.get("BAIGONG_REQUIRE", "").split(",") if part}


def run(label: str, command: list[str], **environment: str) -> bool:
    """Run one step and say how it went."""
    started = time.monotonic()
    code = subprocess.call(command, env={**os.environ, **environment})
    print(f"{'✓' if code == 0 else '✕'} {label}（{time.monotonic() - started:.0f}秒）", flush=True)
    return code == 0


def main() -> int:
    """Return 0 when every step is good."""
    pytest = [str(BIN / "pytest"), "-q", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
    steps = [
        run("风格", [str(BIN / "ruff"), "check", "."]),
        run("引用方向", [str(BIN / "lint-imports"), "--no-cache"]),
        run("类型", [str(BIN / "mypy")]),
        run("测试（SQLite）", pytest, BAIGONG_DATABASE_URL=""),
    ]
    if _has_postgresql():
        command = [sys.executable, "tools/with_postgresql.py", "--", *pytest]
        steps.append(run("测试（PostgreSQL）", command))
    else:
        steps.append(_missing("postgresql", "apt-get install postgresql"))
    if not shutil.which("chromium"):
        steps.append(_missing("browser", "apt-get install chromium fonts-noto-cjk"))
    return 0 if all(steps) else 1


def _has_postgresql() -> bool:
    return bool(shutil.which("initdb") or list(Path("/usr/lib/postgresql").glob("*/bin/initdb")))


def _missing(name: str, cure: str) -> bool:
    is_required = name in required()
    print(f"{'✕' if is_required else '–'} 这台机器没有{name}，相关测试没有跑。要跑请先：{cure}", flush=True)
    return not is_required


if __name__ == "__main__":
    sys.exit(main())
