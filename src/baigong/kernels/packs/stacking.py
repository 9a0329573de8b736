"""Which plans hold at a place on a day, what each adds, and whose figure counts where several have one.

Duties add up: a county answers its own plan, its city's and its province's at once (registers, quotas, groups,
clauses). A figure is one: the nearest place that has it wins, there the office's own value before the plan's,
and of two plans of one place the one that began later. A plan that supersedes another ends it on the day it
begins itself. Nothing here asks for the time: the day is an argument.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum

from baigong.kernels.registers import Register

from .model import LEVELS, Pack, PlanGroup, Quota


class PlanStanding(Enum):
    """How a plan stands on a day."""

    IN_FORCE = "in_force"
    UPCOMING = "upcoming"
    ENDED = "ended"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Layer:
    """One plan in the stack of a place; `distance` counts the places between, 0 is the place asked about.

    `ends_before` is the first day on which it no longer holds, by its own end or its successor's beginning.
    """

    pack: Pack
    distance: int
    standing: PlanStanding
    ends_before: date | None
    superseded_by: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A value that a parameter has somewhere in the stack, and by whose word.

    `own_of` is the path of the place whose office set it, empty for a plan's; `document` says by which paper.
    """

    value: Decimal
    unit: str
    starts_on: date
    distance: int
    document: str
    plan_id: str = ""
    own_of: str = ""


@dataclass(frozen=True, slots=True)
class PlanStack:
    """Every plan known at a place and above it, nearest first, as it stands on a day."""

    on: date
    layers: tuple[Layer, ...]

    @property
    def in_force(self) -> tuple[Layer, ...]:
        """The plans whose duties hold on the day."""
        return tuple(layer for layer in self.layers if layer.standing is PlanStanding.IN_FORCE)

    @property
    def line(self) -> tuple[Pack, ...]:
        """The plans that forms, codes and ledgers are read by, nearest first.

        A place whose plans have all ended goes on reading its own last one: its registers stay as they were.
        A place whose plans are all still to come prepares by the first of them.
        """
        return tuple(layer.pack for layer in self._read_by())

    def _read_by(self) -> list[Layer]:
        chosen: list[Layer] = []
        for distance in sorted({layer.distance for layer in self.layers}):
            here = [layer for layer in self.layers if layer.distance == distance]
            for level in dict.fromkeys(layer.pack.plan.level for layer in here):
                chosen += _readable([layer for layer in here if layer.pack.plan.level == level])
        chosen_ids = {layer.pack.plan.id for layer in chosen}
        return [layer for layer in self.layers if layer.pack.plan.id in chosen_ids]

    def as_pack(self) -> Pack:
        """The line as one pack whose parents are the plans behind it; `ValueError` for an empty stack."""
        whole: Pack | None = None
        for pack in reversed(self.line):
            whole = replace(pack, parent=whole)
        if whole is None:
            raise ValueError("no plan at all, not even the national one")
        return whole

    def registers(self) -> tuple[tuple[Layer, Register], ...]:
        """Every ledger to be kept on the day, once each: the nearest plan's form of an id wins."""
        found: dict[str, tuple[Layer, Register]] = {}
        for layer in self.in_force:
            for register in layer.pack.registers:
                found.setdefault(register.id, (layer, register))
        return tuple(found.values())

    def quotas(self) -> tuple[tuple[Layer, Quota], ...]:
        """Every quota of every plan in force; none takes the place of another."""
        return tuple((layer, quota) for layer in self.in_force for quota in layer.pack.quotas)

    def groups(self) -> tuple[tuple[Layer, PlanGroup], ...]:
        """Every group named, once for each code: the nearest plan's meaning wins."""
        found: dict[str, tuple[Layer, PlanGroup]] = {}
        for layer in self.in_force:
            for group in layer.pack.groups:
                found.setdefault(group.code, (layer, group))
        return tuple(found.values())

    def parameter_names(self) -> dict[str, str]:
        """Every parameter some plan of the line has, with its Chinese label or its own name."""
        names: dict[str, str] = {}
        for pack in self.line:
            for name, parameter in pack.parameters.items():
                names[name] = names.get(name, "") or parameter.label
        return {name: label or name for name, label in names.items()}

    def figures(self, name: str, own: Iterable[Figure] = ()) -> tuple[Figure, ...]:
        """Every value a parameter has on the day, the one that counts first.

        Values of plans that hold come before values of plans that are only still read by (see `line`).
        """
        planned = [
            (layer.standing is not PlanStanding.IN_FORCE, figure)
            for layer in self._read_by()
            if (figure := _figure_of(layer, name, self.on)) is not None
        ]
        ranked = [*((False, figure) for figure in own if figure.starts_on <= self.on), *planned]
        order = {layer.pack.plan.id: position for position, layer in enumerate(self.layers)}
        ranked.sort(
            key=lambda each: (
                each[0],
                each[1].distance,
                not each[1].own_of,
                order.get(each[1].plan_id, 0),
                -each[1].starts_on.toordinal(),
            )
        )
        return tuple(figure for _, figure in ranked)


def stack_plans(places: Sequence[Iterable[Pack]], *, national: Pack, on: date) -> PlanStack:
    """Stack the plans of a place and of every place above it, nearest place first, under the national one.

    A plan's declared parents belong to the stack too, also where no place carries them.
    """
    distances: dict[str, int] = {}
    packs: dict[str, Pack] = {}
    for distance, here in enumerate(places):
        for pack in here:
            for each in pack.lineage:
                packs.setdefault(each.plan.id, each)
                distances[each.plan.id] = distance
    packs[national.plan.id], distances[national.plan.id] = national, len(places)
    layers = [_layer(pack, distances[name], packs, on) for name, pack in packs.items()]
    return PlanStack(on, tuple(sorted(layers, key=_order)))


def _order(layer: Layer) -> tuple[int, int, int, str]:
    plan = layer.pack.plan
    return layer.distance, -LEVELS.index(plan.level), -plan.starts_on.toordinal(), plan.id


def _layer(pack: Pack, distance: int, packs: Mapping[str, Pack], on: date) -> Layer:
    plan = pack.plan
    successors = [each.plan for each in packs.values() if plan.id in each.plan.supersedes]
    first = min(successors, key=lambda each: (each.starts_on, each.id), default=None)
    is_superseded = first is not None and (plan.ends_before is None or first.starts_on < plan.ends_before)
    ends_before = first.starts_on if first is not None and is_superseded else plan.ends_before
    if ends_before is not None and ends_before <= on:
        standing = PlanStanding.SUPERSEDED if is_superseded else PlanStanding.ENDED
    else:
        standing = PlanStanding.IN_FORCE if plan.starts_on <= on else PlanStanding.UPCOMING
    return Layer(pack, distance, standing, ends_before, first.id if first and is_superseded else "")


def _readable(here: list[Layer]) -> list[Layer]:
    """Of one place's plans those it reads by: all in force, else the last that held, else the first to come."""
    in_force = [layer for layer in here if layer.standing is PlanStanding.IN_FORCE]
    if in_force:
        return in_force
    over = [layer for layer in here if layer.standing is not PlanStanding.UPCOMING]
    if over:
        return [max(over, key=lambda layer: (layer.ends_before or date.max, layer.pack.plan.id))]
    return [min(here, key=lambda layer: (layer.pack.plan.starts_on, layer.pack.plan.id))]


def _figure_of(layer: Layer, name: str, on: date) -> Figure | None:
    parameter = layer.pack.parameters.get(name)
    value = parameter.at(on) if parameter else None
    if value is None:
        return None
    plan = layer.pack.plan
    return Figure(
        value=value.value,
        unit=value.unit,
        starts_on=value.starts_on,
        distance=layer.distance,
        document=value.document or plan.document,
        plan_id=plan.id,
    )
