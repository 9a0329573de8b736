"""Who answers for what under the plans of a place, and which body fills each department here (M01.2, FX-G3b, FX-S2)."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from baigong.domains.parties.enums import LinkKind
from baigong.domains.parties.models import Organisation, PartyLink
from baigong.domains.places.models import Place
from baigong.domains.policies.selectors import department_status, plans_at
from baigong.domains.statuses.models import Status
from baigong.domains.statuses.selectors import parties_with
from baigong.foundation.scope.conditions import in_own_places
from baigong.kernels.packs import Department, Remit

PLATFORM_FIRM = "platform-firm"


@dataclass(frozen=True, slots=True)
class Holder:
    """The body that fills a department at a place, since when and by which document."""

    organisation_id: uuid.UUID
    name: str
    starts_on: datetime.date
    document: str


@dataclass(frozen=True, slots=True)
class DepartmentLine:
    """A department of a plan with what it does here: how many tasks it leads, shares, supports; who fills it."""

    department: Department
    line_label: str
    lead: int
    joint: int
    support: int
    holder: Holder | None


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One task with the names of the departments on each part."""

    remit: Remit
    lead: tuple[str, ...]
    joint: tuple[str, ...]
    support: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Responsibility:
    """One line of responsibility with the departments that stand on it."""

    label: str
    clause: str
    departments: tuple[DepartmentLine, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """What one plan in force says: its tasks, its departments, and its lines of responsibility."""

    plan_id: str
    title: str
    tasks: tuple[TaskLine, ...]
    departments: tuple[DepartmentLine, ...]
    responsibilities: tuple[Responsibility, ...]


def matrices_at(place: Place, on: datetime.date) -> list[Matrix]:
    """Return the matrix of each plan in force at a place that names departments, the nearest plan first."""
    packs = [layer.pack for layer in plans_at(place.path, on).in_force if layer.pack.remits.remits]
    codes = {each.code for pack in packs for each in pack.remits.departments}
    holders = holders_at(place, codes, on)
    found = []
    for pack in packs:
        remits = pack.remits
        labels = {each.code: each.label for each in remits.departments}
        lines = {each.code: each.label for each in remits.lines}
        departments = tuple(
            _department(each, remits.remits, lines.get(each.line, ""), holders.get(each.code))
            for each in remits.departments
        )
        found.append(
            Matrix(
                plan_id=pack.plan.id,
                title=pack.plan.title,
                tasks=tuple(_task(each, labels) for each in remits.remits),
                departments=departments,
                responsibilities=tuple(
                    Responsibility(
                        line.label,
                        line.clause,
                        tuple(each for each in departments if each.department.line == line.code),
                    )
                    for line in remits.lines
                ),
            )
        )
    return found


def departments_at(place: Place, on: datetime.date) -> dict[str, str]:
    """Return code → label of the departments that the plans in force at a place name, the nearest plan's word first."""
    found: dict[str, str] = {}
    for layer in plans_at(place.path, on).in_force:
        for each in layer.pack.remits.departments:
            found.setdefault(each.code, each.label)
    return found


def holders_at(place: Place, codes: Iterable[str], on: datetime.date) -> dict[str, Holder]:
    """Return department → the body that fills it at exactly this place on a day."""
    wanted = {department_status(code): code for code in codes}
    rows = Status.objects.filter(
        Status.holding_on(on), place_path=place.path, code__in=list(wanted), party_id__isnull=False
    )
    held = list(rows.order_by("starts_on", "id"))
    names = dict(Organisation.objects.filter(id__in=[row.party_id for row in held]).values_list("id", "name"))
    return {
        wanted[row.code]: Holder(row.party_id, names[row.party_id], row.starts_on, row.document)
        for row in held
        if row.party_id in names
    }


def platform_firms_without_regulator(on: datetime.date) -> list[Organisation]:
    """Return the platform firms of the scope's own places to which no sector regulator is assigned (FX-G3b)."""
    platforms = parties_with(PLATFORM_FIRM, on)
    links = PartyLink.objects.filter(
        PartyLink.holding_on(on), kind=LinkKind.REGULATOR, from_party_id__in=platforms
    )
    assigned = set(links.values_list("from_party_id", flat=True))
    firms = Organisation.objects.filter(
        in_own_places(), id__in=platforms - assigned, withdrawn_at__isnull=True
    )
    return list(firms.select_related("place").order_by("name_pinyin", "id"))


def _department(
    department: Department, remits: tuple[Remit, ...], line_label: str, holder: Holder | None
) -> DepartmentLine:
    code = department.code
    return DepartmentLine(
        department=department,
        line_label=line_label,
        lead=sum(code in each.lead for each in remits),
        joint=sum(code in each.joint for each in remits),
        support=sum(code in each.support for each in remits),
        holder=holder,
    )


def _task(remit: Remit, labels: dict[str, str]) -> TaskLine:
    def named(codes: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(labels[code] for code in codes)

    return TaskLine(remit, named(remit.lead), named(remit.joint), named(remit.support))
