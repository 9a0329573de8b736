"""Writes the list of all parts of a release, as CycloneDX 1.6 in JSON, from the lock file (`make sbom`).

Each package stands with its version, its digests and what it needs; scripts the pages bring along with their digest.
The same lock gives the same list: no time and no random number stands in it.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
OURS = "baigong"


def parts_list(lock: dict[str, Any]) -> dict[str, Any]:
    """Return the list of parts of what a lock file pins."""
    packages = [package for package in lock["package"] if package["name"] != OURS]
    own = next(package for package in lock["package"] if package["name"] == OURS)
    references = {package["name"]: _reference(package) for package in lock["package"]}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "bom-ref": _reference(own), "name": OURS,
                                   "version": own["version"]}},
        "components": [*(_library(package) for package in packages), *_scripts()],
        "dependencies": [
            {"ref": _reference(package), "dependsOn": sorted({references[name] for name in _needs(package)})}
            for package in lock["package"]
        ],
    }  # fmt: skip


def _reference(package: dict[str, Any]) -> str:
    return f"pkg:pypi/{package['name']}@{package['version']}"


def _needs(package: dict[str, Any]) -> list[str]:
    return [each["name"] for each in package.get("dependencies", [])]


def _library(package: dict[str, Any]) -> dict[str, Any]:
    artefacts = [*([package["sdist"]] if "sdist" in package else []), *package.get("wheels", [])]
    return {
        "type": "library",
        "bom-ref": _reference(package),
        "name": package["name"],
        "version": package["version"],
        "purl": _reference(package),
        "hashes": [
            {"alg": "SHA-256", "content": digest}
            for digest in sorted({each["hash"].removeprefix("sha256:") for each in artefacts})
        ],
    }


def _scripts() -> list[dict[str, Any]]:
    return [
        {
            "type": "file",
            "bom-ref": path.relative_to(ROOT).as_posix(),
            "name": path.name,
            "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(path.read_bytes()).hexdigest()}],
        }
        for path in sorted((ROOT / "src").rglob("*.js"))
    ]


def main() -> int:
    """Write the list to the file named, or to standard output."""
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    text = json.dumps(parts_list(lock), ensure_ascii=False, indent=1) + "\n"
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(text, encoding="utf-8")
    else:
        print(text, end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
