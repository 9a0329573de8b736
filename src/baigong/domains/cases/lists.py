"""The list of cases (LG-11, LG-23, LG-27, LG-37, LG-38): what is to be dealt with, by whom, by when."""

from __future__ import annotations

from typing import Any

from baigong.domains.cases.enums import CaseKind, CaseState
from baigong.domains.cases.models import Case
from baigong.domains.parties.references import OrganisationReference
from baigong.domains.places.reading import NamedPlace
from baigong.foundation.exchange.declared.columns import (
    choice_column,
    date_column,
    integer_column,
    text_column,
)
from baigong.foundation.exchange.declared.listing import DeclaredList
from baigong.foundation.exchange.row_reader import RowReader


def _complete(values: dict[str, Any], reader: RowReader) -> None:
    opened, closed = values.get("opened_on"), values.get("closed_on")
    if opened and closed and closed < opened:
        reader.wrong("closed_on", "period", "办结日期早于提出日期。请核对这两天。")
    if not values.get("state"):
        values["state"] = CaseState.SOLVED if closed else CaseState.OPEN


CASES = DeclaredList(
    name="cases",
    title="问题和事项",
    model=Case,
    dated="opened_on",
    key=("kind", "place_id", "label", "opened_on"),
    place_attribute="place_id",
    places=NamedPlace(),
    references=(
        OrganisationReference("organisation_id", "employer_name", "企业名称", "涉及企业", is_required=False),
    ),
    columns=(
        choice_column("kind", "事项类别", CaseKind.choices, "类别", required=True),
        text_column("label", "问题或诉求", "事项", "存在问题", "诉求", longest=160, required=True),
        integer_column("headcount", "涉及人数", "需求人数", unit="人"),
        text_column("measure_text", "措施", "解决措施", "工作措施", longest=300),
        text_column("responsible_text", "责任人", "责任单位"),
        text_column("department_text", "协办部门", "配合部门"),
        date_column("opened_on", "提出日期", "上报日期", "登记日期", required=True),
        date_column("due_on", "时限", "完成时限", "办结时限", may_be_future=True),
        choice_column("state", "办理状态", CaseState.choices, "进展"),
        date_column("closed_on", "办结日期", "完成日期", "销号日期"),
        text_column("result_text", "结果", "办理结果", "成效", longest=300),
    ),
    complete=_complete,
)
