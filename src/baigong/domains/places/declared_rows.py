"""Rows of a declared list as ledgers and screens read them: by field name, labelled, personal values masked."""

from __future__ import annotations

import datetime
import itertools
import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Q

from baigong.domains.places.enums import COUNTY_KINDS, TOWN_KINDS
from baigong.domains.places.selectors import names_above
from baigong.foundation import clock
from baigong.foundation.exchange.declared.columns import Column
from baigong.foundation.exchange.declared.listing import DeclaredList
from baigong.foundation.facts.certainty import certainty_on
from baigong.foundation.facts.models import Certainty
from baigong.foundation.facts.period_states import state_on
from baigong.foundation.scope.conditions import place_range

PIECE = 500
PLACE_FIELDS = {"county_label": "县（市、区）", "town_label": "乡镇（街道）"}
STATE, STATE_LABEL = "period_state", "状态"
COMMON_FIELDS = {"source_label": "来源", "certainty_label": "核实程度", "recorded_on": "登记日期"}


def fields_of(spec: DeclaredList) -> dict[str, str]:
    """Return the fields a ledger may ask of a declared list, with their headings."""
    referred = {field.name: field.label for each in spec.references for field in each.fields}
    own = {column.name: column.heading for column in spec.columns}
    codes = {f"{column.name}_code": f"{column.field.label}代码" for column in _coded(spec)}
    if spec.has_state:
        own, codes = own | {STATE: STATE_LABEL}, codes | {f"{STATE}_code": f"{STATE_LABEL}代码"}
    return PLACE_FIELDS | referred | own | COMMON_FIELDS | codes


def shown_fields_of(spec: DeclaredList) -> dict[str, str]:
    """Return what screens and workbooks print of a declared list: everything but the codes behind the words."""
    codes = {f"{column.name}_code" for column in _coded(spec)} | {f"{STATE}_code"}
    return {name: label for name, label in fields_of(spec).items() if name not in codes}


def _coded(spec: DeclaredList) -> list[Column]:
    """Return the columns whose words may be worded anew: conditions of ledgers ask their codes."""
    return [column for column in spec.columns if column.choices or column.options]


def declared_rows(
    spec: DeclaredList, place_path: str, on: datetime.date, narrow: Q | None = None
) -> Iterator[dict[str, Any]]:
    """Yield the rows in force of a list at a place and below, as known on a day, oldest first.

    Read and labelled piece by piece: the number of queries does not depend on the rows of a piece.
    """
    found = spec.model._default_manager.filter(
        spec.alive, spec.narrow, place_range("place_path", place_path), recorded_at__date__lte=on
    )
    if narrow is not None:
        found = found.filter(narrow)
    rows = found.order_by(spec.dated, "id").iterator(chunk_size=PIECE)
    while piece := list(itertools.islice(rows, PIECE)):
        yield from labelled(spec, piece, on)


def labelled(
    spec: DeclaredList, rows: Sequence[Any], on: datetime.date | None = None
) -> list[dict[str, Any]]:
    """Return rows of the model by field name, with the words people read on a day (today when none is said)."""
    read_on = on or clock.today()
    paths = {row.place_path for row in rows}
    counties, towns = names_above(paths, COUNTY_KINDS), names_above(paths, TOWN_KINDS)
    referred: list[tuple[str, dict[uuid.UUID, Mapping[str, Any]], dict[str, Any]]] = []
    for each in spec.references:
        ids = [key for row in rows if (key := getattr(row, each.attribute)) is not None]
        referred.append((each.attribute, each.shown(ids), {field.name: None for field in each.fields}))
    labelled_rows = []
    for row in rows:
        shown: dict[str, Any] = {
            "id": row.pk,
            "county_label": counties[row.place_path] or None,
            "town_label": towns[row.place_path] or None,
            "source_label": row.get_source_display(),
            "certainty_label": _certainty(row, read_on) if spec.is_fact else None,
            "recorded_on": row.recorded_at.date(),
        }
        for attribute, known, empty in referred:
            shown |= {**empty, **known.get(getattr(row, attribute), {})}
        of = _day_of(spec, row)
        shown |= {column.name: _value(column, row, of) for column in spec.columns}
        shown |= {f"{column.name}_code": getattr(row, column.attribute) or None for column in _coded(spec)}
        shown |= _state(row, read_on) if spec.has_state else {}
        labelled_rows.append(spec.present(row, shown))
    return labelled_rows


def _value(column: Column, row: Any, of: datetime.date) -> Any:
    value = getattr(row, column.attribute)
    if value is None or value == "" or value == []:
        return None
    return str(value) if column.is_sealed else column.shown_on(value, of)


def _state(row: Any, on: datetime.date) -> dict[str, str]:
    state = state_on(row, on)
    return {STATE: str(state.label), f"{STATE}_code": state.value}


def _day_of(spec: DeclaredList, row: Any) -> datetime.date:
    """Return the day a row tells of: the one its list is sorted by, else the day it was recorded."""
    told = getattr(row, spec.dated, None)
    if isinstance(told, datetime.datetime) or not isinstance(told, datetime.date):
        return clock.day_of(row.recorded_at)
    return told


def _certainty(row: Any, on: datetime.date) -> str:
    return Certainty(certainty_on(row.certainty, row.certified_until, on)).label
