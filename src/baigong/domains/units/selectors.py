"""Which reporting unit something belongs to on a day; answered for many rows from three queries."""

from __future__ import annotations

import datetime
import uuid
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from baigong.domains.parties.models import Organisation
from baigong.domains.places.models import Place
from baigong.domains.units.models import ReportingUnit, UnitMember


@dataclass(frozen=True, slots=True)
class UnitCut:
    """The units that report on a day, and who belongs to them: by the firm, else by the nearest place above."""

    units: dict[uuid.UUID, ReportingUnit]
    by_firm: dict[uuid.UUID, uuid.UUID]
    by_path: dict[str, uuid.UUID]

    def unit_of(self, organisation_id: uuid.UUID, place_path: str) -> ReportingUnit | None:
        """Return the one unit a firm's row at a place counts in, None outside all of them."""
        found = self.by_firm.get(organisation_id)
        if found is None:
            keys = place_path.strip("/").split("/")
            above = ("".join(f"{key}/" for key in keys[:depth]) for depth in range(len(keys), 0, -1))
            found = next((self.by_path[path] for path in above if path in self.by_path), None)
        return self.units.get(found) if found is not None else None


def unit_cut(on: datetime.date, reporting: Collection[str]) -> UnitCut:
    """Return the cut of a day; `reporting` are the kinds and codes of units that report under the plan."""
    units = {unit.id: unit for unit in units_on(on) if {unit.kind, unit.code} & set(reporting)}
    by_firm: dict[uuid.UUID, uuid.UUID] = {}
    by_place: dict[uuid.UUID, uuid.UUID] = {}
    if units:
        members = UnitMember.objects.filter(UnitMember.holding_on(on))
        for unit_id, firm_id, place_id in members.values_list("unit_id", "organisation_id", "place_id"):
            if firm_id is not None:
                by_firm[firm_id] = unit_id
            else:
                by_place[place_id] = unit_id
    paths = dict(Place.objects.filter(id__in=by_place).values_list("id", "path")) if by_place else {}
    return UnitCut(units, by_firm, {paths[key]: unit_id for key, unit_id in by_place.items() if key in paths})


def units_on(on: datetime.date) -> list[ReportingUnit]:
    """Return the units that report on a day, by their codes."""
    found = ReportingUnit.objects.filter(valid_from__lte=on).exclude(valid_to__lte=on)
    return list(found.order_by("code"))


def unit_lines(paths: Collection[str], on: datetime.date) -> list[tuple[ReportingUnit, int]]:
    """Return the units that lie at or below places, those in force first, each with its members on a day."""
    within = Q(pk__in=[])
    for path in paths:
        within |= Q(place__path__startswith=path)
    units = list(ReportingUnit.objects.filter(within).select_related("place").order_by("code"))
    held = UnitMember.objects.filter(UnitMember.holding_on(on), unit__in=units)
    counts = Counter(held.values_list("unit_id", flat=True))
    ordered = sorted(units, key=lambda unit: unit.valid_to is not None and unit.valid_to <= on)
    return [(unit, counts[unit.id]) for unit in ordered]


def members_of(unit: ReportingUnit) -> list[UnitMember]:
    """Return who belongs to a unit or did, those who still do first; three queries."""
    members = UnitMember.objects.filter(unit=unit, voided_at__isnull=True, superseded_at__isnull=True)
    found = members.prefetch_related("organisation", "place").order_by("-starts_on", "id")
    return sorted(found, key=lambda member: member.ends_before is not None)


def firms_called(words: str, within: str) -> list[Organisation]:
    """Return the firms at or below a place that bear a credit code or, letter by letter, a name."""
    firms = Organisation.objects.filter(place_path__startswith=within, withdrawn_at__isnull=True)
    return list(firms.filter(Q(credit_code=words.upper()) | Q(name=words))[:2])
