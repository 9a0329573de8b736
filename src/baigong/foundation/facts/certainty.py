"""How certain a fact is on a day: a register's word lapses after its term, and reads as checked from then on."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import TypeVar

from django.db.models import Case, F, Q, SmallIntegerField, Value, When

from baigong.foundation.facts.models import Certainty, Fact

_Fact = TypeVar("_Fact", bound=Fact)


def certainty_on(certainty: int, certified_until: datetime.date | None, on: datetime.date) -> int:
    """Return the certainty a fact has on a day; `certified_until` is the last day of its certification."""
    if certainty == Certainty.CERTIFIED and certified_until is not None and certified_until < on:
        return Certainty.CHECKED
    return certainty


def certified_on(on: datetime.date) -> Q:
    """Return the condition of facts that are certified on a day."""
    return Q(certainty=Certainty.CERTIFIED) & (Q(certified_until__isnull=True) | Q(certified_until__gte=on))


def certainty_as_of(on: datetime.date) -> Case:
    """Return the certainty on a day as an expression for queries, as `certainty_on` reckons it."""
    lapsed = When(certainty=Certainty.CERTIFIED, certified_until__lt=on, then=Value(Certainty.CHECKED))
    return Case(lapsed, default=F("certainty"), output_field=SmallIntegerField())


def surest_first(facts: Iterable[_Fact], on: datetime.date) -> list[_Fact]:
    """Return facts about one thing with the surest first; of equals the one recorded last."""
    return sorted(
        facts,
        key=lambda fact: (certainty_on(fact.certainty, fact.certified_until, on), fact.recorded_at),
        reverse=True,
    )
