"""The written words say what the code says: glossary, reference pages, variables, links, contracts."""

from __future__ import annotations

import ast
import importlib.util
import re
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "baigong"
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
DEFINED = r"^\s*(?:class|def) {name}\b|^{name}(?::[^=]+)? = "


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def glossary() -> list[tuple[str, str]]:
    """Return the name and the folder of every row."""
    rows = re.findall(
        r"^\|[^|]+\| `(\w+)` \| `([\w/]+)` \|", (ROOT / "GLOSSARY.md").read_text(), re.MULTILINE
    )
    assert len(rows) > 40
    return rows


def is_defined(name: str, where: str) -> bool:
    folder = SOURCE / where
    if folder.is_dir() and folder.name == name:
        return (folder / "__init__.py").exists()
    pattern = re.compile(DEFINED.format(name=name), re.MULTILINE)
    return any(pattern.search(path.read_text(encoding="utf-8")) for path in folder.rglob("*.py"))


def reference() -> ModuleType:
    spec = importlib.util.spec_from_file_location("render_reference", ROOT / "tools" / "render_reference.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def modules_imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add("." * node.level + (node.module or ""))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "__import__":
            found.add("__import__")
    return found


def variables_read() -> set[str]:
    read = ("settings.py", "env.py", "pages.py")
    settings = "".join((SOURCE / "config" / name).read_text(encoding="utf-8") for name in read)
    named = set(re.findall(r"(?:env\.|\b)(?:text|flag|folder)\(\"([A-Z_]+)\"", settings))
    return {f"BAIGONG_{name}" for name in named} | {"BAIGONG_REQUIRE", "BAIGONG_REAL_DATA"}


def test_every_model_has_a_word() -> None:
    words = {name for name, _ in glossary()}
    models = {model.__name__ for model in apps.get_models() if model.__module__.startswith("baigong.")}
    assert models - words == set()


def test_every_kernel_has_a_word() -> None:
    kernels = {path.parent.name for path in (SOURCE / "kernels").glob("*/__init__.py")}
    assert kernels - {name for name, where in glossary() if where.startswith("kernels/")} == set()


def test_every_word_names_something_that_is_there() -> None:
    assert [row for row in glossary() if not is_defined(*row)] == []


def test_a_name_that_is_gone_would_be_found() -> None:
    """Twin: the search does not find what is not there."""
    assert is_defined("Need", "domains/shortages")
    assert not is_defined("Nead", "domains/shortages")
    assert not is_defined("Need", "domains/parties")


def test_no_concept_has_two_rows() -> None:
    rows = glossary()
    assert len(rows) == len(set(rows))


def test_reference_pages_are_what_the_code_says() -> None:
    """When this fails: .venv/bin/python tools/render_reference.py"""
    tool = reference()
    stale = [
        relative(page) for page, render in tool.PAGES.items() if page.read_text(encoding="utf-8") != render()
    ]
    assert stale == []


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_table_of_variables_is_what_is_read(name: str) -> None:
    written = set(
        re.findall(r"^\| `(BAIGONG_\w+)` \|", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert written == variables_read()


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_both_readmes_name_every_persona_and_command(name: str) -> None:
    from baigong.faces.cli.demo.personas import PERSONAS
    from baigong.faces.cli.main import build_parser

    text = (ROOT / name).read_text(encoding="utf-8")
    commands = next(action.choices for action in build_parser()._actions if action.dest == "command")
    words = [persona.username for persona in PERSONAS] + sorted(commands)
    assert [word for word in words if f"`{word}`" not in text] == []


@pytest.mark.parametrize("page", PAGES, ids=relative)
def test_every_link_leads_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    broken = [target for target in targets if "://" not in target and not (page.parent / target).exists()]
    assert broken == []


def test_every_decision_is_listed_and_fits_a_screen() -> None:
    folder = ROOT / "docs" / "decisions"
    decisions = sorted(folder.glob("0*.md"))
    index = (folder / "README.md").read_text(encoding="utf-8")
    assert [path.name for path in decisions if f"({path.name})" not in index] == []
    assert [path.name for path in decisions if len(path.read_text(encoding="utf-8").splitlines()) > 50] == []
    assert [path.name[:4] for path in decisions] == [f"{n:04}" for n in range(1, len(decisions) + 1)]


def test_upward_questions_are_the_ones_the_decision_names() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    allowed = {line for contract in contracts["contracts"] for line in contract.get("ignore_imports", ())}
    decision = (ROOT / "docs" / "decisions" / "0012-questions-asked-upwards.md").read_text(encoding="utf-8")
    askers = {line.split(" -> ")[0].removeprefix("baigong.domains.") for line in allowed}
    assert {asker for asker in askers if f"`{asker}`" not in decision} == set()


def test_the_oracle_knows_nothing_of_the_product() -> None:
    imported = modules_imported(ROOT / "tests" / "safety" / "oracle.py")
    assert {name for name in imported if name != "__future__"} == set()


def test_an_oracle_that_asked_the_product_would_be_found(tmp_path: Path) -> None:
    """Twin: an import hidden inside a function is seen."""
    bent = tmp_path / "oracle.py"
    bent.write_text("def f():\n    from baigong.foundation.scope import Scope\n    return Scope\n")
    assert modules_imported(bent) == {"baigong.foundation.scope"}


@pytest.mark.parametrize("floor", ["faces", "domains", "foundation", "kernels"])
def test_the_picture_names_every_room(floor: str) -> None:
    """ARCHITECTURE.md says its picture is the contracts: a room that is built stands in it, and none that is gone."""
    picture = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    line = next(line for line in picture.splitlines() if line.strip().startswith(f"{floor}["))
    drawn = set(re.findall(r"[a-z_]+", line.partition("—")[2].partition("]")[0])) - {"on", "one"}
    built = {init.parent.name for init in (SOURCE / floor).glob("*/__init__.py")} - {"tests"}
    assert drawn == built
