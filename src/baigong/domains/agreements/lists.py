"""The list of agreements (LG-29, LG-30, HA-5b, JH-7a, SD-2.2.4a): who agreed with whom on what."""

from __future__ import annotations

from typing import Any

from baigong.domains.agreements.enums import AgreementKind
from baigong.domains.agreements.models import Agreement
from baigong.domains.parties.references import OrganisationReference
from baigong.domains.places.reading import NamedPlace
from baigong.foundation.exchange.declared.columns import (
    choice_column,
    date_column,
    integer_column,
    last_day_column,
    money_column,
    text_column,
)
from baigong.foundation.exchange.declared.listing import DeclaredList
from baigong.foundation.exchange.row_reader import RowReader


def _dates(values: dict[str, Any], reader: RowReader) -> None:
    values["starts_on"] = values.get("starts_on") or values.get("signed_on")
    if values["starts_on"] and values.get("ends_before") and values["ends_before"] <= values["starts_on"]:
        reader.wrong("last_day", "period", "到期日期早于开始日期。请核对这两天。")
    if values.get("ended_reason") and not values.get("ends_before"):
        reader.wrong("ended_reason", "period", "写了提前终止的原因，还没写终止那天。请填到期日期。")


AGREEMENTS = DeclaredList(
    name="agreements",
    title="合作协议",
    model=Agreement,
    dated="signed_on",
    key=("kind", "first_id", "second_id", "signed_on"),
    places=NamedPlace(),
    references=(
        OrganisationReference("first_id", "first_name", "甲方", "甲方名称", "借出企业"),
        OrganisationReference(
            "second_id", "second_name", "乙方", "乙方名称", "借入企业", "合作院校", "合作机构"
        ),
        OrganisationReference("third_id", "third_name", "丙方", "丙方名称", is_required=False),
    ),
    columns=(
        choice_column("kind", "协议类别", AgreementKind.choices, "类别", "合作类型", required=True),
        text_column("label", "协议名称", "名称", "项目名称"),
        date_column("signed_on", "签订日期", "签约日期", required=True),
        date_column("starts_on", "开始日期", "生效日期", may_be_future=True, hint="空着就从签订那天起"),
        last_day_column("last_day", "到期日期", "终止日期", "结束日期"),
        money_column("annual_fee", "年费用", "年服务费", attribute="annual_fee_fen"),
        text_column("ended_reason", "提前终止原因", "终止原因", "解除原因", hint="到期的空着"),
        integer_column("headcount", "涉及人数", "人数", "输送人数", unit="人"),
    ),
    complete=_dates,
    has_state=True,
)
