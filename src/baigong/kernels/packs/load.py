"""From folders to packs: which files may lie there, the line of parents, references, the version."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from baigong.kernels.registers import Register

from .amounts import read_parameters
from .ledgers import read_register
from .model import LEVELS, Pack, Plan
from .plans import (
    read_channels,
    read_clauses,
    read_codes,
    read_groups,
    read_plan,
    read_quotas,
    read_tiers,
    read_weights,
)
from .problems import PackError, Problem
from .proofs import read_proofs
from .read import parse_toml, read_bytes
from .remits import read_remits
from .screenings import read_screening
from .section import NAME

FILES = (
    "plan.toml", "parameters.toml", "codes.toml", "groups.toml", "tiers.toml", "quotas.toml", "proofs.toml",
    "weights.toml", "screening.toml", "channels.toml", "clauses.toml", "remits.toml",
)  # fmt: skip
MOST_FILES = 200
NAMED = ("register", "quota", "tier", "group", "parameter", "proof", "channel")


def load_pack(folder: Path) -> Pack:
    """Read a pack with its parents, which lie beside it. Raises `PackError` with every problem found."""
    problems: list[Problem] = []
    pack = _load(folder, problems, ())
    if problems or pack is None:
        raise PackError(sorted(set(problems)))
    return pack


def check_pack(folder: Path) -> list[Problem]:
    """Everything that is wrong with a pack and its parents, by file and key; empty when it can be used."""
    try:
        load_pack(folder)
    except PackError as error:
        return list(error.problems)
    return []


def _load(folder: Path, problems: list[Problem], below: tuple[Plan, ...]) -> Pack | None:
    tables, digest = _read_files(folder, problems)
    if "plan.toml" not in tables:
        problems.append(Problem(f"{folder.name}/plan.toml", "", "没有读到plan.toml，先写好它。"))
        return None
    plan = read_plan(tables["plan.toml"], f"{folder.name}/plan.toml", problems)
    _check_place_in_line(plan, folder, below, problems)
    parent = _load_parent(plan, folder, below, problems)
    if parent is not None:
        digest.update(parent.version.encode())
    pack = _assemble(tables, plan, parent, digest.hexdigest(), folder.name, problems)
    _check_references(pack, folder.name, problems)
    return pack


def _read_files(folder: Path, problems: list[Problem]) -> tuple[dict[str, dict[str, Any]], Any]:
    """Read every file of a folder once: its tables by relative name, and the digest of all bytes."""
    tables: dict[str, dict[str, Any]] = {}
    digest = hashlib.sha256()
    for number, path in enumerate(_paths(folder)):
        name = path.relative_to(folder).as_posix()
        shown = f"{folder.name}/{name}"
        if number >= MOST_FILES:
            problems.append(Problem(shown, "", f"一个方案最多放{MOST_FILES}份文件。"))
            break
        if not _is_expected(name):
            problems.append(
                Problem(shown, "", f"不认识这份文件。可放：{'、'.join(FILES)}和registers/*.toml。")
            )
            continue
        content = read_bytes(path)
        if isinstance(content, str):
            problems.append(Problem(shown, "", content))
            continue
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
        table = parse_toml(content, shown)
        if isinstance(table, Problem):
            problems.append(table)
        else:
            tables[name] = table
    return tables, digest


def _paths(folder: Path) -> Iterator[Path]:
    if not folder.is_dir() or folder.is_symlink():
        return
    for path in sorted(folder.iterdir()):
        if path.name == "registers" and path.is_dir() and not path.is_symlink():
            yield from sorted(path.iterdir())
        else:
            yield path


def _is_expected(name: str) -> bool:
    in_registers, slash, file = name.partition("/")
    if slash:
        return in_registers == "registers" and "/" not in file and file.endswith(".toml")
    return name in FILES


def _check_place_in_line(plan: Plan, folder: Path, below: tuple[Plan, ...], problems: list[Problem]) -> None:
    file = f"{folder.name}/plan.toml"
    if plan.id and plan.id != folder.name:
        problems.append(Problem(file, "id", f"id要和文件夹同名，应是“{folder.name}”。"))
    for name in plan.supersedes:
        if not NAME.fullmatch(name) or not (folder.parent / name / "plan.toml").is_file():
            problems.append(Problem(file, "supersedes", f"旁边没有“{name}”这个方案文件夹，请核对名字。"))
    if below and LEVELS.index(plan.level) >= LEVELS.index(below[-1].level):
        sentence = f"上级方案“{plan.id}”的层级不比“{below[-1].id}”高，请改parent或level。"
        problems.append(Problem(f"{below[-1].id}/plan.toml", "parent", sentence))


def _load_parent(plan: Plan, folder: Path, below: tuple[Plan, ...], problems: list[Problem]) -> Pack | None:
    if not plan.parent or not NAME.fullmatch(plan.parent):
        return None
    file = f"{folder.name}/plan.toml"
    if plan.parent in (plan.id, *(each.id for each in below)):
        problems.append(Problem(file, "parent", f"“{plan.parent}”绕回到自己，请改成真正的上级。"))
        return None
    if not (folder.parent / plan.parent / "plan.toml").is_file():
        problems.append(Problem(file, "parent", f"旁边没有“{plan.parent}”这个方案文件夹。"))
        return None
    return _load(folder.parent / plan.parent, problems, (*below, plan))


def _assemble(
    tables: dict[str, dict[str, Any]],
    plan: Plan,
    parent: Pack | None,
    version: str,
    folder: str,
    problems: list[Problem],
) -> Pack:
    def part(name: str) -> tuple[dict[str, Any], str, list[Problem]]:
        return tables.get(name, {}), f"{folder}/{name}", problems

    return Pack(
        plan=plan,
        parent=parent,
        version=version,
        parameters=read_parameters(*part("parameters.toml")),
        codes=read_codes(*part("codes.toml")),
        groups=read_groups(*part("groups.toml")),
        tiers=read_tiers(*part("tiers.toml")),
        quotas=read_quotas(*part("quotas.toml"), plan),
        registers=_read_registers(tables, folder, problems),
        proofs=read_proofs(*part("proofs.toml")) if "proofs.toml" in tables else None,
        weights=read_weights(*part("weights.toml")) if "weights.toml" in tables else None,
        screening=read_screening(*part("screening.toml")),
        clauses=read_clauses(*part("clauses.toml")),
        channels=read_channels(*part("channels.toml")),
        remits=read_remits(*part("remits.toml")),
    )


def _read_registers(
    tables: dict[str, dict[str, Any]], folder: str, problems: list[Problem]
) -> tuple[Register, ...]:
    names = [name for name in tables if name.startswith("registers/")]
    return tuple(read_register(tables[name], f"{folder}/{name}", problems) for name in names)


def _check_references(pack: Pack, folder: str, problems: list[Problem]) -> None:
    """Clauses point at things that exist; registers, quotas and the rest point at clauses that exist."""
    known = {f"{kind}:{name}" for each in pack.lineage for kind, name in _named(each)}
    for number, clause in enumerate(pack.clauses):
        for carrier in clause.carried_by:
            kind = carrier.partition(":")[0]
            if kind in NAMED and carrier not in known:
                key = f"clause[{number}].carried_by"
                problems.append(
                    Problem(f"{folder}/clauses.toml", key, f"方案里没有“{carrier}”，请核对名字。")
                )
    clauses = {clause.id for each in pack.lineage for clause in each.clauses}
    for file, name, cited in _citations(pack):
        if cited and cited not in clauses:
            sentence = f"“{name}”引的条款“{cited}”不在clauses.toml里。"
            problems.append(Problem(f"{folder}/{file}", "clause", sentence))


def _named(pack: Pack) -> Iterator[tuple[str, str]]:
    yield from (("register", each.id) for each in pack.registers)
    yield from (("quota", each.id) for each in pack.quotas)
    yield from (("tier", str(each.rank)) for each in pack.tiers)
    yield from (("group", each.code) for each in pack.groups)
    yield from (("parameter", name) for name in pack.parameters)
    yield from (("channel", each.code) for each in pack.channels)
    yield from (("proof", level.id) for level in (pack.proofs.levels if pack.proofs else ()))


def _citations(pack: Pack) -> Iterator[tuple[str, str, str]]:
    yield from ((f"registers/{each.id.lower()}.toml", each.id, each.clause) for each in pack.registers)
    yield from (("quotas.toml", each.id, each.clause) for each in pack.quotas)
    yield from (("tiers.toml", each.label, each.clause) for each in pack.tiers)
    yield from (("groups.toml", each.code, each.clause) for each in pack.groups)
    yield from (("channels.toml", each.code, each.clause) for each in pack.channels)
    yield from (("remits.toml", each.task, each.clause) for each in pack.remits.remits)
    yield from (("remits.toml", each.code, each.clause) for each in pack.remits.lines)
    for parameter in pack.parameters.values():
        yield from (("parameters.toml", parameter.name, value.clause) for value in parameter.values)
