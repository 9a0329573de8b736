"""A plan clause by clause: its own words, and what carries each out here (M12.1)."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from baigong.domains.policies.selectors import plans_at
from baigong.kernels.packs import Clause, Pack

_KINDS = {
    "register": "台账", "quota": "指标", "tier": "优先档次", "group": "重点群体", "parameter": "数字",
    "proof": "凭据", "channel": "渠道", "page": "页面", "text": "见方案原文", "planned": "还没有",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Carrier:
    """One thing that carries a clause out: of what kind, its name in the plan or the product, what it is called."""

    kind: str
    name: str
    label: str

    @property
    def kind_label(self) -> str:
        return _KINDS[self.kind]


@dataclass(frozen=True, slots=True)
class ClauseLine:
    """One clause with what carries it; `is_planned` says that a part of it is not there yet."""

    id: str
    words: tuple[str, ...]
    carriers: tuple[Carrier, ...]
    is_planned: bool

    @property
    def standing(self) -> str:
        """`done`, `part` or `none`: whether all, some or nothing of it is carried out here."""
        if not self.is_planned:
            return "done"
        return "part" if self.carriers else "none"


@dataclass(frozen=True, slots=True)
class PlanClauses:
    """The clauses of one plan, in its own order."""

    id: str
    title: str
    document: str
    lines: tuple[ClauseLine, ...]

    def count(self, standing: str) -> int:
        return sum(line.standing == standing for line in self.lines)


def clauses_of(plan_id: str, place_path: str, on: datetime.date) -> PlanClauses | None:
    """Return a plan's clauses; None for a plan that does not stack at the place."""
    layers = plans_at(place_path, on).layers
    pack = next((layer.pack for layer in layers if layer.pack.plan.id == plan_id), None)
    if pack is None:
        return None
    labels = _labels(pack)
    lines = tuple(_line(clause, labels) for clause in pack.clauses)
    return PlanClauses(pack.plan.id, pack.plan.title, pack.plan.document, lines)


def _line(clause: Clause, labels: Mapping[tuple[str, str], str]) -> ClauseLine:
    found = [(kind, name) for kind, _, name in (each.partition(":") for each in clause.carried_by)]
    carriers = tuple(
        Carrier(kind, name, labels.get((kind, name), name)) for kind, name in found if kind != "planned"
    )
    return ClauseLine(clause.id, clause.words, carriers, any(kind == "planned" for kind, _ in found))


def _labels(pack: Pack) -> dict[tuple[str, str], str]:
    """What carriers are called: by the plan's own pack and the ones it rests on."""
    found: dict[tuple[str, str], str] = {}
    for each in reversed(list(pack.lineage)):
        found |= {("register", one.id): one.title for one in each.registers}
        found |= {("quota", one.id): one.title for one in each.quotas}
        found |= {("group", one.code): one.label for one in each.groups}
        found |= {("channel", one.code): one.label for one in each.channels}
        found |= {("parameter", name): one.label for name, one in each.parameters.items()}
        found |= {("tier", str(one.rank)): one.label for one in each.tiers}
        found |= {("proof", one.id): one.label for one in (each.proofs.levels if each.proofs else ())}
    return found
