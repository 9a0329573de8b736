"""Questions about what somebody is taken for on a day, answered within the scope of whoever asks."""

from __future__ import annotations

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from baigong.domains.parties.selectors import identities_of
from baigong.domains.policies.selectors import code_labels, department_labels, group_labels
from baigong.domains.statuses.models import Status
from baigong.foundation.scope import system_scope

DECEASED = "deceased"
"""The code under which somebody is known to be dead, from the day of death on (PIPL 49)."""


@dataclass(frozen=True, slots=True)
class HeldStatus:
    """One thing a party is taken for, in words, with its days; `last_day` is None while it has no end."""

    label: str
    value: str
    starts_on: datetime.date
    last_day: datetime.date | None
    decided_by: str

    @property
    def words(self) -> str:
        """The whole in one line."""
        until = f"到{self.last_day}" if self.last_day else ""
        said = "，".join(part for part in (self.value, self.decided_by) if part)
        return f"{self.label}（{f'{said}，' if said else ''}{self.starts_on}起{until}）"


def codes_held(party_ids: Iterable[uuid.UUID], on: datetime.date) -> dict[uuid.UUID, frozenset[str]]:
    """Return the codes each party holds on a day; parties without one have an empty set."""
    found: dict[uuid.UUID, set[str]] = defaultdict(set)
    rows = Status.objects.filter(Status.holding_on(on), party_id__in=set(party_ids))
    for party_id, code in rows.values_list("party_id", "code"):
        found[party_id].add(code)
    return defaultdict(frozenset, {party_id: frozenset(codes) for party_id, codes in found.items()})


def parties_with(code: str, on: datetime.date) -> frozenset[uuid.UUID]:
    """Return the parties in the scope that hold a code on a day."""
    rows = Status.objects.filter(Status.holding_on(on), code=code, party_id__isnull=False)
    return frozenset(party_id for party_id in rows.values_list("party_id", flat=True) if party_id)


def parties_in(codes: Sequence[str], on: datetime.date) -> dict[uuid.UUID, tuple[str, ...]]:
    """Return the parties in the scope that hold any of these codes on a day, each with those it holds."""
    held: dict[uuid.UUID, set[str]] = defaultdict(set)
    rows = Status.objects.filter(Status.holding_on(on), code__in=codes, party_id__isnull=False)
    for party_id, code in rows.values_list("party_id", "code"):
        held[party_id].add(code)
    return {party_id: tuple(code for code in codes if code in found) for party_id, found in held.items()}


def statuses_of(party_id: uuid.UUID, on: datetime.date, of: str) -> list[HeldStatus]:
    """Return what a party holds on a day, under whatever key it was recorded, the oldest first.

    `of` says what the party is: "person" or "organisation". A code the plans no longer name shows as it is.
    """
    labels = group_labels(of) | code_labels("status") | department_labels()
    rows = Status.objects.filter(Status.holding_on(on), party_id__in=identities_of(party_id))
    return [
        HeldStatus(
            labels.get(each.code, each.code), each.value, each.starts_on, each.last_day, each.decided_by
        )
        for each in rows.order_by("starts_on", "id")
    ]


def is_deceased(person_id: uuid.UUID, on: datetime.date) -> bool:
    """Say whether a person is known to be dead on a day, whoever recorded it and wherever."""
    with system_scope("核对是否已去世"):
        rows = Status.objects.filter(Status.holding_on(on), code=DECEASED)
        return bool(rows.filter(party_id__in=identities_of(person_id)).exists())
