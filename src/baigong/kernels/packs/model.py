"""A pack as frozen values, and the questions asked of it through its line of parents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from baigong.kernels.matching import Weights
from baigong.kernels.predicates import Moments, Predicate, evaluate
from baigong.kernels.predicates.reference import Row
from baigong.kernels.registers import Register
from baigong.kernels.screening import Check

from .amounts import Parameter, ParameterValue
from .proofs import HeldProof, ProofLevel, ProofLevels
from .remits import Remits

LEVELS = ("national", "province", "city", "county", "town")


@dataclass(frozen=True, slots=True)
class Plan:
    """Who issued what, for which place, for which days (`ends_before` is the first day after it).

    `reporting_units`: the kinds and codes of zones and parks that report under it beside the divisions.
    """

    id: str
    title: str
    level: str
    place_code: str
    parent: str
    starts_on: date
    ends_before: date | None
    document: str
    funding: str
    supersedes: tuple[str, ...] = ()
    reporting_units: tuple[str, ...] = ()

    def is_in_force(self, on: date) -> bool:
        """Whether the day lies within the plan's own days; a successor may still have taken its place."""
        return self.starts_on <= on and (self.ends_before is None or on < self.ends_before)


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause, its key words, and what carries it out (`register:LG-12`, `text`, `planned:M07`)."""

    id: str
    words: tuple[str, ...]
    carried_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """An entry of a code list the plan speaks of: a cause, a contact way, a reason for refusing."""

    scheme: str
    code: str
    label: str
    parent: str = ""


@dataclass(frozen=True, slots=True)
class PlanGroup:
    """A group of people or firms the plan names; with a condition it is counted, without one recorded."""

    code: str
    label: str
    of: str
    where: Predicate
    clause: str


@dataclass(frozen=True, slots=True)
class Tier:
    """Who is served first: rank 1 before rank 2."""

    rank: int
    label: str
    where: Predicate
    clause: str


@dataclass(frozen=True, slots=True)
class Quota:
    """How many of what, in all and at least in each part, within the days of the window (half-open)."""

    id: str
    title: str
    measure: str
    unit: str
    total: int | None
    floor_per: str
    floor: int | None
    starts_on: date
    ends_before: date | None
    clause: str


@dataclass(frozen=True, slots=True)
class Channel:
    """A way by which the plan has something published.

    `carrier` says who brings it there: `portal` is this site itself; what is `recorded` goes out elsewhere, by an
    outlet the office connects or as somebody notes; what goes by `hand` is carried or pinned up by people.
    `shows` says what goes there: `policies`, `vacancies`.
    """

    code: str
    label: str
    carrier: str
    clause: str
    shows: tuple[str, ...] = ("policies",)


@dataclass(frozen=True, slots=True)
class Pack:
    """One plan and its parents'. What it does not say itself, the nearest parent that does says for it."""

    plan: Plan
    parent: Pack | None
    version: str
    parameters: dict[str, Parameter]
    codes: tuple[Code, ...]
    groups: tuple[PlanGroup, ...]
    tiers: tuple[Tier, ...]
    quotas: tuple[Quota, ...]
    registers: tuple[Register, ...]
    proofs: ProofLevels | None
    weights: Weights | None
    screening: tuple[Check, ...]
    clauses: tuple[Clause, ...]
    channels: tuple[Channel, ...] = ()
    remits: Remits = Remits()

    @property
    def lineage(self) -> Iterator[Pack]:
        """This pack, its parent, and so on up."""
        pack: Pack | None = self
        while pack is not None:
            yield pack
            pack = pack.parent

    def parameter(self, name: str, on: date) -> ParameterValue:
        """The figure in force on a day, the nearest pack first; `KeyError` when no pack has one."""
        for pack in self.lineage:
            value = pack.parameters[name].at(on) if name in pack.parameters else None
            if value is not None:
                return value
        raise KeyError(f"{self.plan.id}: no value of {name} on {on}")

    def parameters_on(self, on: date) -> dict[str, ParameterValue]:
        """Every figure in force on a day by name, the nearest pack's before the wider ones'."""
        merged: dict[str, ParameterValue] = {}
        for pack in reversed(list(self.lineage)):
            merged |= {name: value for name, each in pack.parameters.items() if (value := each.at(on))}
        return merged

    @property
    def reporting_units(self) -> tuple[str, ...]:
        """The kinds and codes of zones and parks that report; the nearest pack that names any says which."""
        return next((pack.plan.reporting_units for pack in self.lineage if pack.plan.reporting_units), ())

    def code_list(self, scheme: str) -> tuple[Code, ...]:
        """The entries of a scheme: the widest plan's first; a nearer plan relabels or adds its own."""
        merged: dict[str, Code] = {}
        for pack in reversed(list(self.lineage)):
            merged |= {code.code: code for code in pack.codes if code.scheme == scheme}
        return tuple(merged.values())

    def group_list(self) -> tuple[PlanGroup, ...]:
        """Every group of this plan and those above it; the nearest plan's meaning of a code wins."""
        merged: dict[str, PlanGroup] = {}
        for pack in reversed(list(self.lineage)):
            merged |= {group.code: group for group in pack.groups}
        return tuple(merged.values())

    def channel_list(self, content: str = "policies") -> tuple[Channel, ...]:
        """The channels for such content, of this plan and those above it, the widest plan's first; the nearest wins."""
        merged: dict[str, Channel] = {}
        for pack in reversed(list(self.lineage)):
            merged |= {channel.code: channel for channel in pack.channels}
        return tuple(channel for channel in merged.values() if content in channel.shows)

    @property
    def screening_checks(self) -> tuple[Check, ...]:
        """What advertisements are read against; the nearest plan's wording of a check wins."""
        merged: dict[str, Check] = {}
        for pack in reversed(list(self.lineage)):
            merged |= {check.id: check for check in pack.screening}
        return tuple(merged.values())

    def register(self, register_id: str) -> Register:
        """The register of that id, the nearest pack first; `KeyError` when none declares it."""
        for pack in self.lineage:
            for register in pack.registers:
                if register.id == register_id:
                    return register
        raise KeyError(f"{self.plan.id}: no register {register_id}")

    def tier_of(self, row: Row, *, on: date | Moments) -> Tier | None:
        """The first tier whose condition is true of the row; what is not known gives no precedence."""
        tiers: Iterable[Tier] = next((pack.tiers for pack in self.lineage if pack.tiers), ())
        return next((tier for tier in tiers if evaluate(tier.where, row, on=on) is True), None)

    @property
    def proof_levels(self) -> ProofLevels:
        """The nearest ladder of proofs; `KeyError` when no pack in the line has one."""
        for pack in self.lineage:
            if pack.proofs is not None:
                return pack.proofs
        raise KeyError(f"{self.plan.id}: no proof levels")

    def proof_level(self, engagement_kind: str, proofs: Iterable[HeldProof]) -> ProofLevel | None:
        """How far a hire is proved; nothing when not even the lowest level is met."""
        return self.proof_levels.level_of(engagement_kind, proofs)

    @property
    def match_weights(self) -> Weights:
        """The nearest pack's weights for matching, or the built-in ones."""
        return next((pack.weights for pack in self.lineage if pack.weights is not None), Weights())
