"""The verb that says which body fills a department of the plans at a place, from a day on (M01.2)."""

from __future__ import annotations

import datetime

from django.db import transaction

from baigong.domains.groups.errors import GroupError
from baigong.domains.groups.remits import departments_at
from baigong.domains.parties.models import Organisation
from baigong.domains.places.models import Place
from baigong.domains.policies.selectors import department_status
from baigong.domains.statuses.models import Status
from baigong.foundation.audit.services import record


@transaction.atomic
def fill_department(
    *, by: str, place: Place, department: str, body: Organisation, on: datetime.date, document: str
) -> Status:
    """Let a body of the place fill a department from a day on; whoever filled it before ends the day before.

    :raises GroupError: for a department no plan in force here names, a body of elsewhere, one that fills it
        already, or a day not after the beginning of whoever fills it.
    """
    if department not in departments_at(place, on):
        raise GroupError("department", "那天执行的方案没有点到这个部门。请从列出的部门里选。")
    if not body.place_path.startswith(place.path):
        raise GroupError("body", f"“{body.name}”不在{place.name}。请写本地的单位。")
    Place.objects.select_for_update().get(id=place.id)  # one department has one body here at a time
    code = department_status(department)
    held = Status.objects.filter(
        code=code, place_path=place.path, voided_at__isnull=True, superseded_at__isnull=True
    ).exclude(ends_before__lte=on)
    for row in held:
        if row.party_id == body.id:
            raise GroupError("body", f"“{body.name}”已经承担这个部门的职责，不用再记。")
        if row.starts_on >= on:
            raise GroupError("on", f"{row.starts_on}起已经记了别的单位。请写那天以后的日期。")
        Status.objects.filter(id=row.id).update(ends_before=on, ended_reason="换了承担的单位")
    status: Status = Status.objects.create(
        party_id=body.id, code=code, document=document.strip(), starts_on=on, source_id=by, place_path=place.path,
        county_id=place.county_id,
    )  # fmt: skip
    record(
        by=by, act="remits.fill", object_kind="organisation", object_ids=[body.id], place_path=place.path,
        detail={"department": department, "starts_on": str(on)},
    )  # fmt: skip
    return status
