"""The table of guards is true: every guard stands once where it says, every named test is there (reliability 134)."""

from __future__ import annotations

import ast
import functools
import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
LEAST_GUARDS = 60


def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("sabotage", ROOT / "tools" / "sabotage.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


GUARDS: list[dict[str, Any]] = tool().guards([])


@functools.cache
def functions_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def faults_of(row: dict[str, Any]) -> list[str]:
    """Return what is wrong with a row of the table."""
    place = ROOT / row["file"]
    text = place.read_text(encoding="utf-8") if place.is_file() else ""
    file, _, name = row["test"].partition("::")
    found = []
    if text.count(row["old"]) != 1:
        found.append(f"“{row['old']}”在{row['file']}里要正好出现一次。改了防线，请同时改tests/sabotage.toml")
    elif row["old"] == row["new"]:
        found.append("the change changes nothing")
    elif place.suffix == ".py" and not _is_python(text.replace(row["old"], row["new"])):
        found.append("without the guard the file is no Python: the test would be red for that")
    function = name.partition("[")[0].rpartition("::")[2]
    if not (ROOT / file).is_file() or function not in functions_of(ROOT / file):
        found.append(f"there is no test {row['test']}")
    return found


def _is_python(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


@pytest.mark.parametrize("row", GUARDS, ids=lambda row: row["name"])
def test_every_guard_stands_where_the_table_says(row: dict[str, Any]) -> None:
    assert faults_of(row) == []


def test_there_are_enough_and_each_has_a_name() -> None:
    names = [row["name"] for row in GUARDS]
    assert len(names) == len(set(names)) >= LEAST_GUARDS


@pytest.mark.parametrize(
    "change",
    [{"old": "nothing of the kind"}, {"test": "tests/architecture/test_house.py::test_gone"}, {"new": "(("},
     {"file": "src/gone.py"}],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_a_row_that_is_not_true_is_found(change: dict[str, str]) -> None:
    """Twin: a guard that is gone, a test that is gone, a change that breaks the file, a file that is gone."""
    assert faults_of({**GUARDS[0], **change}) != []
