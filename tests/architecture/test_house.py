"""The house rules that a machine can check."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "baigong"
MOST_LINES, MOST_FUNCTION_LINES, MOST_TEST_LINES = 400, 40, 600
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc"}


def python_files(*, tests: bool) -> list[Path]:
    files = [path for path in ROOT.rglob("*.py") if not {".venv", "migrations", "var"} & set(path.parts)]
    return sorted(path for path in files if ("tests" in path.parts) == tests)


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count a function's lines below its signature and docstring: what is read as code."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1 if body else 0


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", python_files(tests=False), ids=relative)
def test_a_file_and_its_functions_are_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MOST_LINES
    long = [
        f"{node.name}: {length}"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := body_lines(node)) > MOST_FUNCTION_LINES
    ]
    assert long == []


def test_no_test_file_is_longer_than_its_gate() -> None:
    long = [
        relative(path)
        for path in python_files(tests=True)
        if len(path.read_text().splitlines()) > MOST_TEST_LINES
    ]
    assert long == []


def test_no_room_is_called_by_what_it_is_not() -> None:
    named = [relative(path) for path in SOURCE.rglob("*") if path.stem in FORBIDDEN_NAMES]
    assert named == []


def test_no_plan_and_no_city_stands_in_code() -> None:
    plans = {
        folder.name for folder in (ROOT / "packs").iterdir() if folder.is_dir() and folder.name[0] != "_"
    }
    clause = re.compile(r"['\"](?:FX|HA|JH|SD|BZ|AH|PD)-(?:R?\d|W|G)")
    cities = re.compile("|".join(["滨州", "平度", "淮安", "阜新", "江海", "山东", "安徽"]))
    guilty = []
    for path in SOURCE.rglob("*.py"):
        if "tests" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        words = set(re.findall(r"[\"']([a-z]+)[\"']", text))
        if clause.search(text) or cities.search(text) or words & plans:
            guilty.append(relative(path))
    # Kernels that hold the country's own tables (divisions, surnames, names of occupations) speak of real places.
    assert [path for path in guilty if "kernels/codes" not in path] == []


def test_import_contracts_hold() -> None:
    lint = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([str(lint), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_migrations_are_complete(db: None) -> None:
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_route_says_who_may_use_it() -> None:
    from baigong.foundation.access.checks import check_routes

    assert check_routes() == []


def test_a_route_without_a_policy_stops_the_start(settings, monkeypatch) -> None:
    """Sabotage twin: a bare pattern is found."""
    from django.urls import path as bare_path

    from baigong.foundation.access import checks

    undeclared = bare_path("open-door/", lambda request: None, name="open-door")
    monkeypatch.setattr(checks, "all_routes", lambda: [("open-door/", undeclared)])
    assert [error.id for error in checks.check_routes()] == ["access.E001"]


def test_only_the_one_writer_makes_outgoing_tables() -> None:
    writers = [
        relative(path)
        for path in SOURCE.rglob("*.py")
        if "tests" not in path.parts
        and re.search(r"import xlsxwriter|csv\.writer|from openpyxl", path.read_text(encoding="utf-8"))
    ]
    allowed = {"src/baigong/foundation/sheets", "src/baigong/faces/cli/demo"}
    assert [path for path in writers if not path.startswith(tuple(allowed))] == []


def test_views_never_ask_a_model_for_all_its_rows() -> None:
    guilty = [
        relative(path)
        for path in (SOURCE / "faces").rglob("*.py")
        if "tests" not in path.parts
        and re.search(r"\.objects\.(all|create|update)\(", path.read_text())
        and "cli" not in path.parts
    ]
    assert guilty == []
