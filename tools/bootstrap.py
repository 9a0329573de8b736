"""Makes the project's own environment; says which package is missing on a bare machine and how to get it."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import tomllib
import venv
from pathlib import Path
from typing import Any

APT = "apt-get install python3 python3-venv make"
LOCK = Path(__file__).resolve().parents[1] / "uv.lock"
INSTALLER = "uv"


def requirement(lock: dict[str, Any]) -> str:
    """Return the installer as a line of requirements: the version of the lock and the digest of each artefact."""
    package = next(each for each in lock["package"] if each["name"] == INSTALLER)
    artefacts = [package["sdist"], *package["wheels"]]
    digests = " ".join(f"--hash={each['hash']}" for each in artefacts)
    return f"{INSTALLER}=={package['version']} {digests}\n"


def install(folder: Path, lock: dict[str, Any]) -> int:
    """Put the installer into the environment; what has another digest than the lock says is refused."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(requirement(lock))
        file.flush()
        pip = [
            str(folder / "bin" / "python"),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ]
        return subprocess.call([*pip, "--require-hashes", "--no-deps", "--requirement", file.name])


def main() -> int:
    """Create the environment named on the command line and put the installer into it."""
    try:
        import ensurepip  # noqa: F401, PLC0415 (Debian ships it apart)
    except ImportError:
        print(f"缺少python3-venv，请先运行：{APT}", file=sys.stderr)
        return 1
    folder = Path(sys.argv[1])
    venv.create(folder, with_pip=True, clear=False)
    return install(folder, tomllib.loads(LOCK.read_text(encoding="utf-8")))


if __name__ == "__main__":
    sys.exit(main())
