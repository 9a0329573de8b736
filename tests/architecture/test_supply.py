"""Every package is pinned with its digests, no secret lies in the tree, and the list of parts is whole (118, 121)."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import math
import os
import re
import subprocess
import sys
import tomllib
import venv
import zipfile
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCK: dict[str, Any] = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
OURS = PROJECT["project"]["name"]


def tool(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# --- pins (118) ------------------------------------------------------------------------------------
def unpinned(lock: dict[str, Any]) -> list[str]:
    """Return packages without a version, and artefacts without a SHA-256."""
    found = []
    for package in lock["package"]:
        if package["name"] == OURS:
            continue
        artefacts = [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]
        is_whole = package.get("version") and artefacts
        if not is_whole or not all(
            re.fullmatch("sha256:[0-9a-f]{64}", each.get("hash", "")) for each in artefacts
        ):
            found.append(package["name"])
    return found


def test_every_package_is_pinned_with_its_digests() -> None:
    assert len(LOCK["package"]) > 30 and unpinned(LOCK) == []
    assert unpinned({"package": [{"name": "loose", "version": "1", "sdist": {"url": "x"}}]}) == [
        "loose"
    ]  # twin


def test_every_dependency_named_is_in_the_lock() -> None:
    named = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]]
    names = {re.split(r"[\[<>=!~ ;]", each)[0].lower().replace("_", "-") for each in named}
    assert names - {package["name"] for package in LOCK["package"]} == set()


def test_every_package_comes_from_one_registry() -> None:
    sources = {json.dumps(package["source"]) for package in LOCK["package"] if package["name"] != OURS}
    assert sources == {'{"registry": "https://pypi.org/simple"}'}


def test_installing_keeps_to_the_lock() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    syncs = [line for line in makefile.splitlines() if "uv sync" in line]
    assert syncs and all("--frozen" in line for line in syncs)


def test_what_installs_the_rest_is_taken_by_its_digests(tmp_path: Path) -> None:
    """Nothing reaches the network: pip is asked for a file of ours whose digest the lock does not know (twin)."""
    bootstrap = tool("bootstrap")
    line = bootstrap.requirement(LOCK)
    package = next(each for each in LOCK["package"] if each["name"] == "uv")
    assert line.split()[0] == f"uv=={package['version']}"
    assert line.count("--hash=sha256:") == len(package["wheels"]) + 1
    wheel = tmp_path / "uv-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("uv-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: uv\nVersion: 1\n")
        archive.writestr(
            "uv-1.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr("uv-1.dist-info/RECORD", "")
    venv.create(tmp_path / "room", with_pip=True)
    told = {**os.environ, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path)}
    for digest, is_taken in (("0" * 64, False), (hashlib.sha256(wheel.read_bytes()).hexdigest(), True)):
        lock = {
            "package": [{"name": "uv", "version": "1", "wheels": [], "sdist": {"hash": f"sha256:{digest}"}}]
        }
        code = f"import sys; sys.path.insert(0, {str(ROOT / 'tools')!r}); import bootstrap, pathlib\n"
        code += f"sys.exit(bootstrap.install(pathlib.Path({str(tmp_path / 'room')!r}), {lock!r}))"
        done = subprocess.run(
            [sys.executable, "-c", code], env=told, capture_output=True, text=True, check=False
        )
        assert (done.returncode == 0) is is_taken, done.stderr


# --- nothing of others on the pages ----------------------------------------------------------------
def test_pages_bring_along_no_code_of_others() -> None:
    """All scripts are our own and few; one more from elsewhere would need its digest here."""
    scripts = sorted(path.name for path in (ROOT / "src").rglob("*.js"))
    assert scripts == ["baigong.js"]


# --- secrets (121) ---------------------------------------------------------------------------------
SIGNS = {
    "private key": re.compile(r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s+[A-Za-z0-9+/=]{20}"),
    "cloud key": re.compile(r"\b(?:AKIA|LTAI|ASIA)[0-9A-Za-z]{16}\b"),
    "token": re.compile(r"\b(?:ghp|gho|glpat|xox[bap]|sk-live|sk_live|eyJhbGciOi)[-_0-9A-Za-z]{20,}"),
    "password in an address": re.compile(
        r"\b[a-z]+://[^\s:/@'\"{}]+:(?!PASSWORD|…|\.\.\.)[^\s:/@'\"{}<>]{8,}@[a-z]"
    ),
    "named secret": re.compile(
        r"(?i)\b(?:secret|password|passwd|token|api_?key)\w*\s*[:=]\s*['\"]([0-9A-Za-z+/=_-]{20,})['\"]"
    ),
}
LEAST_BITS = 3.6


def bits(text: str) -> float:
    """Return the entropy of a text in bits a character: a word has few, a key has many."""
    return -sum(n / len(text) * math.log2(n / len(text)) for n in Counter(text).values())


def secrets_in(text: str) -> list[str]:
    found = []
    for name, sign in SIGNS.items():
        for each in sign.finditer(text):
            if name != "named secret" or bits(each[1]) >= LEAST_BITS:
                found.append(name)
    return found


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False).stdout
    return [ROOT / name for name in listed.decode().split("\0") if name] or sorted(
        (ROOT / "src").rglob("*.*")
    )


def test_no_secret_lies_in_the_tree() -> None:
    found = {}
    for path in tracked():
        if (
            path.suffix in (".py", ".toml", ".md", ".html", ".js", ".json", ".csv", ".yml", ".cfg", "")
            and path.is_file()
        ):
            text = path.read_text(encoding="utf-8", errors="ignore")
            if path != Path(__file__) and (seen := secrets_in(text)):
                found[str(path.relative_to(ROOT))] = seen
    assert found == {}


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEAyX1n3kq8",
        "id = 'AKIA" + "ABCDEFGH12345678'",
        "x = 'ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2'",
        "url = 'postgresql://owner:Zk39-qpLm@db.example/x'",
        "SECRET_KEY = 'q8Zr2LmX0vT5bWc7NdKf3GhJ'",
    ],
    ids=list(SIGNS),
)  # fmt: skip
def test_a_secret_would_be_found(text: str) -> None:
    """Twin: one of each kind, none of which opens anything."""
    assert secrets_in(text) != []


# --- the list of parts (121) -----------------------------------------------------------------------
def test_the_list_of_parts_names_every_package_with_its_digests() -> None:
    parts = tool("parts_list").parts_list(LOCK)
    assert (parts["bomFormat"], parts["specVersion"]) == ("CycloneDX", "1.6")
    named = {(each["name"], each["version"]) for each in parts["components"] if each["type"] == "library"}
    assert named == {(each["name"], each["version"]) for each in LOCK["package"] if each["name"] != OURS}
    for each in parts["components"]:
        assert (
            all(re.fullmatch("[0-9a-f]{64}", digest["content"]) for digest in each["hashes"])
            and each["hashes"]
        )
    assert len({each["bom-ref"] for each in parts["components"]}) == len(parts["components"])
    known = {each["bom-ref"] for each in parts["components"]} | {parts["metadata"]["component"]["bom-ref"]}
    assert all({each["ref"], *each["dependsOn"]} <= known for each in parts["dependencies"])


def test_the_list_of_parts_says_the_same_twice_and_names_our_script() -> None:
    make = tool("parts_list").parts_list
    assert make(LOCK) == make(LOCK)
    script = next(each for each in make(LOCK)["components"] if each["type"] == "file")
    path = next((ROOT / "src").rglob("baigong.js"))
    assert script["hashes"][0]["content"] == hashlib.sha256(path.read_bytes()).hexdigest()
