"""Whoever cites a clause of a plan cites one its pack carries; a page that carries a clause is there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from baigong.foundation.exchange.declared import declared_lists
from baigong.kernels.packs import Pack, load_pack

ROOT = Path(__file__).resolve().parents[2]
READ = (".py", ".md", ".html", ".toml")
ROOMS = ("src", "docs", "packs", "tests", "tools")
# Files that name clauses which are not there, to see them found out.
TWINS = ("src/baigong/kernels/packs/tests/test_broken_packs.py", "tests/architecture/test_clauses.py")
# BZ-1a, AH-2.1.1, HA-END; not KPI-BZ-1 (a quota), JH-R7 (a rule), BZ-9B-TRADE (a ledger).
NUMBER = r"(?:[GSW]?\d+(?:\.\d+)*[a-z]?|END)"


@pytest.fixture(scope="module")
def packs() -> dict[str, Pack]:
    folders = (path.parent for path in sorted((ROOT / "packs").glob("*/clauses.toml")))
    return {folder.name: load_pack(folder) for folder in folders}


def prefixes(pack: Pack) -> set[str]:
    return {clause.id.partition("-")[0] for clause in pack.clauses}


def cited(text: str, prefix: str) -> set[str]:
    return set(re.findall(rf"(?<![\w-]){prefix}-{NUMBER}(?!\w)", text))


def is_carried(citation: str, known: Iterable[str]) -> bool:
    """Whether the clause is there itself, or is cited whole (BZ-4) where it is carried in parts (BZ-4a)."""
    part = re.compile(rf"{re.escape(citation)}(?:[a-z]|\.\d.*)?")
    return any(part.fullmatch(each) for each in known)


def texts() -> Iterator[tuple[str, str]]:
    roomed = (path for room in ROOMS for path in (ROOT / room).rglob("*") if path.suffix in READ)
    for path in (*ROOT.glob("*.md"), *roomed):
        name = path.relative_to(ROOT).as_posix()
        if name not in TWINS:
            yield name, path.read_text(encoding="utf-8")


def unknown_in(name: str, text: str, packs: Iterable[Pack]) -> list[str]:
    """Return what a text cites that no pack carries, as “file: clause”."""
    found = []
    for pack in packs:
        known = {clause.id for clause in pack.clauses}
        for prefix in prefixes(pack):
            found += [f"{name}: {each}" for each in cited(text, prefix) if not is_carried(each, known)]
    return sorted(found)


def test_every_clause_cited_anywhere_is_carried_by_its_pack(packs: dict[str, Pack]) -> None:
    read = list(texts())
    assert len(read) > 500
    assert [each for name, text in read for each in unknown_in(name, text, packs.values())] == []


def test_a_clause_nobody_carries_is_found(packs: dict[str, Pack]) -> None:
    """Sabotage twin: one clause is struck from a pack, and a text cites one that never was."""
    city = packs["binzhou"]
    text = "(BZ-1a, BZ-99, KPI-BZ-98, BZ-R97, BZ-9B-TRADE, BZ-W2c–BZ-W2d, BZ-G2)"
    assert unknown_in("a", text, [city]) == ["a: BZ-99"]
    assert is_carried("BZ-4", ["BZ-4a"]) and not is_carried("BZ-4", ["BZ-40", "BZ-5a"])
    assert is_carried("SD-2.1.1", ["SD-2.1.1a"]) and not is_carried("SD-2.1", ["SD-2.11a"])


def test_every_pack_has_a_prefix_of_its_own(packs: dict[str, Pack]) -> None:
    own = [prefix for pack in packs.values() for prefix in prefixes(pack)]
    assert len(own) == len(packs) == len(set(own))


def gaps_in(known: Iterable[str]) -> set[str]:
    """Return the clauses a plan must have where it has the next one: 3 where there is 4, 3a where there is 3b."""
    held = {step for each in known for step in steps_of(each)}
    return {earlier for each in held if (earlier := before(each)) and earlier not in held}


def steps_of(clause: str) -> Iterator[str]:
    """Yield a clause and all it stands in: AH-2.1.1b, AH-2.1.1, AH-2.1, AH-2."""
    yield clause
    whole = re.sub(r"(?<=\d)[a-z]$", "", clause)
    yield whole
    while "." in whole:
        whole = whole.rpartition(".")[0]
        yield whole


def before(clause: str) -> str:
    """Return what comes right before a clause among its own kind, empty for the first."""
    if re.search(r"\d[b-z]$", clause):
        return clause[:-1] + chr(ord(clause[-1]) - 1)
    number = re.search(r"\d+$", clause)
    is_later = number is not None and int(number[0]) > 1
    return f"{clause[: number.start()]}{int(number[0]) - 1}" if number and is_later else ""


def test_no_plan_leaves_out_a_clause_before_another(packs: dict[str, Pack]) -> None:
    left_out = {name: gaps_in(clause.id for clause in pack.clauses) for name, pack in packs.items()}
    assert left_out == {name: set() for name in packs}


def test_a_clause_left_out_is_found() -> None:
    """Sabotage twin."""
    assert gaps_in(["BZ-1a", "BZ-1c", "BZ-3", "BZ-W2"]) == {"BZ-1b", "BZ-2", "BZ-W1"}
    assert gaps_in(["AH-1", "AH-2.1.1a", "AH-2.1.3", "AH-2.2.2", "PD-END"]) == {"AH-2.1.2", "AH-2.2.1"}


def is_a_page(name: str) -> bool:
    """Whether a page goes by that name, stands at that address (below the desk where nothing else is said), or face."""
    routes = (ROOT / "docs" / "reference" / "routes.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([^`]+)` \| (\w+) \|", routes, re.MULTILINE)
    listed = name.removeprefix("records/")
    if listed != name:
        return listed in declared_lists()
    face = (ROOT / "src" / "baigong" / "faces" / name).is_dir()
    starts = (f"/{name}/", f"/{name.replace('-', '/')}/", f"/desk/{name}s/")
    return face or any(name == named or address.startswith(starts) for address, named in rows)


def test_a_page_that_carries_a_clause_is_there(packs: dict[str, Pack]) -> None:
    carriers = {each for pack in packs.values() for clause in pack.clauses for each in clause.carried_by}
    pages = {carrier.removeprefix("page:") for carrier in carriers if carrier.startswith("page:")}
    assert len(pages) > 10
    assert {page for page in pages if not is_a_page(page)} == set()
    assert not is_a_page("horoscope") and not is_a_page("records/horoscopes")
