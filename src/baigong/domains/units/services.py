"""Verbs on reporting units: opening and closing one, taking a firm or a place in, letting it go."""

from __future__ import annotations

import datetime
import re

from django.db import IntegrityError, transaction

from baigong.domains.parties.models import Organisation
from baigong.domains.places.models import Place
from baigong.domains.units.enums import UnitKind
from baigong.domains.units.errors import UnitError
from baigong.domains.units.models import ReportingUnit, UnitMember
from baigong.foundation.audit.services import record

CODE = re.compile(r"\d{6}-[A-Z0-9]{1,5}", re.ASCII)


@transaction.atomic
def open_unit(
    *, by: str, label: str, code: str, kind: str, place: Place, valid_from: datetime.date
) -> ReportingUnit:
    """Open a zone or park in a division.

    :raises UnitError: when the code is none, is taken, or the kind is unknown.
    """
    if not CODE.fullmatch(code):
        raise UnitError("code", "代码写所在县的六位代码、连字符、大写字母或数字，例如990101-K1。")
    if kind not in UnitKind.values:
        raise UnitError("kind", f"种类只能写：{'、'.join(UnitKind.values)}。")
    unit = ReportingUnit(code=code, label=label, kind=kind, place=place, valid_from=valid_from)
    try:
        with transaction.atomic():
            unit.save(force_insert=True)
    except IntegrityError as error:
        raise UnitError("code", f"代码“{code}”已经有了。请换一个。") from error
    _record(unit, by=by, act="units.open", detail={"code": code, "kind": kind})
    return unit


@transaction.atomic
def close_unit(*, by: str, unit: ReportingUnit, on: datetime.date, reason: str) -> int:
    """Close a unit from a day on and let every member go that day; returns how many there were.

    :raises UnitError: when it closed before, or would before it opened.
    """
    if unit.valid_to is not None or on <= unit.valid_from:
        raise UnitError("closed", "这个单位已经停了，或停的那天不在开的那天以后。请核对日期。")
    members = UnitMember.objects.filter(
        unit=unit, ends_before__isnull=True, voided_at__isnull=True, superseded_at__isnull=True
    )
    if members.filter(starts_on__gte=on).exists():
        raise UnitError("closed", f"还有{on}或以后才进来的成员。请先改它们的日期。")
    count: int = members.update(ends_before=on, ended_reason=reason)
    unit.valid_to = on
    unit.save(update_fields=["valid_to"])
    _record(unit, by=by, act="units.close", detail={"members": count, "reason": reason})
    return count


@transaction.atomic
def join_unit(
    *, by: str, unit: ReportingUnit, member: Organisation | Place, starts_on: datetime.date
) -> UnitMember:
    """Take a firm or a whole place into a unit from a day on.

    :raises UnitError: when it lies elsewhere, the unit does not report then, or it belongs to a unit already.
    """
    is_firm = isinstance(member, Organisation)
    path = member.place_path if isinstance(member, Organisation) else member.path
    if not path.startswith(unit.place.path):
        raise UnitError("elsewhere", f"“{member.name}”不在{unit.place.name}，不能算进“{unit.label}”。")
    if starts_on < unit.valid_from or (unit.valid_to is not None and starts_on >= unit.valid_to):
        raise UnitError("days", f"“{unit.label}”从{unit.valid_from}起才报数，或者已经停了。请核对日期。")
    _refuse_second(member, starts_on)
    added: UnitMember = UnitMember.objects.create(
        unit=unit,
        organisation=member if is_firm else None,
        place=None if is_firm else member,
        starts_on=starts_on,
        place_path=path,
        county_id=member.county_id,
    )
    _record(unit, by=by, act="units.join", detail={"member": str(added.id), "starts_on": str(starts_on)})
    return added


def _refuse_second(member: Organisation | Place, starts_on: datetime.date) -> None:
    """Say which unit the member belongs to before the database has to refuse it."""
    name = "organisation_id" if isinstance(member, Organisation) else "place_id"
    held = UnitMember.objects.filter(
        **{name: member.id}, voided_at__isnull=True, superseded_at__isnull=True
    ).exclude(ends_before__lte=starts_on)
    other = held.first()
    if other is not None:
        label = ReportingUnit.objects.get(id=other.unit_id).label
        raise UnitError(
            "second", f"“{member.name}”从{other.starts_on}起算在“{label}”，先让它离开，再进别处。"
        )


@transaction.atomic
def leave_unit(*, by: str, member: UnitMember, on: datetime.date, reason: str) -> None:
    """Let a member go: `on` is the first day it no longer belongs.

    :raises UnitError: when it has gone before, or would before it came.
    """
    if member.ends_before is not None or on <= member.starts_on:
        raise UnitError("gone", "它已经离开，或离开的那天不在进来的那天以后。请核对日期。")
    UnitMember.objects.filter(id=member.id).update(ends_before=on, ended_reason=reason)
    unit = ReportingUnit.objects.get(id=member.unit_id)
    _record(unit, by=by, act="units.leave", detail={"member": str(member.id), "reason": reason})


def _record(unit: ReportingUnit, *, by: str, act: str, detail: dict[str, object]) -> None:
    record(
        by=by,
        act=act,
        object_kind="reporting_unit",
        object_ids=[unit.id],
        place_path=unit.place.path,
        detail=detail,
    )
