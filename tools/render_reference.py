"""Write docs/reference anew from the code: `.venv/bin/python tools/render_reference.py`.

A test compares the pages with what this file would write; whoever changes a route or a step runs it.
"""

from __future__ import annotations

import ast
import functools
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "reference"
ENGINES = ROOT / "docs" / "explanation" / "engines.md"
LIST_BEGINS, LIST_ENDS = "<!-- tests: begin -->", "<!-- tests: end -->"
ENGINE_SIGNS = ("connection.vendor", "needs_server", "mark.postgresql", "needs_postgresql")
sys.path.append(str(ROOT / "tools"))
MADE_BY = "<!-- Written by tools/render_reference.py; change the code, not this page. -->"


def engine_tests() -> list[str]:
    """Return every test that asks about the engine or stands aside without it, as `path::name`."""
    found = []
    for folder in ("src", "tests"):
        for path in sorted((ROOT / folder).rglob("test_*.py")):
            text = path.read_text(encoding="utf-8")
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                    first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
                    lines = "\n".join(text.splitlines()[first - 1 : node.end_lineno])
                    if any(sign in lines for sign in ENGINE_SIGNS):
                        found.append(f"{path.relative_to(ROOT)}::{node.name}")
    return sorted(found)


def render_engines() -> str:
    """Return the page on engines with its list of tests brought up to date."""
    before, _, rest = ENGINES.read_text(encoding="utf-8").partition(LIST_BEGINS)
    _, _, after = rest.partition(LIST_ENDS)
    listed = "\n".join(f"- `{name}`" for name in engine_tests())
    return f"{before}{LIST_BEGINS}\n{listed}\n{LIST_ENDS}{after}"


def render_routes() -> str:
    """Return the table of every address of the site with its name, roles and methods."""
    from django.conf import settings  # noqa: PLC0415 (Django is set up by now)

    from baigong.foundation.access.checks import all_routes  # noqa: PLC0415
    from baigong.foundation.access.routes import policy_of  # noqa: PLC0415

    lines = [
        "# Routes", "", MADE_BY, "",
        "Every address, who may use it and how. Everybody else is sent to the sign-in page or refused.", "",
        "| Path | Name | Roles | Methods |", "|---|---|---|---|",
    ]  # fmt: skip
    for where, pattern in all_routes():
        policy = policy_of(pattern)
        if policy is None:
            continue
        roles = "everybody" if policy.is_public else ", ".join(sorted(policy.roles))
        lines.append(f"| `/{where}` | {pattern.name} | {roles} | {', '.join(policy.methods)} |")
    reviewed = "、".join(f"`/{prefix}…`" for prefix in settings.BAIGONG_REVIEWED_ROUTES)
    lines += ["", f"Made by others and read one by one: {reviewed}."]
    return "\n".join(lines) + "\n"


def render_introduction() -> str:
    """Return the states and steps of an introduction as a picture and a table, with the national terms."""
    import datetime  # noqa: PLC0415

    from baigong.domains.placements.workflow import (  # noqa: PLC0415
        TERMS,
        introduction_workflow,
    )
    from baigong.domains.policies.selectors import pack_named  # noqa: PLC0415
    from baigong.kernels.workflow import diagram, step_table  # noqa: PLC0415

    pack, on = pack_named("_national"), datetime.date(2000, 1, 1)
    workflow = introduction_workflow(*(int(pack.parameter(name, on).value) for name in TERMS))
    picture = diagram(workflow)
    return (
        f"# The steps of an introduction\n\n{MADE_BY}\n\n```mermaid\n{picture}```\n\n{step_table(workflow)}"
    )


def render_claim() -> str:
    """Return the states and steps of a claim on a firm, with the national term."""
    import datetime  # noqa: PLC0415

    from baigong.domains.claims.workflow import ANSWER_DAYS, claim_workflow  # noqa: PLC0415
    from baigong.domains.policies.selectors import pack_named  # noqa: PLC0415
    from baigong.kernels.workflow import diagram, step_table  # noqa: PLC0415

    days = pack_named("_national").parameter(ANSWER_DAYS, datetime.date(2000, 1, 1)).value
    workflow = claim_workflow(int(days))
    picture = diagram(workflow)
    return (
        f"# The steps of a claim on a firm\n\n{MADE_BY}\n\n```mermaid\n{picture}```\n\n{step_table(workflow)}"
    )


def render_ledger_sources() -> str:
    """Return the fields a ledger of a pack may ask for, by source."""
    from baigong.domains.reports.sources import sources  # noqa: PLC0415

    lines = [
        "# What a ledger may be made of", "", MADE_BY, "",
        "A register of a pack names a `source` and, in its columns and figures, these fields.", "",
    ]  # fmt: skip
    for name, source in sources().items():
        lines += [f"## `{name}`（{source.label}）", "", "| Field | Meaning |", "|---|---|"]
        lines += [f"| `{field}` | {label} |" for field, label in source.fields.items()] + [""]
    return "\n".join(lines)


def entity_pages() -> dict[Path, Callable[[], str]]:
    """Return the page of every room that owns tables."""
    from entity_pages import render_room, rooms  # noqa: PLC0415 (its folder is on the path by now)

    return {
        REFERENCE / "entities" / f"{room.replace('/', '-')}.md": functools.partial(render_room, room, MADE_BY)
        for room in rooms()
    }


PAGES: dict[Path, Callable[[], str]] = {
    **entity_pages(),
    REFERENCE / "ledger-sources.md": render_ledger_sources,
    REFERENCE / "routes.md": render_routes,
    REFERENCE / "workflow-introduction.md": render_introduction,
    REFERENCE / "workflow-claim.md": render_claim,
    ENGINES: render_engines,
}


def main() -> int:
    """Write every page and name it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "baigong.config.settings")
    os.environ["BAIGONG_PROFILE"] = "test"
    with tempfile.TemporaryDirectory(prefix="baigong-reference-") as folder:
        os.environ["BAIGONG_VAR"] = folder
        import django  # noqa: PLC0415 (the environment comes first)

        django.setup()
        for page, render in PAGES.items():
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(render(), encoding="utf-8")
            print(page.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
