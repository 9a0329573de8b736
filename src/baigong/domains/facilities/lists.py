"""The list of facilities (M01.6, LG-29, LG-34): where people are served, lodged or hired."""

from __future__ import annotations

import datetime
from typing import Any

from baigong.domains.facilities.enums import FacilityKind
from baigong.domains.facilities.models import Facility
from baigong.domains.parties.references import OrganisationReference
from baigong.domains.places.reading import NamedPlace
from baigong.foundation import clock
from baigong.foundation.exchange.choosing import YES_NO, choice
from baigong.foundation.exchange.declared.columns import (
    Column,
    choice_column,
    date_column,
    integer_column,
    text_column,
    yes_no_column,
)
from baigong.foundation.exchange.declared.listing import DeclaredList
from baigong.foundation.exchange.row_reader import RowReader
from baigong.kernels.recognition.fields import Field

# From when a place is public whose opening nobody wrote down.
_SINCE_EVER = datetime.date(2000, 1, 1)
PUBLIC = Column(
    Field(
        "public", "对外公布", "choice", ("是否公布", "是否公开"), choices=tuple(YES_NO),
        hint="写“是”，名称、地址、电话和时间公开在门户的“服务网点”里",
    ),
    "public_since",
    lambda reader, at: choice(reader, at, YES_NO),
    lambda value: value is not None,
    ledger_kind="yes_no",
)  # fmt: skip


def _dates(values: dict[str, Any], reader: RowReader) -> None:
    """What is published is public from its opening, so that the same row read again says the same."""
    if (said := values.get("public_since")) is False:
        sentence = "写“否”不会收回已经公布的。要收回，请填停用日期，或者把这一条作废。"
        reader.wrong("public", "kept", sentence, is_error=False)
    since = values.get("opened_on") or _SINCE_EVER
    midnight = datetime.datetime.combine(since, datetime.time(), tzinfo=clock.CHINA)
    values["public_since"] = midnight if said else None
    opened, closed = values.get("opened_on"), values.get("closed_on")
    if opened and closed and closed < opened:
        reader.wrong("closed_on", "period", "停用日期早于启用日期。请核对这两天。")


FACILITIES = DeclaredList(
    name="facilities",
    title="服务设施",
    model=Facility,
    dated="opened_on",
    key=("kind", "place_id", "label"),
    place_attribute="place_id",
    places=NamedPlace(),
    references=(
        OrganisationReference(
            "owner_id", "owner_name", "运营单位", "主办单位", "产权单位", is_required=False
        ),
    ),
    columns=(
        choice_column("kind", "设施类别", FacilityKind.choices, "类别", "类型", required=True),
        text_column("label", "设施名称", "名称", "网点名称", "站点名称", required=True),
        text_column("address", "地址", "详细地址", longest=200),
        text_column("telephone", "服务电话", "电话", longest=30),
        text_column("opening_hours", "开放时间", "服务时间", longest=80),
        integer_column("capacity", "容量", "床位数", "工位数", unit="人"),
        yes_no_column("dedicated", "专用", attribute="is_dedicated"),
        date_column("opened_on", "启用日期", "开业日期", "成立日期"),
        date_column("accepted_on", "验收日期", "认定日期"),
        date_column("closed_on", "停用日期", "关闭日期"),
        PUBLIC,
    ),
    complete=_dates,
)
