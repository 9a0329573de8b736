"""Firms a plan owes a named helper and that have none: key ones, major projects, those urgently short (HA-1c, DQ-5)."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Sum

from baigong.domains.commissioners.enums import AssignmentKind
from baigong.domains.commissioners.selectors import holding
from baigong.domains.parties.models import Organisation
from baigong.domains.policies.selectors import group_labels, parameters_at
from baigong.domains.shortages.models import Need
from baigong.domains.shortages.selectors import LACKING
from baigong.domains.statuses.selectors import parties_in
from baigong.foundation.scope.conditions import in_own_places

LEAST = "helper-urgent-headcount"
OWED_BY_STATUS = ("key-enterprise", "major-project")


@dataclass(frozen=True, slots=True)
class OwedFirm:
    """A firm without a helper: why it is owed one, and how many people it urgently lacks."""

    organisation: Organisation
    reasons: tuple[str, ...]
    urgent: int


def least_urgent(place_path: str, on: datetime.date) -> int | None:
    """Return from how many people urgently lacking on a helper is owed; None where no plan here owes one."""
    try:
        return int(parameters_at((LEAST,), place_path, on)[LEAST])
    except KeyError:
        return None


def firms_owed_a_helper(place_path: str, on: datetime.date) -> list[OwedFirm]:
    """Return the firms of the own places that are owed a helper and have none, the most urgent first."""
    least = least_urgent(place_path, on)
    if least is None:
        return []
    urgent = _urgently_lacking(least)
    held = parties_in(OWED_BY_STATUS, on)
    helped = set(holding(on, AssignmentKind.HELPER).values_list("organisation_id", flat=True))
    owed = ({*urgent, *held}) - helped
    firms = Organisation.objects.filter(in_own_places(), id__in=owed, withdrawn_at__isnull=True)
    labels = group_labels("organisation")
    lines = [
        OwedFirm(firm, _reasons(firm.id, held, urgent, labels), urgent.get(firm.id, 0))
        for firm in firms.select_related("place")
    ]
    return sorted(lines, key=lambda line: (-line.urgent, line.organisation.name_pinyin, line.organisation.id))


def _urgently_lacking(least: int) -> dict[UUID, int]:
    rows = Need.objects.filter(LACKING, in_own_places(), is_urgent=True)
    sums = rows.values_list("organisation_id").annotate(lacking=Sum("headcount")).order_by()
    return {firm: lacking for firm, lacking in sums if lacking is not None and lacking >= least}


def _reasons(
    firm: UUID, held: Mapping[UUID, tuple[str, ...]], urgent: Mapping[UUID, int], labels: Mapping[str, str]
) -> tuple[str, ...]:
    found = [labels.get(code, code) for code in held.get(firm, ())]
    return (*found, f"急缺{urgent[firm]}人") if firm in urgent else tuple(found)
