"""The lists of what bodies, persons, classes and bases are taken for (M02.1, M02.4, HA-2a, HA-11): groups, grades …"""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Q

from baigong.domains.cohorts.references import CohortReference
from baigong.domains.facilities.references import FacilityReference
from baigong.domains.parties.enums import PartyKind
from baigong.domains.parties.references import OrganisationReference, PersonReference
from baigong.domains.places.reading import NamedPlace
from baigong.domains.policies.selectors import (
    code_labels,
    code_labels_on,
    code_parents,
    department_labels,
    group_labels,
)
from baigong.domains.statuses.models import Status
from baigong.foundation.exchange.declared.columns import (
    Column,
    code_column,
    date_column,
    last_day_column,
    text_column,
)
from baigong.foundation.exchange.declared.listing import DeclaredList
from baigong.foundation.exchange.row_reader import RowReader


def status_labels(of: str) -> dict[str, str]:
    """Return code → label of every status that persons or organisations may have."""
    return group_labels(of) | code_labels("status") | _departments(of)


def _labels_on(of: str, on: datetime.date) -> dict[str, str]:
    return group_labels(of) | code_labels_on("status", on) | _departments(of)


def _departments(of: str) -> dict[str, str]:
    """Return the departments a body may fill; a person fills none."""
    return department_labels() if of == "organisation" else {}


def _complete(values: dict[str, Any], reader: RowReader) -> None:
    starts_on, ends_before = values.get("starts_on"), values.get("ends_before")
    if starts_on and ends_before and ends_before <= starts_on:
        reader.wrong("last_day", "period", "结束日期早于开始日期。请核对这两天。")
    values["exclusive_group"] = code_parents("status").get(str(values.get("code")), "")


def _columns(of: str) -> tuple[Column, ...]:
    return (
        code_column(
            "code",
            "身份或认定",
            lambda: status_labels(of),
            "类别",
            "认定类别",
            "人员类别",
            "企业类别",
            required=True,
            codes_on=lambda on: _labels_on(of, on),
        ),
        text_column("value", "认定说明", "认定等级", longest=60),
        date_column("starts_on", "开始日期", "认定日期", "起始日期", required=True, may_be_future=True),
        last_day_column("last_day", "结束日期", "有效期至", "到期日期"),
        text_column("decided_by", "认定单位", "认定部门"),
        text_column("document", "文号", "依据文件"),
    )


ORGANISATION_STATUSES = DeclaredList(
    name="organisation_statuses",
    title="单位认定",
    model=Status,
    dated="starts_on",
    key=("party_id", "code", "starts_on"),
    places=NamedPlace(),
    references=(OrganisationReference("party_id", "employer_name", "企业名称"),),
    columns=_columns("organisation"),
    complete=_complete,
    narrow=Q(party__kind=PartyKind.ORGANISATION),
)

PERSON_STATUSES = DeclaredList(
    name="person_statuses",
    title="人员身份",
    model=Status,
    dated="starts_on",
    key=("party_id", "code", "starts_on"),
    places=NamedPlace(),
    references=(PersonReference("party_id"),),
    columns=_columns("person"),
    complete=_complete,
    narrow=Q(party__kind=PartyKind.PERSON),
)

COHORT_STATUSES = DeclaredList(
    name="cohort_statuses",
    title="班次认定",
    model=Status,
    dated="starts_on",
    key=("cohort_id", "code", "starts_on"),
    places=NamedPlace(),
    references=(CohortReference(),),
    columns=_columns("cohort"),
    complete=_complete,
    narrow=Q(cohort__isnull=False),
)

FACILITY_STATUSES = DeclaredList(
    name="facility_statuses",
    title="设施认定",
    model=Status,
    dated="starts_on",
    key=("facility_id", "code", "starts_on"),
    places=NamedPlace(),
    references=(FacilityReference(),),
    columns=_columns("facility"),
    complete=_complete,
    narrow=Q(facility__isnull=False),
)
