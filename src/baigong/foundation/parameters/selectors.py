"""Which value of a parameter holds at a place on a day: the nearest place above, then the latest date."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from decimal import Decimal

from django.db.models import Q

from baigong.foundation.parameters.models import ParameterValue
from baigong.foundation.scope import system_scope
from baigong.foundation.scope.conditions import place_range


def overridden_value(parameter: str, *, place_path: str, on: datetime.date) -> Decimal | None:
    """Return the office's own value in force, or None when the pack's value stands."""
    rows = values_above(parameter, place_path=place_path, on=on)
    return Decimal(rows[0].value) if rows else None


def values_above(parameter: str, *, place_path: str, on: datetime.date) -> list[ParameterValue]:
    """Return the value in force that each place at or above a path has set itself, the nearest place first.

    A city's value holds in its towns, whose officers see no rows of the city: parameters are no secret.
    """
    return values_of((parameter,), place_path=place_path, on=on)[parameter]


def values_of(
    parameters: Collection[str], *, place_path: str, on: datetime.date
) -> dict[str, list[ParameterValue]]:
    """Return what `values_above` says of each of these parameters, in one query however many there are."""
    rows = _in_force(parameters, _at_and_above(place_path), on)
    return {
        parameter: _nearest_first(row for row in rows if row.parameter == parameter)
        for parameter in parameters
    }


def _at_and_above(place_path: str) -> list[str]:
    keys = place_path.strip("/").split("/")
    return ["".join(f"{key}/" for key in keys[: depth + 1]) for depth in range(len(keys))]


def _in_force(
    parameters: Collection[str], place_paths: Collection[str], on: datetime.date
) -> list[ParameterValue]:
    """Return the value of each parameter that each of these very places set last."""
    with system_scope("查参数"):
        rows = list(
            ParameterValue.objects.filter(
                parameter__in=parameters,
                place_path__in=place_paths,
                valid_from__lte=on,
                voided_at__isnull=True,
            ).order_by("valid_from")
        )
    return list({(row.parameter, row.place_path): row for row in rows}.values())


def _nearest_first(rows: Iterable[ParameterValue]) -> list[ParameterValue]:
    return sorted(rows, key=lambda row: -len(row.place_path))


def latest_by_place(parameter: str, on: datetime.date) -> dict[str, ParameterValue]:
    """Return path → the value in force on a day that each place set itself; parameters are no secret."""
    with system_scope("查参数"):
        rows = ParameterValue.objects.filter(
            parameter=parameter, valid_from__lte=on, voided_at__isnull=True
        ).order_by("valid_from")
        return {row.place_path: row for row in rows}


def own_values(place_path: str) -> list[ParameterValue]:
    """Return the values that offices set at a place, above or below it, the latest first; parameters are no secret."""
    with system_scope("查参数"):
        here = Q(place_path__in=_at_and_above(place_path)) | place_range("place_path", place_path)
        rows = ParameterValue.objects.filter(here, voided_at__isnull=True)
        return list(rows.order_by("-valid_from", "place_path"))
