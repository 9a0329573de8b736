"""A page of a declared list: filtered, ordered and cut as every long list of the product."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.db import models
from django.db.models import Q

from baigong.domains.places.declared_rows import STATE_LABEL, labelled
from baigong.foundation import clock
from baigong.foundation.exchange.declared import DeclaredList
from baigong.foundation.exchange.declared.columns import Column
from baigong.foundation.facts.period_states import PeriodState, in_state
from baigong.foundation.lists import Filter, FilterKind, ListDefinition, ListRequest, Page, Sort, page_of

SOON = 7
"""Days ahead that count as soon."""
DUE_CHOICES = (("over", "已过，还没办"), ("soon", f"{SOON}天内到"))


def chosen_by(spec: DeclaredList) -> Column | None:
    """Return the first column of few choices: what a list of this kind is narrowed by."""
    return next((each for each in spec.columns if each.choices or each.options), None)


def definition_of(spec: DeclaredList) -> ListDefinition:
    """Return the definition of a declared list's page; made anew, for an office may add to its codes."""
    sorts = [Sort("recorded", "登记时间", "recorded_at", is_descending=True)]
    if spec.dated != "recorded_at":
        label = next(each.field.label for each in spec.columns if each.attribute == spec.dated)
        sorts.insert(0, Sort("dated", label, spec.dated, is_descending=True))
    filters = [Filter("place", "镇村", "place_path", FilterKind.PLACE)]
    column = chosen_by(spec)
    if column is not None:
        choices = tuple(column.options().items()) if column.options else column.choices
        filters.insert(0, Filter("kind", column.field.label, column.attribute, FilterKind.CHOICE, choices))
    if spec.has_state:
        filters.append(_state_filter())
    if spec.due:
        filters.append(_due_filter(spec))
    return ListDefinition(
        name=spec.name, model=spec.model, sorts=tuple(sorts), filters=tuple(filters), current=spec.alive
    )


def _state_filter() -> Filter:
    """Return what a list is narrowed by whose rows hold for a while: where they stand today."""
    conditions = tuple(in_state(state, clock.today()) for state in PeriodState.values)
    choices = tuple(PeriodState.choices)
    return Filter("state", STATE_LABEL, "ends_before", FilterKind.CONDITION, choices, conditions=conditions)


def due_label(spec: DeclaredList) -> str:
    """Return what a list calls the day by which its rows are due, empty when they are not."""
    return next((each.field.label for each in spec.columns if spec.due and each.attribute == spec.due), "")


def _due_filter(spec: DeclaredList) -> Filter:
    """Return what a list is narrowed by whose rows are due by a day: those over it, and those of the next days."""
    today = clock.today()
    soon = today + datetime.timedelta(days=SOON)
    conditions = (
        spec.is_waiting & Q(**{f"{spec.due}__lt": today}),
        spec.is_waiting & Q(**{f"{spec.due}__gte": today, f"{spec.due}__lte": soon}),
    )
    return Filter("due", due_label(spec), spec.due, FilterKind.CONDITION, DUE_CHOICES, conditions=conditions)


def page_of_records(
    spec: DeclaredList, asked: ListRequest, *, size: int = 50
) -> tuple[Page, list[dict[str, Any]]]:
    """Return a page of a declared list in the current scope, and its rows with the words people read."""
    page = page_of(definition_of(spec), asked, size=size, narrow=spec.narrow or None)
    return page, labelled(spec, page.rows)


def record_in_sight(spec: DeclaredList, record_id: uuid.UUID) -> models.Model | None:
    """Return one row of a declared list, gone or not; None when there is none or it lies outside the scope."""
    found: models.Model | None = spec.model._default_manager.filter(spec.narrow, pk=record_id).first()
    return found


def records_kept(spec: DeclaredList) -> int:
    """Return how many rows of a declared list are in force in the current scope."""
    return spec.model._default_manager.filter(spec.alive, spec.narrow).count()
