"""The list of insurance months (HA-1a, KPI-SD-6): as the insurance office pays them in, sent as a feed or a table."""

from __future__ import annotations

import re
from typing import Any

from baigong.domains.parties.references import OrganisationReference, PersonReference
from baigong.domains.placements.enums import InsuranceScheme
from baigong.domains.placements.hiring import FIRST_INSURED_YEAR
from baigong.domains.placements.models import InsuranceSpan
from baigong.domains.places.reading import NamedPlace
from baigong.foundation.exchange.declared.columns import (
    Column,
    choice_column,
    integer_column,
    yes_no_column,
)
from baigong.foundation.exchange.declared.listing import DeclaredList
from baigong.foundation.exchange.row_reader import RowReader
from baigong.kernels.recognition.fields import Field

MOST_MONTHS = 720
_MONTH = re.compile(r"(\d{4})\D{0,2}(\d{1,2})(?:\D.*)?")
_NOT_A_MONTH = "“{text}”不是年月。请写成2026-03或202603。"


def _read_month(reader: RowReader, name: str) -> int | None:
    """Return the month as one number (202603); what is no month, or lies ahead, goes to the reader."""
    text = reader.text(name, longest=40)
    if not text:
        return None
    found = _MONTH.fullmatch(text)
    year, month = (int(found[1]), int(found[2])) if found else (0, 0)
    if year < FIRST_INSURED_YEAR or not 1 <= month <= 12:
        reader.wrong(name, "month", _NOT_A_MONTH.format(text=text[:20]))
        return None
    if (year, month) > (reader.on.year, reader.on.month):
        reader.wrong(name, "future", f"{year}年{month}月还没有到。请核对参保起始月。")
        return None
    return year * 100 + month


def _complete(values: dict[str, Any], reader: RowReader) -> None:
    """What a register leaves out is the usual: employees' pension insurance, paid in time."""
    values["scheme"] = values.get("scheme") or InsuranceScheme.PENSION
    if values.get("is_on_time") is None:
        values["is_on_time"] = True
    if values.get("months") == 0:
        reader.wrong("months", "months", "连续月数至少是1。没有参保的，请删去这一行。")


INSURANCE_MONTHS = DeclaredList(
    name="insurance_months",
    title="参保月份",
    model=InsuranceSpan,
    dated="first_month",
    key=("person_id", "employer_id", "scheme", "first_month", "is_on_time"),
    places=NamedPlace(),
    references=(
        PersonReference("person_id"),
        OrganisationReference("employer_id", "employer_name", "企业名称", "参保单位", "缴费单位"),
    ),
    columns=(
        choice_column("scheme", "险种", InsuranceScheme.choices, "参保险种", hint="空着就是职工养老"),
        Column(
            Field(
                "first_month",
                "参保起始月",
                "month",
                ("起始年月", "缴费起始年月", "参保开始月"),
                required=True,
                hint="如2026-03",
            ),
            "first_month",
            _read_month,
            lambda month: f"{month // 100}-{month % 100:02}" if month else None,
        ),
        integer_column("months", "连续月数", "缴费月数", unit="个月", required=True, most=MOST_MONTHS),
        yes_no_column("paid_in_time", "按时缴费", "是否按时", attribute="is_on_time"),
    ),
    complete=_complete,
)
