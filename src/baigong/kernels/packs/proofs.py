"""Proof levels: which papers make a hire count for how much (decisions A16).

A level is a name on one ladder for the whole pack; what it needs differs by the kind of engagement. Each
level names all it needs: an insurance month without a contract proves only what the pack says it proves.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .problems import Problem
from .section import Section, once_only

CERTAINTIES = ("declared", "checked", "certified")
# The proofs a placement can hold; insurance is counted in months, the others are there or not.
PROOF_KINDS = (
    "introduction", "arrival", "intent", "contract", "registration", "insurance", "consent", "stipend",
    "accident-insurance", "attendance",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class HeldProof:
    """A proof as recorded: its kind, how sure it is, and the months it covers (insurance)."""

    kind: str
    certainty: str = "declared"
    months: int = 1


@dataclass(frozen=True, slots=True)
class Need:
    """One proof a level asks for, at least this sure, covering at least this many months in all."""

    proof: str
    certainty: str = "declared"
    months: int = 1


@dataclass(frozen=True, slots=True)
class ProofLevel:
    """A rung of the ladder; `rank` grows with what is proved."""

    id: str
    label: str
    rank: int


@dataclass(frozen=True, slots=True)
class ProofLevels:
    """The ladder, what each kind of engagement needs for each rung, and from which rung it is "filled"."""

    levels: tuple[ProofLevel, ...]
    needs: dict[str, dict[str, tuple[Need, ...]]]
    filled_from: dict[str, str]

    def rungs_of(self, engagement_kind: str) -> tuple[ProofLevel, ...]:
        """The rungs this kind of hire can stand on, lowest first.

        An engagement kind the pack does not name raises `KeyError`: it must be decided, not guessed.
        """
        asked = self.needs[engagement_kind]
        return tuple(rung for rung in self.levels if rung.id in asked)

    def reached(self, engagement_kind: str, proofs: Iterable[HeldProof]) -> tuple[ProofLevel, ...]:
        """Every rung whose own needs are met; a higher one does not vouch for a lower one."""
        held, asked = tuple(proofs), self.needs[engagement_kind]
        return tuple(
            rung
            for rung in self.rungs_of(engagement_kind)
            if all(_met(need, held) for need in asked[rung.id])
        )

    def level_of(self, engagement_kind: str, proofs: Iterable[HeldProof]) -> ProofLevel | None:
        """The highest rung whose every need is met; nothing when not even the lowest is."""
        return next(reversed(self.reached(engagement_kind, proofs)), None)

    def is_filled(self, engagement_kind: str, level: ProofLevel | None) -> bool:
        """Whether a hire of this kind at this level counts as a post filled."""
        wanted = self.level(self.filled_from[engagement_kind])
        return level is not None and level.rank >= wanted.rank

    def level(self, level_id: str) -> ProofLevel:
        """The rung of that id."""
        return next(rung for rung in self.levels if rung.id == level_id)

    def missing(self, engagement_kind: str, proofs: Iterable[HeldProof]) -> tuple[Need, ...]:
        """What is still lacking until this hire counts as filled."""
        held = tuple(proofs)
        needs = self.needs[engagement_kind][self.filled_from[engagement_kind]]
        return tuple(need for need in needs if not _met(need, held))


def _met(need: Need, held: tuple[HeldProof, ...]) -> bool:
    sure = CERTAINTIES.index(need.certainty)
    good = [each for each in held if each.kind == need.proof and CERTAINTIES.index(each.certainty) >= sure]
    return bool(good) and sum(each.months for each in good) >= need.months


def read_proofs(table: dict[str, Any], file: str, problems: list[Problem]) -> ProofLevels:
    """Read ``proofs.toml``: the ladder, then one ``[[engagement]]`` for each kind of hire."""
    whole = Section(table, file, "", problems)
    rungs, kinds = whole.sections("level"), whole.sections("engagement")
    whole.close()
    once_only(rungs, "id")
    once_only(kinds, "kind")
    levels = tuple(ProofLevel(each.name("id"), each.text("label", required=True), rank)
                   for rank, each in enumerate(rungs))  # fmt: skip
    for each in rungs:
        each.close()
    needs: dict[str, dict[str, tuple[Need, ...]]] = {}
    filled_from: dict[str, str] = {}
    for each in kinds:
        kind = each.name("kind")
        needs[kind], filled_from[kind] = _read_kind(each, [level.id for level in levels])
    return ProofLevels(levels, needs, filled_from)


def _read_kind(section: Section, known: list[str]) -> tuple[dict[str, tuple[Need, ...]], str]:
    section.text("label", required=True)
    filled = section.name("filled_from")
    needs: dict[str, tuple[Need, ...]] = {}
    rungs = section.sections("level")
    once_only(rungs, "level")
    for rung in rungs:
        name = rung.name("level")
        if name and name not in known:
            rung.wrong("level", f"上面没有“{name}”这一级，请先用[[level]]写出来。")
        needs[name] = tuple(_read_need(each) for each in rung.sections("needs"))
        rung.close()
    if filled and filled not in needs:
        section.wrong("filled_from", f"“{filled}”这一级下面没有写要什么证明。")
    section.close()
    return needs, filled


def _read_need(section: Section) -> Need:
    proof = section.choice("proof", PROOF_KINDS)
    certainty = section.choice("certainty", CERTAINTIES, default="declared")
    months = section.whole("months", least=1)
    section.close()
    return Need(proof, certainty, 1 if months is None else months)
