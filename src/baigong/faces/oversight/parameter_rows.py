"""Every parameter in force at a place: the plan's figure, the office's own, and from when."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

from baigong.domains.places.models import Place
from baigong.domains.places.selectors import labels_of
from baigong.domains.policies.selectors import plans_at
from baigong.foundation.parameters.models import ParameterValue
from baigong.foundation.parameters.selectors import own_values
from baigong.kernels.packs.amounts import UNITS

FEN_PER_YUAN = 100
IN_WORDS = {code: words for words, code in UNITS.items()}


@dataclass(frozen=True, slots=True)
class Own:
    """One value of the office: its id, at which place, from when, how much, by which document."""

    id: str
    place: str
    valid_from: datetime.date
    value: str
    document: str
    is_in_force: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One parameter as the page shows it."""

    name: str
    label: str
    unit: str
    plan_value: str
    plan_document: str
    own: tuple[Own, ...]


def parameter_rows(place: Place, on: datetime.date) -> list[Row]:
    """Return every parameter of the plan at a place, those the office has set first."""
    stack = plans_at(place.path, on)
    held_now, named = stack.as_pack().parameters_on(on), stack.parameter_names()
    values = own_values(place.path)
    labels = labels_of(value.place_path for value in values)
    rows = []
    for name, held in held_now.items():
        unit = IN_WORDS.get(held.unit, held.unit)
        mine = [value for value in values if value.parameter == name]
        own = tuple(_own(value, labels, held.unit, on) for value in mine)
        rows.append(Row(name, named[name], unit, shown(held.value, held.unit), held.document, own))
    return sorted(rows, key=lambda row: (not row.own, row.name))


def shown(value: Decimal, unit: str) -> str:
    """Return a figure as people write it: money in yuan, no trailing zeros."""
    figure = value / FEN_PER_YUAN if unit.startswith("fen") else value
    return f"{figure.normalize():f}"


def kept(value: Decimal, unit: str) -> Decimal:
    """Return a figure as it is kept: money in fen."""
    return value * FEN_PER_YUAN if unit.startswith("fen") else value


def _own(value: ParameterValue, labels: dict[str, str], unit: str, on: datetime.date) -> Own:
    return Own(
        id=str(value.id),
        place=labels.get(value.place_path, value.place_path),
        valid_from=value.valid_from,
        value=shown(Decimal(value.value), unit),
        document=value.document,
        is_in_force=value.valid_from <= on,
    )
