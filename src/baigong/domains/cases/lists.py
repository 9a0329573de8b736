"""The lists of cases (LG-11, LG-23, LG-27, LG-37, LG-38) and of plans of aid (JH-11b): what, by whom, by when."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from baigong.domains.cases.enums import CaseKind, CaseState
from baigong.domains.cases.models import Case
from baigong.domains.parties.references import OrganisationReference, PersonReference
from baigong.domains.places.reading import NamedPlace
from baigong.foundation.exchange.declared.columns import (
    choice_column,
    date_column,
    integer_column,
    text_column,
)
from baigong.foundation.exchange.declared.listing import DeclaredList
from baigong.foundation.exchange.row_reader import RowReader

_KINDS = [(kind.value, kind.label) for kind in CaseKind if kind != CaseKind.AID_PLAN]


def _complete(values: dict[str, Any], reader: RowReader) -> None:
    opened, closed = values.get("opened_on"), values.get("closed_on")
    if opened and closed and closed < opened:
        reader.wrong("closed_on", "period", "办结日期早于提出日期。请核对这两天。")
    if not values.get("state"):
        values["state"] = CaseState.SOLVED if closed else CaseState.OPEN


def _complete_plan(values: dict[str, Any], reader: RowReader) -> None:
    _complete(values, reader)
    values["kind"] = CaseKind.AID_PLAN
    opened, due = values.get("opened_on"), values.get("due_on")
    if opened and due and due <= opened:
        reader.wrong("due_on", "period", "复核日期要晚于制定日期。请核对这两天。")


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
        choice_column("kind", "事项类别", _KINDS, "类别", required=True),
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
    narrow=Q(person__isnull=True),
    due="due_on",
    is_waiting=Q(closed_on__isnull=True),
)

AID_PLANS = DeclaredList(
    name="aid_plans",
    title="帮扶方案",
    model=Case,
    dated="due_on",
    key=("kind", "person_id", "opened_on"),
    place_attribute="place_id",
    places=NamedPlace(),
    references=(PersonReference("person_id"),),
    columns=(
        text_column("label", "帮扶需求", "就业需求", "需求", longest=160, required=True),
        text_column("measure_text", "帮扶措施", "措施", longest=300, required=True),
        text_column("responsible_text", "责任人", "帮扶人", required=True),
        date_column("opened_on", "制定日期", "登记日期", required=True),
        date_column("due_on", "复核日期", "下次联系", required=True, may_be_future=True),
        choice_column("state", "办理状态", CaseState.choices, "进展"),
        date_column("closed_on", "办结日期", "完成日期"),
        text_column("result_text", "帮扶结果", "结果", longest=300),
    ),
    complete=_complete_plan,
    narrow=Q(kind=CaseKind.AID_PLAN),
    due="due_on",
    is_waiting=Q(closed_on__isnull=True),
)
