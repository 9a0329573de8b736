"""No pattern of the product takes more than its share of a processor over a hostile text (test 58).

The patterns are found in the sources, with the methods they are called by; each meets runs of what it speaks of, as
long as a cell may be, in another process.
"""

from __future__ import annotations

import ast
import importlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import baigong

METHODS = ("search", "match", "fullmatch", "sub", "findall", "finditer", "split")
SOURCE = Path(baigong.__file__).parent
PROGRAM = Path(__file__).with_name("regex_growth.py")
SECONDS = 2.0
Use = tuple[str, str, str, int]


def sources() -> Iterator[Path]:
    for path in sorted(SOURCE.rglob("*.py")):
        if not {"tests", "migrations"} & set(path.parts):
            yield path


def uses_in(path: Path) -> Iterator[Use]:
    """Every pattern of a module: named ones with the methods called on them, and those written in place."""
    text = path.read_text()
    where = ".".join(("baigong", *path.relative_to(SOURCE).with_suffix("").parts)).removesuffix(".__init__")
    calls = [
        (node, node.func.value.id, node.func.attr)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.attr in METHODS
    ]
    for node, owner, method in calls:
        first = node.args[0] if node.args else None
        if owner == "re" and isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield (f"{where}:{node.lineno}", method, first.value, 0)
    if "re.compile" in text:
        yield from named_uses(where, {(owner, method) for _, owner, method in calls})


def named_uses(where: str, calls: set[tuple[str, str]]) -> Iterator[Use]:
    values = vars(importlib.import_module(where))
    for owner, method in sorted(calls):
        found = values.get(owner)
        if isinstance(found, re.Pattern) and isinstance(found.pattern, str):
            yield (f"{where}.{owner}", method, found.pattern, found.flags & ~re.UNICODE)


def stalled(uses: list[Use]) -> list[str]:
    lines = "\n".join(json.dumps(use) for use in uses)
    command = [sys.executable, "-I", str(PROGRAM), str(SECONDS)]
    return subprocess.run(command, input=lines, capture_output=True, text=True, check=True).stdout.split()


def test_no_pattern_stalls_over_a_cell_full_of_what_it_looks_for() -> None:
    uses = [use for path in sources() for use in uses_in(path)]
    assert len(uses) > 100
    assert stalled(uses) == []


def test_a_pattern_that_stalls_is_named() -> None:
    """Sabotage twin: two ways to share out a run, tried for every length; and the same said linearly."""
    uses: list[Use] = [
        ("evil", "fullmatch", "(?:a+)+b", 0),
        ("slow", "search", r"\d+x\d+y", 0),
        ("good", "fullmatch", "a+b", 0),
    ]
    assert stalled(uses) == ["evil.fullmatch", "slow.search"]
