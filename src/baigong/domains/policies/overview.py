"""What holds at a place on a day, told for people: which plans stack, what each adds, whose figures count."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from baigong.domains.places.models import Place
from baigong.domains.places.selectors import labels_of
from baigong.domains.policies.selectors import figures_at, plans_at
from baigong.kernels.packs import Figure, Layer, PlanStack, PlanStanding, in_words

STANDINGS = {
    PlanStanding.IN_FORCE: "执行中",
    PlanStanding.UPCOMING: "还没开始",
    PlanStanding.ENDED: "已到期",
    PlanStanding.SUPERSEDED: "已被接替",
}


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing a plan asks for: a ledger, a quota or a group, with its clause."""

    kind: str
    id: str
    title: str
    measure: str
    clause: str


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One plan of the stack as it stands on the day, with what it adds to the plans nearer by.

    `place` is the place that carries it, empty where only another plan names it as its parent.
    """

    id: str
    title: str
    document: str
    place: str
    starts_on: datetime.date
    ends_before: datetime.date | None
    standing: PlanStanding
    successor: str
    duties: tuple[Duty, ...]
    clause_count: int

    @property
    def standing_label(self) -> str:
        return STANDINGS[self.standing]

    @property
    def last_day(self) -> datetime.date | None:
        return None if self.ends_before is None else self.ends_before - datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a figure and where it comes from."""

    value: str
    unit: str
    starts_on: datetime.date
    origin: str
    document: str


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A figure of the plans: the value that counts here, and the values it took the place of."""

    name: str
    label: str
    counted: Value
    passed_over: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything that holds at a place on a day."""

    place: Place
    on: datetime.date
    plans: tuple[PlanLine, ...]
    figures: tuple[FigureLine, ...]


def overview_of(place: Place, on: datetime.date) -> Overview:
    """Return the plans at a place on a day, nearest first, and every figure with its origin (M12.1, M18.6)."""
    stack = plans_at(place.path, on)
    line = [Place.path_above(place.path, layer.distance) for layer in stack.layers]
    names = labels_of(path for path in line if path)
    titles = {layer.pack.plan.id: layer.pack.plan.title for layer in stack.layers}
    duties = _duties_by_plan(stack)
    plans = tuple(
        _plan_line(layer, names.get(path, ""), titles, duties.get(layer.pack.plan.id, ()))
        for layer, path in zip(stack.layers, line, strict=True)
    )
    return Overview(place, on, plans, tuple(_figure_lines(stack, place, titles)))


def _plan_line(layer: Layer, place: str, titles: dict[str, str], duties: Iterable[Duty]) -> PlanLine:
    plan = layer.pack.plan
    return PlanLine(
        id=plan.id,
        title=plan.title,
        document=plan.document,
        place=place if plan.place_code else "",
        starts_on=plan.starts_on,
        ends_before=layer.ends_before,
        standing=layer.standing,
        successor=titles.get(layer.superseded_by, ""),
        duties=tuple(duties),
        clause_count=len(layer.pack.clauses),
    )


def _duties_by_plan(stack: PlanStack) -> dict[str, list[Duty]]:
    found: dict[str, list[Duty]] = {}
    for layer, register in stack.registers():
        duty = Duty("台账", register.id, register.title, "", register.clause)
        found.setdefault(layer.pack.plan.id, []).append(duty)
    for layer, quota in stack.quotas():
        parts = [f"合计{quota.total}{quota.unit}"] if quota.total is not None else []
        if quota.floor is not None:
            parts.append(f"每{_PARTS.get(quota.floor_per, quota.floor_per)}至少{quota.floor}{quota.unit}")
        duty = Duty("指标", quota.id, quota.title, "，".join(parts), quota.clause)
        found.setdefault(layer.pack.plan.id, []).append(duty)
    for layer, group in stack.groups():
        duty = Duty("重点群体", group.code, group.label, "", group.clause)
        found.setdefault(layer.pack.plan.id, []).append(duty)
    return found


_PARTS = {
    "county": "个县（市、区）",
    "town": "个镇（街道、园区）",
    "organisation": "家企业",
    "commissioner": "名专员",
}


def _figure_lines(stack: PlanStack, place: Place, titles: dict[str, str]) -> Iterable[FigureLine]:
    labels = stack.parameter_names()
    found = figures_at(labels, place.path, stack.on)
    owners = labels_of(figure.own_of for figures in found.values() for figure in figures if figure.own_of)
    for name, label in labels.items():
        if found[name]:
            values = [_value(figure, titles, owners) for figure in found[name]]
            yield FigureLine(name, label, values[0], tuple(values[1:]))


def _value(figure: Figure, titles: dict[str, str], owners: dict[str, str]) -> Value:
    value, unit = in_words(figure.value, figure.unit)
    origin = f"{owners.get(figure.own_of, '本地')}自定" if figure.own_of else titles[figure.plan_id]
    return Value(value, unit, figure.starts_on, origin, figure.document)
