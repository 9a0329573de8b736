"""What stands against firms' credit, for the departments authorised to read it (FX-6b, M02.5, LG-26).

Shown for information: no rule refuses a benefit by it. An authorisation is a status of the department itself, with its
document and its end, recorded like any other.
"""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Q

from baigong.domains.parties.models import Organisation
from baigong.domains.parties.selectors import identities_of
from baigong.domains.policies.selectors import code_labels
from baigong.domains.statuses.models import Status
from baigong.foundation.audit.services import record
from baigong.foundation.scope import system_scope
from baigong.foundation.scope.conditions import place_range

ARREARS, REPAIRED = "wage-arrears", "credit-repaired"
CREDIT_CODES = (ARREARS, REPAIRED)
READER = "credit-reader"
"""The code under which a department may read the credit records of its place."""
PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class CreditRecord:
    """One record of one firm in words; `last_day` is None while it has no end."""

    firm: str
    credit_code: str
    label: str
    value: str
    document: str
    decided_by: str
    starts_on: datetime.date
    last_day: datetime.date | None
    is_repaired: bool


@dataclass(frozen=True, slots=True)
class Leave:
    """By what a department may read credit records, and until when."""

    document: str
    decided_by: str
    last_day: datetime.date | None


def leave_to_read(department_id: uuid.UUID, on: datetime.date) -> Leave | None:
    """Return a department's authorisation in force on a day, None when it has none."""
    with system_scope("核对部门有没有授权看信用记录"):
        row = Status.objects.filter(
            Status.holding_on(on), party_id__in=identities_of(department_id), code=READER
        ).first()
        return Leave(row.document, row.decided_by, row.last_day) if row is not None else None


def credit_records(
    *,
    by: str,
    department_id: uuid.UUID,
    place_path: str,
    on: datetime.date,
    words: str = "",
    page: str | None = None,
) -> Page[CreditRecord]:
    """Return one page of the records of a place that hold on a day, the newest first, and write the look down.

    :raises PermissionError: for a department without an authorisation in force.
    """
    leave = leave_to_read(department_id, on)
    if leave is None:
        raise PermissionError("department has no authorisation to read credit records")
    with system_scope("经授权的部门看信用记录"):
        firms = Organisation.objects.filter(place_range("place_path", place_path), withdrawn_at__isnull=True)
        if words:
            firms = firms.filter(Q(name__contains=words) | Q(credit_code=words.upper()))
        rows = Status.objects.filter(
            Status.holding_on(on), party_id__in=firms.values("id"), code__in=CREDIT_CODES
        )
        found = Paginator(rows.order_by("-starts_on", "-id"), PAGE_SIZE).get_page(page)
        shown = list(found.object_list)
        record(
            by=by, act="statuses.credit", object_kind="status", object_ids=[each.id for each in shown],
            place_path=place_path, purpose=f"授权依据：{leave.document or leave.decided_by or '登记在册'}",
        )  # fmt: skip
        found.object_list = _in_words(shown)
    return found


def _in_words(rows: list[Status]) -> list[CreditRecord]:
    labels = code_labels("status")
    firms = Organisation.objects.in_bulk([row.party_id for row in rows])
    repaired = {
        row.party_id
        for row in Status.objects.filter(party_id__in=list(firms), code=REPAIRED, voided_at__isnull=True)
    }
    return [
        CreditRecord(
            firms[row.party_id].name, firms[row.party_id].credit_code, labels.get(row.code, row.code), row.value,
            row.document, row.decided_by, row.starts_on, row.last_day, row.party_id in repaired,
        )
        for row in rows
        if row.party_id in firms
    ]  # fmt: skip
