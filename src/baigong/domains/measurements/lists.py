"""The list of measurements (HA-1a, FX-2a, LG-3, LG-36): numbers that bodies and departments report."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from baigong.domains.measurements.models import Measurement
from baigong.domains.parties.references import OrganisationReference
from baigong.domains.places.reading import NamedPlace
from baigong.domains.policies.selectors import code_labels, code_labels_on, code_parents
from baigong.foundation.exchange.declared.columns import (
    code_column,
    date_column,
    decimal_column,
    last_day_column,
    plain_number,
    text_column,
)
from baigong.foundation.exchange.declared.listing import DeclaredList
from baigong.foundation.exchange.row_reader import RowReader

MONEY, FEN, FEN_PER_YUAN = "money", "fen", 100


def _complete(values: dict[str, Any], reader: RowReader) -> None:
    starts_on, ends_before = values.get("period_starts_on"), values.get("period_ends_before")
    if starts_on and ends_before is None:
        values["period_ends_before"] = starts_on + datetime.timedelta(days=1)
    elif starts_on and ends_before <= starts_on:
        reader.wrong("period_last_day", "period", "统计期的最后一天早于第一天。请核对。")
    number = values.get("number")
    if code_parents("indicator").get(str(values.get("indicator"))) == MONEY and isinstance(number, Decimal):
        values["unit"], values["number"] = FEN, number * FEN_PER_YUAN


def _in_yuan(row: Any, shown: dict[str, Any]) -> dict[str, Any]:
    """Money is kept in fen and read in yuan."""
    return (
        shown | {"number": plain_number(row.number / FEN_PER_YUAN), "unit": "元"}
        if row.unit == FEN
        else shown
    )


MEASUREMENTS = DeclaredList(
    name="measurements",
    title="计量",
    model=Measurement,
    dated="period_starts_on",
    key=(
        "indicator",
        "organisation_id",
        "place_id",
        "detail",
        "period_starts_on",
        "period_ends_before",
        "series",
    ),
    place_attribute="place_id",
    places=NamedPlace(),
    references=(OrganisationReference("organisation_id", "employer_name", "企业名称", is_required=False),),
    columns=(
        code_column(
            "indicator",
            "指标",
            lambda: code_labels("indicator"),
            "指标名称",
            "项目",
            required=True,
            codes_on=lambda on: code_labels_on("indicator", on),
        ),
        text_column("detail", "细目", "职业（工种）", "工种", longest=80),
        date_column("period_starts_on", "统计期起", "统计日期", "月份", required=True),
        last_day_column("period_last_day", "统计期止", attribute="period_ends_before", hint="只有一天的空着"),
        decimal_column("number", "数值", "数量", "本期数", required=True),
        text_column("unit", "计量单位", "单位名称（计量）", longest=20, required=True),
        text_column("series", "数据来源", "来源", longest=80),
    ),
    complete=_complete,
    present=_in_yuan,
)
